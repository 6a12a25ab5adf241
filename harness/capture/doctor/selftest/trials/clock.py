"""The wall clock: whether it stays where a scenario puts it."""

from harness.capture.doctor.selftest.trial import Bench, Finding, ok, warn

MINUTE_US = 60_000_000
CLOSE_US = 2_000_000


def clock(bench: Bench) -> Finding:
    """The clock's distance from this host's now and later, and after it was moved by a minute.

    An emulator may set its guest's clock back after a while
    (https://github.com/google/android-emulator-container-scripts/issues/317).
    """
    device = bench.device
    first = device.clock_offset_us()
    bench.pause(bench.pace.clock_s)
    later = device.clock_offset_us()
    try:
        reached = device.set_clock(first + MINUTE_US)
        bench.pause(bench.pace.clock_s)
        kept = device.clock_offset_us()
    finally:
        device.put_clock_back()
    back = device.clock_offset_us()
    waited = f"after {bench.pace.clock_s:g} s"
    detail = (
        f"{first / 1e6:+.2f} s, {waited} {later / 1e6:+.2f} s; moved by a minute {reached / 1e6:+.2f} s, "
        f"{waited} {kept / 1e6:+.2f} s; put back {back / 1e6:+.2f} s"
    )
    if abs(kept - reached) > CLOSE_US:
        return warn(f"the device sets its clock back by itself; {detail}")
    return ok(detail) if abs(back - first) <= CLOSE_US else warn(f"not put back; {detail}")
