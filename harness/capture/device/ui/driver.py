"""What every driver of a screen can do."""

from typing import Protocol


class UiDriver(Protocol):
    """Sees and touches one screen. Every method raises ``DeviceError`` when the device will not do it.

    ``name`` is the driver's, for the evidence. Points are in pixels.
    """

    name: str

    def dump(self) -> bytes:
        """Return the view tree on screen as uiautomator's XML."""

    def tap(self, x: int, y: int) -> None:
        """Touch a point."""

    def swipe(self, x1: int, y1: int, x2: int, y2: int, seconds: float) -> None:
        """Drag a finger from one point to another within ``seconds``."""

    def key(self, name: str) -> None:
        """Press a key by its Android name without ``KEYCODE_``."""

    def can_type(self, text: str) -> bool:
        """Whether :meth:`type_text` can type this text."""

    def type_text(self, text: str) -> None:
        """Type text into the focused field."""

    def close(self) -> None:
        """Let the device go; not an error when it is gone."""
