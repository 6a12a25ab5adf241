"""Holding processes: while other apps start, and for longer than the system allows."""

import contextlib
import time

from harness.capture.device.errors import DeviceError
from harness.capture.device.frida.start_limits import LOG, START_S, start_timeout
from harness.capture.doctor.selftest.trial import Bench, Finding, Stopwatch, fail, ok, skip, warn
from harness.capture.doctor.selftest.trials.frida import held

OTHERS = ("android.settings.SETTINGS", "android.intent.action.DIAL", "android.settings.DATE_SETTINGS")
"""Screens of three apps of the platform (Android's reference, ``Settings`` and ``Intent``)."""


def gate(bench: Bench) -> Finding:
    """While an app is held other apps start: they must come up, and the gate must still be there afterwards."""
    if why := _lacks(bench):
        return skip(why)
    watch = Stopwatch()
    try:
        with held(bench, bench.apk.package, watch) as started:
            for action in OTHERS:
                bench.device.shell(["am", "start", "-a", action])
            bench.pause(min(bench.pace.gate_s, START_S / 2))
            bench.device.resume(started.pid)
            bench.pause(bench.pace.gate_s)
            gaps = bench.device.gate_gaps()
    finally:
        with contextlib.suppress(DeviceError):
            bench.device.key("HOME")
    if not gaps:
        return ok(f"three other apps started while one was held; the gate stayed; {watch}")
    told = "; ".join(f"{gap.detail}, for {(gap.to_us - gap.from_us) / 1e6:.1f} s" for gap in gaps if gap.to_us)
    if all(gap.to_us for gap in gaps):
        return warn(f"what started meanwhile was not held: {told}; {watch}")
    return fail(f"the gate stayed open: {gaps[-1].detail}; {watch}")


def held_too_long(bench: Bench) -> Finding:
    """What the system does with a process that does not say a word: how long hooks may take depends on it."""
    if why := _lacks(bench):
        return skip(why)
    watch = Stopwatch()
    gone = None
    with held(bench, bench.apk.package, watch) as started:
        begun = time.monotonic()
        while time.monotonic() - begun < bench.pace.hold_s:
            bench.pause(0.5)
            if bench.device.link.sudo(["test", "-e", f"/proc/{started.pid}"]).code != 0:
                gone = time.monotonic() - begun
                break
    if gone is None:
        return ok(f"held for {bench.pace.hold_s:g} s, and the process was still there")
    words = start_timeout(bench.device.shell(LOG).stdout, started.pid)
    if words:
        return ok(f"ended by the system after {gone:.1f} s, and the log says so: {words}")
    return warn(f"the process was gone after {gone:.1f} s, and the log does not say why")


def _lacks(bench: Bench) -> str:
    if bench.sandbox:
        return "the sandbox holds its apps by itself, without Frida's gate or the system's time-outs"
    return "" if bench.frida and bench.installed else "it needs Frida on the device, and the sample app"
