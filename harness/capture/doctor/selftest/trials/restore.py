"""Whether the device is as it was: after the steps, and after a run that was killed in its middle."""

import signal
import subprocess
import sys
import time

from harness.capture.device.errors import DeviceError
from harness.capture.device.journal import pending
from harness.capture.device.mend import mend
from harness.capture.doctor.selftest.facts import Facts, changed
from harness.capture.doctor.selftest.trial import Bench, Finding, fail, ok, warn

KILL_AFTER_SECONDS = 8.0
GIVE_UP_SECONDS = 120.0


def as_before(before: Facts, after: Facts) -> Finding:
    """Compare what a run changes."""
    ours, others = changed(before, after)
    if ours:
        return fail(f"{len(ours)} differences: {'; '.join(ours[:20])}")
    if others:
        return warn(f"settings that the system may have changed by itself: {'; '.join(others[:20])}")
    return ok(f"{sum(len(lines) for lines in before.values())} facts in {len(before)} groups are as they were")


def kill_a_run(bench: Bench, serial: str) -> str:
    """Start a run of the sample app in a process of its own and end that by SIGKILL; return when that was.

    Raises :class:`DeviceError` when the run ended before, or changed nothing to be undone.
    """
    words = [sys.executable, "-m", "harness", "run", str(bench.app), "--device", serial, "--out", str(bench.scratch)]
    if bench.options.frida_server is not None:
        words += ["--frida-server", str(bench.options.frida_server)]
    if bench.options.frida_server_sha256:
        words += ["--frida-server-sha256", bench.options.frida_server_sha256]
    begun = time.monotonic()
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        changing = 0.0
        try:
            while process.poll() is None and time.monotonic() - begun < GIVE_UP_SECONDS:
                if not changing and serial in pending():
                    changing = time.monotonic()
                if changing and time.monotonic() - changing > KILL_AFTER_SECONDS * (0.25 if bench.sandbox else 1.0):
                    break
                time.sleep(0.05)
        finally:
            ended = process.poll()
            process.send_signal(signal.SIGKILL)
    if ended is not None:
        raise DeviceError(f"the run ended by itself (exit code {ended}) before it could be killed")
    if serial not in pending():
        raise DeviceError(f"the run that was killed after {time.monotonic() - begun:.1f} s had changed nothing")
    return f"killed after {time.monotonic() - begun:.1f} s"


def mended(serial: str) -> Finding:
    """Undo what the killed run left, as ``harness doctor --mend`` does."""
    begun = time.monotonic()
    done, problems = mend(serial)
    if problems or not done:
        return fail("; ".join(problems) or "nothing was mended")
    return ok(f"undone in {time.monotonic() - begun:.1f} s")
