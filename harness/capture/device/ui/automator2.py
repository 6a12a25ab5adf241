"""The ``uiautomator2`` package: a server on the device that answers at once and types any text.

Its watchers click "Agree", "Allow" and "OK" by themselves when they are
asked to (``watch_context(builtin=True)``), which would destroy the phase before consent; here nothing but this driver
touches the screen. Read from uiautomator2 3.7.1; not yet run on hardware.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from harness.capture.device.errors import DeviceError

T = TypeVar("T")

PACKAGE = "uiautomator2"
SERVER_FILE = "/data/local/tmp/u2.jar"
"""Where the package puts its server (its ``core.py``, 3.7.1)."""
FIELD_SECONDS = 5.0
"""How long typing waits for a field that has the focus."""
MISSING = "the Python package uiautomator2 is not installed (pip install uiautomator2)"


class Automator2Driver:
    """Drives the screen through uiautomator2's server on the device."""

    name = PACKAGE

    def __init__(self, device: Any, serial: str, errors: tuple[type[Exception], ...]) -> None:
        """``device`` is a ``uiautomator2.Device``; ``errors`` are what it raises when the device will not."""
        self._device = device
        self._serial = serial
        self._errors = errors
        self._guard("stop its watchers", self._quiet)

    def _quiet(self) -> None:
        """No rule of the package's or of an earlier script may touch the screen."""
        self._device.watcher.reset()
        self._device.settings["operation_delay"] = (0, 0)
        self._device.settings["wait_timeout"] = FIELD_SECONDS
        if self._device.watcher.running():
            raise DeviceError(f"uiautomator2's watchers cannot be stopped on {self._serial}.")

    def _guard(self, doing: str, action: Callable[[], T]) -> T:
        try:
            return action()
        except self._errors as error:
            reason = " ".join(str(error).split())[:200] or type(error).__name__
            raise DeviceError(f"uiautomator2 cannot {doing} on {self._serial}: {reason}.") from None

    def dump(self) -> bytes:
        """Return the view tree on screen."""
        tree = str(self._guard("read the view tree", self._device.dump_hierarchy))
        if "<node" not in tree:
            raise DeviceError(f"uiautomator2 gave an empty view tree on {self._serial}.")
        return tree.encode()

    def tap(self, x: int, y: int) -> None:
        """Touch a point."""
        self._guard("tap", lambda: self._device.click(x, y))

    def swipe(self, x1: int, y1: int, x2: int, y2: int, seconds: float) -> None:
        """Drag a finger."""
        self._guard("swipe", lambda: self._device.swipe(x1, y1, x2, y2, duration=seconds))

    def key(self, name: str) -> None:
        """Press a key."""
        self._guard("press a key", lambda: self._device.keyevent(name.upper()))

    def can_type(self, text: str) -> bool:  # noqa: ARG002
        """Any text: it is set in the field, not typed on a keyboard."""
        return True

    def type_text(self, text: str) -> None:
        """Set the focused field's text. The package's own keyboard is not used: installing one changes the device."""
        self._guard("type", lambda: self._device(focused=True).set_text(text))

    def close(self) -> None:
        """Stop the server on the device: while it runs, ``uiautomator dump`` does not."""
        with suppress(*self._errors):
            self._device.stop_uiautomator()


def connect(device: Any, serial: str) -> Automator2Driver:
    """Start the server on an ``adbutils.AdbDevice``. Raises :class:`DeviceError` when that cannot be."""
    try:
        import uiautomator2
        from uiautomator2.exceptions import BaseException as AutomatorError
    except ImportError:
        raise DeviceError(MISSING) from None
    import adbutils

    errors = (AutomatorError, adbutils.AdbError, OSError, EOFError)
    try:
        return Automator2Driver(uiautomator2.connect(device), serial, errors)
    except errors as error:
        raise DeviceError(f"uiautomator2 does not start on {serial}: {' '.join(str(error).split())[:200]}") from None
