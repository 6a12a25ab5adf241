"""Holding processes: while other apps start, and for longer than the system allows."""

import contextlib
import time

import frida

from harness.capture.device.errors import DeviceError
from harness.capture.doctor.selftest.step import Bench, Finding, Stopwatch, fail, ok, skip, warn
from harness.capture.doctor.selftest.steps.frida import START_SECONDS, held, trouble

OTHERS = ("android.settings.SETTINGS", "android.intent.action.DIAL", "android.settings.DATE_SETTINGS")
"""Screens of three apps of the platform (Android's reference, ``Settings`` and ``Intent``)."""


def gate(bench: Bench) -> Finding:
    """While an app is held other apps start: they must come up, and the gate must still be there afterwards."""
    if why := _lacks(bench):
        return skip(why)
    closed: list[float] = []
    device = bench.device.frida_device()
    begun = time.monotonic()

    def on_closed(*_: object) -> None:
        closed.append(time.monotonic() - begun)

    device.on("spawn-gating-disabled", on_closed)
    watch = Stopwatch()
    try:
        with held(bench, bench.apk.package, watch) as started:
            for action in OTHERS:
                bench.device.shell(["am", "start", "-a", action])
            # A run asks for held processes all the time, and so lets those of other apps go.
            end = time.monotonic() + min(bench.pace.gate_s, START_SECONDS / 2)
            while time.monotonic() < end:
                bench.device.held(bench.apk.package, 0.25)
            bench.device.resume(started.pid)
            end = time.monotonic() + bench.pace.gate_s
            while time.monotonic() < end:
                bench.device.held(bench.apk.package, 0.25)
    finally:
        with contextlib.suppress(frida.TransportError, frida.InvalidOperationError):
            device.off("spawn-gating-disabled", on_closed)
        with contextlib.suppress(DeviceError):
            bench.device.key("HOME")
    if closed:
        return fail(f"Frida stopped gating {closed[0]:.1f} s after the start: what starts later is not held; {watch}")
    return ok(f"three other apps started while one was held; the gate stayed; {watch}")


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
            if bench.device.sudo(["test", "-e", f"/proc/{started.pid}"]).code != 0:
                gone = time.monotonic() - begun
                break
    lines = trouble(bench)
    if gone is None:
        return ok(f"held for {bench.pace.hold_s:g} s, and the process was still there; {len(lines)} lines in the log")
    return warn(f"ended by the system after {gone:.1f} s; the log has {len(lines)} lines about it")


def _lacks(bench: Bench) -> str:
    if bench.sandbox:
        return "the sandbox holds its apps by itself, without Frida's gate or the system's time-outs"
    return "" if bench.frida and bench.installed else "it needs Frida on the device, and the sample app"
