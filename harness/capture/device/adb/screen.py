"""The screen of an adb device: looked at and touched through uiautomator2, else by the platform's commands."""

from harness.capture.device.adb.base import AdbBase
from harness.capture.device.errors import DeviceError
from harness.capture.device.journal import Command
from harness.capture.device.ui import automator2
from harness.capture.device.ui.choose import PreferredDriver
from harness.capture.device.ui.shell import DUMP_FILE, ShellDriver

MOST_TREE = 8 << 20
"""Bytes of a view tree that is read: a screen full of text has 200 KiB, and its texts are the app's to choose."""


class AdbScreen(AdbBase):
    """The drivers' part."""

    @property
    def _ui(self) -> PreferredDriver:
        return self._run.ui.get(self._make_ui)

    def _make_ui(self) -> PreferredDriver:
        """Return the driver of a run's screen; nothing is started yet."""
        return PreferredDriver(self._automator2, ShellDriver(self.link.line, self.serial))

    def _automator2(self) -> automator2.Automator2Driver:
        """Start the better driver; its server's file goes with the run, unless it was there."""
        if self.link.journal.begun and self.link.shell(["test", "-e", automator2.SERVER_FILE]).code != 0:
            self.link.change(f"the file {automator2.SERVER_FILE}", Command(["rm", "-f", automator2.SERVER_FILE]))
        return automator2.connect(self.link.transport.adb, self.serial)

    def ui_driver(self) -> dict[str, str]:
        """Return the ``name`` of the driver that the screen is used with, and the ``reason`` if it is second choice."""
        return {"name": self._ui.name, "reason": self._ui.reason}

    def ui_dump(self) -> bytes:
        """Return the view tree on screen."""
        if self.link.journal.begun and not self._run.dumped:
            self._run.dumped = True
            self.link.change(f"the file {DUMP_FILE}", Command(["rm", "-f", DUMP_FILE]))
        tree = self._ui.dump()
        if len(tree) > MOST_TREE:
            raise DeviceError(
                f"The view tree on {self.serial} is {len(tree) >> 20} MiB long, and {MOST_TREE >> 20} MiB are read."
            )
        return tree

    def screenshot(self) -> bytes:
        """Return the screen as PNG."""
        data = self.link.transport.raw("screencap -p", "take a screenshot")
        if not data.startswith(b"\x89PNG"):
            raise DeviceError(f"screencap gave no picture on {self.serial}.")
        return data

    def tap(self, x: int, y: int) -> None:
        """Touch the screen at a point, in pixels."""
        self._ui.tap(x, y)

    def swipe(self, x1: int, y1: int, x2: int, y2: int, seconds: float = 0.3) -> None:
        """Drag a finger from one point to another."""
        self._ui.swipe(x1, y1, x2, y2, seconds)

    def key(self, name: str) -> None:
        """Press a key by its Android name."""
        self._ui.key(name)

    def can_type(self, text: str) -> bool:
        """Whether :meth:`type_text` can type this text."""
        return self._ui.can_type(text)

    def type_text(self, text: str) -> None:
        """Type text into the focused field."""
        self._ui.type_text(text)
