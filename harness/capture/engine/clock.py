"""Moving the device's clock, and putting it back."""

from harness.capture.device import protocol
from harness.capture.device.link.wall_clock import CLOSE_US
from harness.capture.timeline import Timeline


class Clock:
    """The device's wall clock. What a run moves, :meth:`restore` puts back."""

    def __init__(self, device: protocol.Clock, timeline: Timeline) -> None:
        """``timeline`` is told of each move."""
        self._device = device
        self._timeline = timeline
        self._wanted_us = 0

    def forward(self, seconds: float) -> None:
        """Move the clock forward. Raises ``DeviceError`` when the device does not let it be moved."""
        own = self._timeline.offset_us
        reached = self._device.set_clock(own + self._timeline.shift_us + round(seconds * 1e6))
        self._timeline.shifted(reached - own)
        self._wanted_us = reached - own

    def hold(self) -> str:
        """Move the clock again where something has set it back since; return what had happened, empty if nothing had.

        The Android Emulator follows its host's clock: google/android-emulator-container-scripts, issue 317. Raises
        ``DeviceError``.
        """
        shift = self._wanted_us
        if not shift:
            return ""
        own = self._timeline.offset_us
        found = self._device.clock_offset_us() - own
        if abs(found - shift) <= CLOSE_US:
            return ""
        self._timeline.shifted(found)
        reached = self._device.set_clock(own + shift)
        self._timeline.shifted(reached - own)
        return f"the device's clock stood {(found - shift) / 3.6e9:+.1f} hours from where the scenario had moved it"

    def restore(self) -> None:
        """Put the clock back to what it would show by itself. Raises ``DeviceError`` when it cannot be."""
        self._device.put_clock_back()
        if self._wanted_us:
            self._timeline.shifted(0)
