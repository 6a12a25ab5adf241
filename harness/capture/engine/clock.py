"""Moving the device's clock, and putting it back."""

from harness.capture.device.protocol import Device
from harness.capture.timeline import Timeline


class Clock:
    """The device's wall clock. What a run moves, :meth:`restore` puts back."""

    def __init__(self, device: Device, timeline: Timeline) -> None:
        """``timeline`` is told of each move."""
        self._device = device
        self._timeline = timeline

    def forward(self, seconds: float) -> None:
        """Move the clock forward. Raises ``DeviceError`` when the device does not let it be moved."""
        own = self._timeline.offset_us
        reached = self._device.set_clock(own + self._timeline.shift_us + round(seconds * 1e6))
        self._timeline.shifted(reached - own)

    def restore(self) -> None:
        """Put the clock back to what it would show by itself. Raises ``DeviceError`` when it cannot be."""
        self._device.put_clock_back()
        if self._timeline.shift_us:
            self._timeline.shifted(0)
