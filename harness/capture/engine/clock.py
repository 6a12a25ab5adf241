"""Moving the device's clock, and putting it back."""

from harness.capture.device.errors import DeviceError
from harness.capture.device.protocol import Device
from harness.capture.timeline import Timeline

_CLOSE_US = 3_000_000
_AUTO = ("settings", "put", "global", "auto_time")


class Clock:
    """The device's wall clock. What a run moves, :meth:`restore` puts back."""

    def __init__(self, device: Device, timeline: Timeline) -> None:
        """``timeline`` is told of each move."""
        self._device = device
        self._timeline = timeline
        self._auto: str | None = None

    def forward(self, seconds: float) -> None:
        """Move the clock forward. Raises :class:`DeviceError` when the device does not let it be moved."""
        if self._auto is None:
            self._auto = self._device.shell(["settings", "get", "global", "auto_time"]).stdout.strip()
            self._device.shell([*_AUTO, "0"])
        self._set(self._timeline.shift_us + round(seconds * 1e6))

    def restore(self) -> None:
        """Put the clock back to what it would show by itself."""
        if self._auto is None:
            return
        auto, self._auto = self._auto, None
        if self._timeline.shift_us:
            self._set(0)
        self._device.shell([*_AUTO, auto] if auto in ("0", "1") else ["settings", "delete", "global", "auto_time"])

    def _set(self, shift_us: int) -> None:
        """Set the clock, by what works on this device: as root by ``date``, else through the alarm service."""
        wanted = self._timeline.now_us() + shift_us
        for command in (
            ["date", f"@{wanted / 1e6:.3f}"],
            ["date", f"@{wanted // 1_000_000}"],
            ["su", "0", "date", f"@{wanted // 1_000_000}"],
            ["cmd", "alarm", "set-time", str(wanted // 1000)],
        ):
            self._device.shell(command)
            # What was set is measured: some devices take whole seconds only.
            reached = self._device.clock_offset_us() - self._timeline.offset_us
            if abs(reached - shift_us) <= _CLOSE_US:
                self._timeline.shifted(reached if shift_us else 0)
                return
        raise DeviceError(
            f"The clock of {self._device.serial} cannot be moved: neither 'date' (as root) nor 'cmd alarm set-time' "
            "does it."
        )
