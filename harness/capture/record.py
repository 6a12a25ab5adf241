"""What ``run.json`` says of a run as such: with what it was made, when, and that a clock was set meanwhile."""

import datetime as dt
import importlib.metadata
import platform

from harness import __version__
from harness.capture.device.protocol import Facts
from harness.capture.host_clock import CLOCK, now_us
from harness.capture.options import Progress, RunOptions
from harness.capture.phase_clock import PhaseClock
from harness.catalog.points import own_points
from harness.evidence.run_record import Apk, ClockJump, RunRecord


def versions() -> dict[str, str]:
    """Return the versions of what makes the evidence."""
    names = ("frida", "frida-tools", "mitmproxy", "adbutils")
    found = {name: importlib.metadata.version(name) for name in names}
    return {"harness": __version__, "python": platform.python_version(), **found}


def known_before(options: RunOptions, apk: Apk, device: Facts, offset_us: int) -> RunRecord:
    """Return what is known of a run before it begins; ``offset_us`` is the device's clock less this host's."""
    return RunRecord(
        tool=versions(),
        apk=apk,
        device=device.info(),
        clock_offset_us=offset_us,
        scenario=options.scenario.name,
        branch=options.branch,
        network=options.network,
        persona=options.persona.id,
        app_type=options.app_type.id if options.app_type else None,
        variables=options.scenario.variables,
        own_points=own_points(options.points),
        attached=True if options.attach else None,
        started=written_now(),
    )


def clock_jumps(phase_clock: PhaseClock, warn: Progress) -> list[ClockJump]:
    """Return when a clock was set while the run went on, and say that no time in the bundle was moved by that."""
    jumps = [ClockJump(whose="device", time_us=at, by_us=by) for at, by in phase_clock.jumps]
    if by := CLOCK.stepped_us():
        jumps.append(ClockJump(whose="host", time_us=phase_clock.now_us(), by_us=by))
    for jump in jumps:
        warn(
            f"the {jump.whose}'s clock was set by {jump.by_us / 1e6:+.1f} s while the run went on: "
            "its times are given as if it had not been."
        )
    return jumps


def written_now() -> str:
    """Return the time on the run's line of time, as ``run.json`` has it: UTC, to the microsecond."""
    return dt.datetime.fromtimestamp(now_us() / 1e6, dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
