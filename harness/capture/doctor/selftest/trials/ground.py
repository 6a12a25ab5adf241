"""What everything else stands on: root, and what the device says of itself."""

import shlex
import time

from harness.capture.device.errors import DeviceError
from harness.capture.device.link.root import WAYS
from harness.capture.doctor.check import State as CheckState
from harness.capture.doctor.check import worst
from harness.capture.doctor.device import checked
from harness.capture.doctor.selftest.trial import Bench, Finding, fail, ok, warn

SLOW_MS = 100.0
"""A run gives some hundred commands as root, so many milliseconds each are half a minute."""


def root(bench: Bench) -> Finding:
    """Every way to root, each with its time: that of the first one that works is a run's."""
    told, works = [], False
    for way in WAYS:
        begun = time.monotonic()
        try:
            # The words of a line are quoted again on their way to the device: this is the line that a run gives.
            said = bench.device.shell(shlex.split(way.line(["id", "-u"])), timeout=20)
            gave = said.code == 0 and said.stdout.strip() == "0"
        except DeviceError:
            gave = False
        works = works or gave
        told.append(f"{way.name}: {'yes' if gave else 'no'} ({time.monotonic() - begun:.2f} s)")
    detail = "; ".join(told)
    if works:
        return ok(detail)
    return fail(f"none: only apps repackaged with --frida-gadget can be watched. {detail}")


def root_commands(bench: Bench) -> Finding:
    """What a command as root costs. On Magisk each may show a message of its own on the screen."""
    begun = time.monotonic()
    for _ in range(bench.pace.root_commands):
        bench.device.link.must_sudo("true")
    each = (time.monotonic() - begun) / bench.pace.root_commands * 1000
    detail = f"{bench.pace.root_commands} commands, {each:.0f} ms each; did the screen show messages meanwhile?"
    return ok(detail) if each < SLOW_MS else warn(detail)


def ready(bench: Bench) -> Finding:
    """What was set so that the screen is awake, unlocked and at rest; taking the device has done it."""
    done = bench.device.readiness()
    detail = f"set: {', '.join(sorted(done['changed'])) or 'nothing'}"
    return warn(f"{'; '.join(done['notes'])}; {detail}") if done["notes"] else ok(detail)


def checks(bench: Bench) -> Finding:
    """All that ``harness doctor`` says of the device."""
    found = checked(bench.device)
    state = worst(found)
    listing = "; ".join(f"{check.name}: {check.found}" for check in found if check.state == state)
    if state == CheckState.ok:
        return ok(f"{len(found)} checks")
    return warn(listing) if state == CheckState.warn else fail(listing)
