"""What an observed call costs: ``python benchmarks/hook_overhead.py [ROUNDS] [--runtime jvm|art]`` from a checkout.

Nanoseconds a call on the sandbox's JVM, or on real ART (``make art``), at a stack depth of 20, each with value,
thread, time and its caller's whole stack: unhooked; with an empty Frida hook; with ours, when every call has the same
values and when each has its own; and with `send` of the value and a fresh stack for each call. Also how long it takes
to install the catalogue over the sandbox's Android classes (on ART: over doubles of them that are generated from the
catalogue). Prints one JSON line of medians and ratios:

``to_empty`` and ``to_empty_distinct``: ours / the empty hook (aim: at most 1.5 on the JVM, 1.7 on ART);
``send_to_ours`` and ``send_to_ours_distinct``: stack-and-send / ours (aim: at least 10);
``install_ms`` for ``points`` hooked points (aim: at most 1500 for 450).
"""

import argparse
import contextlib
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import frida
import pytest

from harness.capture.agent.script import with_bridge
from harness.catalog.points import data_dir, load_points
from tests.art import doubles, programs, runtime
from tests.art.rig.place import JIT, NoRigError, built, find
from tests.capture.agent.app import App, started

DEPTH = 20
CLASS = "android.telephony.TelephonyManager"
# Having replaced methods, Frida's thread needs one call into the JVM, or the next garbage collection waits for ever.
BODY = """
Java.performNow(() => { const T = Java.use('%s'); %s });
setTimeout(() => Java.performNow(() => {
  const env = Java.vm.getEnv();
  env.pushLocalFrame(1);
  env.popLocalFrame(NULL);
  send('in');
}), 200);
"""
EMPTY = """
T.getSimOperator.implementation = function () { return this.getSimOperator(); };
const one = T.getDeviceId.overload('int');
one.implementation = function (slot) { return this.getDeviceId(slot); };
"""
SEND = """
const Thread = Java.use('java.lang.Thread');
const stack = () => Thread.currentThread().getStackTrace().map(f => f.toString()).join('\\n');
T.getSimOperator.implementation = function () {
  const value = this.getSimOperator();
  send({ value, stack: stack(), thread: Process.getCurrentThreadId(), time: Date.now() });
  return value;
};
"""


def timed(app: App, calls: int, how: str) -> float:
    """Return nanoseconds a call, after as many calls to warm up."""
    app.run(f"time {calls} {DEPTH} {how}")
    return float(app.run(f"time {calls} {DEPTH} {how}"))


class Jvm:
    """The sandbox's."""

    name = "jvm"

    def script(self, text: str) -> str:
        """A script with Frida's bridge."""
        return with_bridge(text)

    @contextlib.contextmanager
    def apps(self) -> Iterator[None]:
        """``started`` starts the suite's app."""
        yield

    @contextlib.contextmanager
    def framework(self) -> Iterator[App]:
        """An app among Android's classes, with the whole catalogue hooked."""
        classes = data_dir().parent / "harness" / "sandbox" / "runtime" / "doubles.jar"
        with started(options=(f"-Xbootclasspath/a:{classes}",)) as app:
            yield app


class Art:
    """Real ART 11. Raises ``NoRigError``."""

    def __init__(self) -> None:
        self.rig = find()
        self.name = "art " + ("jit" if built(self.rig, JIT) else "interpreter")
        self.mode = runtime.MODES["jit" if built(self.rig, JIT) else "mterp"]

    def script(self, text: str) -> str:
        """A script with Frida's bridge, and what that asks Android for."""
        return runtime.prepared(self.rig, with_bridge(text))

    @contextlib.contextmanager
    def apps(self) -> Iterator[None]:
        """``started`` starts the suite's app."""
        with pytest.MonkeyPatch.context() as patch:
            runtime.take_over(patch, self.rig, self.mode, checked=False)
            yield

    @contextlib.contextmanager
    def framework(self) -> Iterator[App]:
        """A program of doubles, with the whole catalogue hooked."""
        jar = programs.built(self.rig, {**doubles.framework(), **doubles.program()})
        with pytest.MonkeyPatch.context() as patch:
            runtime.take_over(patch, self.rig, self.mode, doubles.MAIN, jar, checked=False)
            with started(load_points()) as app:
                yield app


def hooked_by(where: Jvm | Art, hooks: str, measure: Callable[[App], dict[str, float]]) -> dict[str, float]:
    """Measure with hooks of Frida's own."""
    with started(hooked=False) as app:
        app.run("telephony")  # ART loses hooks of a class that is initialised later
        session = frida.get_local_device().attach(app.process.pid)
        script = session.create_script(where.script(BODY % (CLASS, hooks)))
        ready: list[Any] = []
        script.on("message", lambda message, _data: ready or ready.append(message))
        script.load()
        while not ready:
            time.sleep(0.05)
        assert ready[0].get("payload") == "in", ready[0]
        return measure(app)


def one(where: Jvm | Art) -> dict[str, float]:
    """Measure everything once."""
    found: dict[str, float] = {}
    with started(hooked=False) as app:
        found["unhooked"] = timed(app, 1_000_000, "same")
    found |= hooked_by(
        where,
        EMPTY,
        lambda app: {"empty": timed(app, 10_000, "same"), "empty_distinct": timed(app, 10_000, "distinct")},
    )
    found |= hooked_by(where, SEND, lambda app: {"send_with_stack": timed(app, 500, "same")})
    with started() as app:
        found["ours"] = timed(app, 100_000, "same")
        found["ours_distinct"] = timed(app, 10_000, "distinct")
    with where.framework() as app:
        found["install_ms"] = app.processes[0].extra["install_us"] / 1000
        found["points"] = sum(hook.resolved for hook in app.hooks)
    return found


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description="What an observed call costs.")
    parser.add_argument("rounds", nargs="?", type=int, default=5)
    parser.add_argument("--runtime", choices=("jvm", "art"), default="jvm")
    wanted = parser.parse_args()
    try:
        where = Art() if wanted.runtime == "art" else Jvm()
    except NoRigError as error:
        sys.exit(str(error))
    with where.apps():
        rounds = [one(where) for _ in range(wanted.rounds)]
    medians = {name: statistics.median(row[name] for row in rounds) for name in rounds[0]}
    ratios = {
        "to_empty": medians["ours"] / medians["empty"],
        "to_empty_distinct": medians["ours_distinct"] / medians["empty_distinct"],
        "send_to_ours": medians["send_with_stack"] / medians["ours"],
        "send_to_ours_distinct": medians["send_with_stack"] / medians["ours_distinct"],
    }
    head = {
        "benchmark": "hook_overhead",
        "runtime": where.name,
        "rounds": len(rounds),
        "cores": os.cpu_count(),
        "depth": DEPTH,
    }
    shown = {name: round(value) for name, value in medians.items()}
    print(json.dumps({**head, **shown, **{name: round(ratio, 3) for name, ratio in ratios.items()}}))


if __name__ == "__main__":
    main()
