"""The sample app with hooks in it: how long they hold it up, what they see, whether the app lives on."""

from collections import Counter
from collections.abc import Sequence

from harness.capture.agent.agent import Agent
from harness.capture.doctor.selftest.trial import Bench, Finding, Stopwatch, fail, ok, skip, warn
from harness.capture.doctor.selftest.trials.frida import held, trouble
from harness.catalog.packers import libraries
from harness.catalog.points import Point, load_points
from harness.evidence.rows import Hook, Observation, Process, SelfTest

WARN_SECONDS = 6.0
SHORT_SECONDS = 2.0


def install(bench: Bench) -> Finding:
    """Install the sample app."""
    watch = Stopwatch()
    with watch.part("install"):
        bench.device.install(bench.app, grant_all=True)
    bench.installed = True
    return ok(f"{bench.apk.package}: {watch}")


def one_hook(bench: Bench) -> Finding:
    """One access point."""
    return _hooked(bench, load_points()[:1], SHORT_SECONDS)


def fifty_hooks(bench: Bench) -> Finding:
    """Fifty."""
    return _hooked(bench, load_points()[:50], SHORT_SECONDS)


def all_hooks(bench: Bench) -> Finding:
    """All, watched for a while: calls arrive, with stacks whose frames are the app's, and the app lives."""
    return _hooked(bench, load_points(), bench.pace.watch_s, everything=True)


def _hooked(bench: Bench, points: Sequence[Point], seconds: float, *, everything: bool = False) -> Finding:
    if not bench.frida or not bench.installed:
        return skip("it needs Frida on the device, and the sample app")
    rows: list[Observation] = []
    hooks: list[Hook] = []
    processes: dict[int, Process] = {}
    tests: list[SelfTest] = []
    watch = Stopwatch()
    package = bench.apk.package
    with held(bench, package, watch) as started:
        agent = Agent(
            bench.device.frida_device(), list(points), rows.append, hooks.append,
            lambda row: processes.__setitem__(row.pid, row), api_level=bench.device.info().api_level,
            libraries=libraries(), on_selftest=tests.append,
        )  # fmt: skip
        with agent:
            with watch.part("hooks"):
                agent.attach(started.pid, started.name)
            agent.resumed(started.pid)
            with watch.part("resume"):
                bench.device.resume(started.pid)
            bench.pause(seconds)
            alive = any(row.pid == started.pid for row in bench.device.running(package))
            agent.flush()
    detail = _told(watch, processes.get(started.pid), hooks, tests, rows, package)
    if not alive:
        return fail(f"the app ended with the hooks in it; {detail}")
    if lines := trouble(bench):
        return fail(f"the log tells of trouble ({len(lines)} lines); {detail}")
    missed = sorted({row.family for row in tests if row.result == "missed"})
    if missed:
        return fail(f"hooks that are in and see nothing: {', '.join(missed)}; {detail}")
    if everything and not rows:
        return fail(f"no call was seen; {detail}")
    kept, limit = watch.seconds["hooks"], bench.device.hold_limit_s(first=True)
    if limit is not None and kept >= limit:
        return warn(f"longer than the {limit:g} s for which it may be held: a run puts them in by two steps; {detail}")
    return warn(detail) if kept >= WARN_SECONDS else ok(detail)


def _told(
    watch: Stopwatch, process: Process | None, hooks: list[Hook], tests: list[SelfTest], rows: list[Observation],
    package: str,
) -> str:  # fmt: skip
    extra = process.extra if process is not None else {}
    inside = ", ".join(f"{key.removesuffix('_us')} {int(extra[key]) // 1000} ms"
                       for key in ("install_us", "selftest_us") if key in extra)  # fmt: skip
    results = Counter(row.result for row in tests)
    why = Counter(hook.why for hook in hooks if not hook.resolved and hook.applicable)
    calls = sum(row.count for row in rows)
    stacks = sum(1 for row in rows if row.stack)
    own = sum(1 for row in rows if any(frame.startswith(package) for frame in row.stack))
    return (
        f"{watch} ({inside}); {sum(hook.resolved for hook in hooks)} of {len(hooks)} hooks in"
        + (f", not in: {_listed(why)}" if why else "")
        + f"; self-test {_listed(results) or 'none'}; {calls} calls in {len(rows)} rows, {stacks} with a stack, "
        f"{own} with a frame of the app"
    )


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {name or '?'}" for name, number in counts.most_common())
