"""What an observed call costs: ``python benchmarks/hook_overhead.py [ROUNDS]`` from a checkout.

Nanoseconds a call on the sandbox's JVM at a stack depth of 20, each with value, thread, time and its caller's whole
stack: unhooked; with an empty Frida hook; with ours, when every call has the same values and when each has its own; and
with `send` of the value and a fresh stack for each call. Also how long it takes to install the catalogue over the
sandbox's Android classes. Prints one JSON line of medians and ratios:

``to_empty`` and ``to_empty_distinct``: ours / the empty hook (aim: at most 1.5);
``send_to_ours`` and ``send_to_ours_distinct``: stack-and-send / ours (aim: at least 10);
``install_ms`` for ``points`` hooked points (aim: at most 1500 for 300).
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import frida

from harness.capture.agent.script import _bridge
from harness.catalog.points import data_dir
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


def hooked_by(hooks: str, measure: Callable[[App], dict[str, float]]) -> dict[str, float]:
    """Measure with hooks of Frida's own."""
    with started(hooked=False) as app:
        session = frida.get_local_device().attach(app.process.pid)
        script = session.create_script(f"{_bridge()};const Java = bridge;{BODY % (CLASS, hooks)}")
        ready: list[Any] = []
        script.on("message", lambda message, _data: ready or ready.append(message))
        script.load()
        while not ready:
            time.sleep(0.05)
        assert ready[0].get("payload") == "in", ready[0]
        return measure(app)


def one() -> dict[str, float]:
    """Measure everything once."""
    found: dict[str, float] = {}
    with started(hooked=False) as app:
        found["unhooked"] = timed(app, 1_000_000, "same")
    found |= hooked_by(
        EMPTY, lambda app: {"empty": timed(app, 10_000, "same"), "empty_distinct": timed(app, 10_000, "distinct")}
    )
    found |= hooked_by(SEND, lambda app: {"send_with_stack": timed(app, 500, "same")})
    with started() as app:
        found["ours"] = timed(app, 100_000, "same")
        found["ours_distinct"] = timed(app, 10_000, "distinct")
    doubles = data_dir().parent / "harness" / "sandbox" / "runtime" / "doubles.jar"
    with started(options=(f"-Xbootclasspath/a:{doubles}",)) as app:
        found["install_ms"] = app.processes[0].extra["install_us"] / 1000
        found["points"] = sum(hook.resolved for hook in app.hooks)
    return found


def main() -> None:
    """Run and print."""
    rounds = [one() for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 5)]
    medians = {name: statistics.median(row[name] for row in rounds) for name in rounds[0]}
    ratios = {
        "to_empty": medians["ours"] / medians["empty"],
        "to_empty_distinct": medians["ours_distinct"] / medians["empty_distinct"],
        "send_to_ours": medians["send_with_stack"] / medians["ours"],
        "send_to_ours_distinct": medians["send_with_stack"] / medians["ours_distinct"],
    }
    head = {"benchmark": "hook_overhead", "rounds": len(rounds), "cores": os.cpu_count(), "depth": DEPTH}
    shown = {name: round(value) for name, value in medians.items()}
    print(json.dumps({**head, **shown, **{name: round(ratio, 3) for name, ratio in ratios.items()}}))


if __name__ == "__main__":
    main()
