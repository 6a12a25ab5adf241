"""Looking and touching: waits until a screen stands still, scrolls, types."""

import time
from collections.abc import Callable

from harness.capture.device.errors import DeviceError, DeviceLost, DeviceNotFound
from harness.capture.device.protocol import Display
from harness.capture.explorer.page import Page
from harness.capture.explorer.views import View
from harness.capture.screen.controls import UiError
from harness.capture.screen.pace import Pace
from harness.catalog.explore import ExploreWords

STEADY_SECONDS = 4.0
"""How long a screen is given to stand still, or to finish loading; ..."""
STEADY_LOOKS = 6
"""... and at least so many looks."""
_PAUSE = 0.05


class Hand:
    """One device's screen for the explorer."""

    def __init__(self, device: Display, words: ExploreWords, pause: Callable[[float], None], pace: Pace) -> None:
        """``pause`` waits as the scenario does; each look is noted in ``pace``."""
        self._device = device
        self._words = words
        self._pause = pause
        self._pace = pace
        self._never_done: set[str] = set()

    def look(self) -> Page | None:
        """Return the screen once it stands still; ``None`` when the device gives no view tree.

        It stands still when two looks in a row show the same, and it neither is empty nor says that it is loading.
        """
        patience = self._pace.patience(STEADY_SECONDS, STEADY_LOOKS)
        last: Page | None = None
        while True:
            page = self._page()
            same = page is not None and last is not None and _same(page, last)
            if page is not None and same and (not self._waits(page) or page.structure in self._never_done):
                return page
            if patience.over():
                if page is not None:
                    self._never_done.add(page.structure)
                return page
            if page is None or same:
                self._pause(_PAUSE)
            last = page

    @staticmethod
    def _waits(page: Page) -> bool:
        return page.empty or page.loading

    def _page(self) -> Page | None:
        try:
            return Page(self._dump(), self._words)
        except UiError:
            return None
        except (DeviceLost, DeviceNotFound):
            raise
        except DeviceError:
            return None

    def _dump(self) -> bytes:
        begun = time.monotonic()
        try:
            return self._device.ui_dump()
        finally:
            self._pace.looked(time.monotonic() - begun)

    def tap(self, view: View) -> None:
        """Touch the middle of a view."""
        self._device.tap(*view.center)

    def back(self) -> None:
        """Press BACK."""
        self._device.key("BACK")

    def scroll(self, view: View, *, down: bool = True) -> None:
        """Move what is in a view by half its height; slowly, so that it does not fly on."""
        left, top, right, bottom = view.bounds
        x, span = (left + right) // 2, bottom - top
        low, high = top + span * 3 // 4, top + span // 4
        self._device.swipe(x, low if down else high, x, high if down else low, 0.5)

    def type_into(self, view: View, text: str) -> bool:
        """Type into a field; return whether the device can type that."""
        if not self._device.can_type(text):
            return False
        self.tap(view)
        self._device.type_text(text)
        if "mInputShown=true" in self._device.shell(["dumpsys", "input_method"]).stdout:
            self.back()  # it closes the keyboard, which may cover what is below
        return True


def _same(one: Page, other: Page) -> bool:
    return one.structure == other.structure and one.texts == other.texts
