"""The device's wall clock: how far it is from this host's, moving it, and putting it back."""

from harness.capture.device.errors import ChangeRefused, DeviceError
from harness.capture.device.journal import WallClock
from harness.capture.device.link.link import Link
from harness.capture.host_clock import now_us

AUTO = ("global", "auto_time")
"""The setting by which the network sets the clock."""
READINGS = 5
CLOSE_US = 3_000_000
"""Two readings within this are of one clock: some devices are set to whole seconds only."""


def offset_us(link: Link) -> int:
    """Return device minus host, in microseconds.

    Of several readings the one with the shortest round trip counts (as in NTP). An offset smaller than that reading
    can tell from zero is zero: emulators and the sandbox run on this host's clock.
    """
    round_trip, offset = min(_reading(link) for _ in range(READINGS))
    return 0 if abs(offset) <= round_trip else offset


def _reading(link: Link) -> tuple[int, int]:
    """Return one reading's round trip and offset, in microseconds."""
    before = now_us() * 1000
    said = link.must("date", "+%s%N").strip()
    after = now_us() * 1000
    if not said.isdigit():
        raise DeviceError(f"The device {link.serial} does not tell the time: date printed {said[:40]!r}.")
    # Toybox before Android 8 prints seconds only: half a second is the best guess within that second.
    device_ns = int(said) if len(said) > 15 else int(said) * 1_000_000_000 + 500_000_000
    round_trip = after - before + (0 if len(said) > 15 else 1_000_000_000)
    return round_trip // 1000, (device_ns - (before + after) // 2) // 1000


def move(link: Link, wanted_us: int) -> int:
    """Set the clock to this host's plus ``wanted_us``; return what that came to. The journal puts it back.

    Raises :class:`ChangeRefused` when the device does not let it be moved.
    """
    link.put_setting(*AUTO, "0")
    undo = WallClock(was_us=offset_us(link), ours_us=wanted_us)
    link.change("the clock", undo)
    return _set(link, wanted_us)


def put_back(link: Link, undo: WallClock) -> None:
    """Undo a move, unless the clock was set to something else since. Raises :class:`ChangeRefused`."""
    if abs(offset_us(link) - undo.ours_us) <= CLOSE_US:
        _set(link, undo.was_us)


def _set(link: Link, wanted_us: int) -> int:
    """Set the clock by what works on this device: ``date`` as adbd or as root, else the alarm service."""
    ways = [link.shell, link.sudo] if link.root is not None else [link.shell]
    forms = ("date @{seconds:.3f}", "date @{seconds:.0f}")
    for form, run in [*((form, run) for run in ways for form in forms), ("cmd alarm set-time {millis}", link.shell)]:
        wanted = now_us() + wanted_us
        run(form.format(seconds=wanted / 1e6, millis=wanted // 1000).split())
        # What was set is measured: a device may take the command and do nothing.
        reached = offset_us(link)
        if abs(reached - wanted_us) <= CLOSE_US:
            return reached
    raise ChangeRefused(
        f"The clock of {link.serial} cannot be moved: neither 'date' (as root) nor 'cmd alarm set-time' does it."
    )
