"""Moving the device's clock, and putting it back."""

from harness.capture.device.protocol import Device
from harness.capture.device.wall_clock import CLOSE_US
from harness.capture.phase_clock import PhaseClock


class Clock:
    """The device's wall clock. What a run moves, :meth:`restore` puts back."""

    def __init__(self, device: Device, phase_clock: PhaseClock) -> None:
        """``phase_clock`` is told of each move."""
        self._device = device
        self._phase_clock = phase_clock
        self._wanted_us = 0

    def forward(self, seconds: float) -> None:
        """Move the clock forward. Raises ``DeviceError`` when the device does not let it be moved."""
        own = self._phase_clock.offset_us
        reached = self._device.set_clock(own + self._phase_clock.shift_us + round(seconds * 1e6))
        self._phase_clock.shifted(reached - own)
        self._wanted_us = reached - own

    def hold(self) -> str:
        """Move the clock again where something has set it back since; return what had happened, empty if nothing had.

        The Android Emulator follows its host's clock: google/android-emulator-container-scripts, issue 317. Raises
        ``DeviceError``.
        """
        shift = self._wanted_us
        if not shift:
            return ""
        own = self._phase_clock.offset_us
        found = self._device.clock_offset_us() - own
        if abs(found - shift) <= CLOSE_US:
            return ""
        self._phase_clock.shifted(found)
        reached = self._device.set_clock(own + shift)
        self._phase_clock.shifted(reached - own)
        return f"the device's clock stood {(found - shift) / 3.6e9:+.1f} hours from where the scenario had moved it"

    def restore(self) -> None:
        """Put the clock back to what it would show by itself. Raises ``DeviceError`` when it cannot be."""
        self._device.put_clock_back()
        if self._wanted_us:
            self._phase_clock.shifted(0)
