"""Putting the hooks into a process in time: all of them before it may run, or what is left when it has attached.

A process that may wait for so long only gets its hooks by and by. When three quarters of its time are used and some are
left, its main thread is barred from the first thing it does for the app (``bind.ts``), the process is let run, and the
rest goes in while the main thread waits there: that it has attached is all that the system's time-out asks for.
"""

import functools
import time
from typing import Any

import msgspec

from harness.capture.agent.bounded import bounded
from harness.capture.agent.hold import Hold

INSTALL_TIMEOUT = 120.0
"""How long a process has to take its hooks, in seconds."""
SLICE_MS = 250
"""How long the agent works before it listens again, in milliseconds."""
ANSWER_TIMEOUT = 30.0


class Installed(msgspec.Struct, kw_only=True):
    """What the agent reported, and whether the main thread waits for :func:`unbar`."""

    report: dict[str, Any]
    barred: bool = False


class Waited(msgspec.Struct, kw_only=True):
    """For how long the main thread waited, in seconds, and whether it went on before it was let."""

    seconds: float = 0.0
    passed: bool = False


def install(script: Any, wanted: dict[str, Any], hold: Hold | None = None) -> Installed:
    """Install hooks, letting the process run before the end if ``hold`` asks for it. Raises what Frida raises."""
    exports = script.exports_sync
    budget = None if hold is None else hold.budget_s
    deadline = time.monotonic() + INSTALL_TIMEOUT
    bounded(lambda: exports.begin({**wanted, "in_parts": budget is not None}), ANSWER_TIMEOUT)
    barred = asked = False
    slice_ms = 0 if budget is None else max(1, int(budget * 1000))
    while not bounded(functools.partial(exports.step, slice_ms), max(0.1, deadline - time.monotonic())):
        slice_ms = SLICE_MS
        if hold is not None and not asked and not hold.budget_s:
            asked = True
            barred = bool(bounded(lambda: exports.bar(int(hold.bind_s * 1000)), ANSWER_TIMEOUT))
            if barred:
                hold.release()
    return Installed(report=bounded(exports.finish, ANSWER_TIMEOUT), barred=barred)


def unbar(script: Any) -> Waited:
    """Let the main thread go on. Raises what Frida raises."""
    said = bounded(script.exports_sync.unbar, ANSWER_TIMEOUT)
    return Waited(seconds=float(said["ms"]) / 1000, passed=bool(said["passed"]))
