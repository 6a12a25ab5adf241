"""Which driver a screen gets, and what happens when it fails in the middle of a run."""

from collections.abc import Callable
from typing import TypeVar

from harness.capture.device.errors import DeviceError, DeviceLost, DeviceNotFound
from harness.capture.device.ui.driver import UiDriver

T = TypeVar("T")


class PreferredDriver:
    """The better driver while it works, the plainer one from its first failure on; remembers which and why."""

    def __init__(self, better: Callable[[], UiDriver] | None, plain: UiDriver, why_plain: str = "") -> None:
        """``better`` starts the preferred driver at the screen's first use; ``None``: ``why_plain`` says why not."""
        self._better = better
        self._plain = plain
        self._driver = None if better else plain
        self.reason = why_plain
        """Why the plain driver is used; empty while the better one is."""

    @property
    def name(self) -> str:
        """The name of the driver in use."""
        return self._chosen().name

    def _chosen(self) -> UiDriver:
        if self._driver is None and self._better is not None:
            try:
                self._driver = self._better()
            except DeviceError as error:
                self._fall_back(error)
        return self._driver or self._plain

    def _fall_back(self, error: DeviceError) -> None:
        if self._driver is not None:
            self._driver.close()
        self.reason = str(error)
        self._driver = self._plain

    def _do(self, action: Callable[[UiDriver], T], *, again: bool = True) -> T:
        driver = self._chosen()
        try:
            return action(driver)
        except (DeviceLost, DeviceNotFound):
            raise
        except DeviceError as error:
            if driver is self._plain:
                raise
            self._fall_back(error)
            if not again:
                raise
            return action(self._plain)

    def dump(self) -> bytes:
        """Return the view tree on screen."""
        return self._do(lambda driver: driver.dump())

    def tap(self, x: int, y: int) -> None:
        """Touch a point. A touch that failed is not tried again: it may have been felt."""
        self._do(lambda driver: driver.tap(x, y), again=False)

    def swipe(self, x1: int, y1: int, x2: int, y2: int, seconds: float) -> None:
        """Drag a finger."""
        self._do(lambda driver: driver.swipe(x1, y1, x2, y2, seconds), again=False)

    def key(self, name: str) -> None:
        """Press a key."""
        self._do(lambda driver: driver.key(name), again=False)

    def can_type(self, text: str) -> bool:
        """Whether the driver in use can type this text."""
        return self._chosen().can_type(text)

    def type_text(self, text: str) -> None:
        """Type text."""
        self._do(lambda driver: driver.type_text(text), again=False)

    def close(self) -> None:
        """Let the device go."""
        if self._driver is not None:
            self._driver.close()
