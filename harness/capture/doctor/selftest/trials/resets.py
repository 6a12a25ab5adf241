"""Bringing a device that the harness starts itself back to its clean state, again and again."""

from harness.capture.device.errors import DeviceError
from harness.capture.doctor.selftest.trial import Bench, Finding, Stopwatch, fail, ok, skip
from harness.capture.doctor.selftest.trials import frida


def resets(bench: Bench) -> Finding:
    """Reset it, and start an app of the platform held, each time."""
    if bench.kept:
        return skip("the harness does not reset attached devices")
    watches: list[Stopwatch] = []
    failures: list[str] = []
    how = ""
    for number in range(1, bench.pace.resets + 1):
        watch = Stopwatch()
        try:
            with watch.part("reset"):
                how = bench.device.reset()
            bench.device.install(bench.app, grant_all=True)
            if bench.frida and (package := frida.known(bench)) is not None:
                with watch.part("frida-server"):
                    bench.device.frida_device()
                frida.cycle(bench, package, "", lambda script: None, watch)
        except DeviceError as error:
            failures.append(f"reset {number}: {error}")
        watches.append(watch)
    seconds = [watch.seconds.get("reset", 0.0) for watch in watches]
    detail = f"{len(seconds)} resets ({how}), {min(seconds):.1f} to {max(seconds):.1f} s; last: {watches[-1]}"
    return fail(f"{len(failures)} failed: {failures[0]}; {detail}") if failures else ok(detail)
