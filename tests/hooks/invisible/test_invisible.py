"""The app cannot tell: every hooked call without and with the agent, and a table of differences that is empty."""

from __future__ import annotations

import os
import queue
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frida
import pytest

from harness.capture.agent.script import _bridge
from harness.evidence.rows import Value
from harness.sandbox.runtime import build
from tests.hooks.invisible import app
from tests.hooks.invisible.compare import differences, plain
from tests.hooks.invisible.run import Run, points, run, swept
from tests.hooks.points.table import rows
from tests.sandbox.conftest import adb_server as adb_server

#: How often the hooked app runs.
TIMES = int(os.environ.get("INVISIBLE_RUNS", "1"))


def test_the_jar_was_built_from_its_sources() -> None:
    assert build.jar_digest(app.JAR) == app.digest(), "run: python -m tests.hooks.invisible.app"


@pytest.fixture(scope="module")
def without(adb_server: int, tmp_path_factory: pytest.TempPathFactory) -> Run:
    scratch = tmp_path_factory.mktemp("without")
    made = run(adb_server, scratch, None)
    made.facts = plain(made.facts, scratch)
    return made


@pytest.fixture(scope="module", params=range(TIMES))
def hooked(adb_server: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    scratch = tmp_path_factory.mktemp("hooked")
    made = run(adb_server, scratch, points())
    made.facts = plain(made.facts, scratch)
    yield made


@pytest.mark.e2e
def test_the_app_sees_no_difference(without: Run, hooked: Run) -> None:
    assert differences(without.facts, hooked.facts) == []


@pytest.mark.e2e
def test_everything_was_called_and_hooked(without: Run, hooked: Run) -> None:
    facts = hooked.facts
    called = {place.split("/")[1] for place in facts if place.startswith("row/")}
    assert {row.method for row in rows()} <= {name.partition(".")[0] for name in called}
    assert int(facts["sweep"]) > 500
    assert len(facts) > 22_000
    resolved = {hook.point for hook in hooked.seen.hooks if hook.resolved}
    own = {point.id for point in points() if "example.invisible" in point.class_}
    assert own <= resolved
    assert {row.point for row in rows()} <= resolved
    never = {"com.example.invisible.Target$Broken.use"}  # its class cannot be initialised
    assert own - never <= {seen.point for seen in hooked.seen.observations}
    assert len(swept()) > 250


WRONG = {
    "another object": "text/same line\\u000aline",
    "swallows": "failure/runtime/same",
    "calls twice": "mutation/calls",
    "changes an argument": "mutation/5",
    "runs the app's code": "trap/list/called",
    "substitutes": "failure/divided",
    "is seen in stack traces": "trace/throwable",
}


def _wrong(pid: int) -> list[object]:
    """Put the wrong hooks into a process; gives what must be kept for as long as they are to work."""
    session = frida.get_local_device().attach(pid)
    text = (Path(__file__).parent / "wrong.js").read_text("utf-8")
    script = session.create_script(f"{_bridge()};const Java = bridge;{text}")
    ready: queue.Queue[Any] = queue.Queue()
    script.on("message", lambda message, _data: ready.put(message))
    script.load()
    assert ready.get(timeout=60).get("payload") == "in"
    return [session, script]


@pytest.mark.e2e
def test_wrong_hooks_are_told(without: Run, adb_server: int, tmp_path: Path) -> None:
    wrong = run(adb_server, tmp_path, None, _wrong, "shapes")
    found = differences(without.facts, plain(wrong.facts, tmp_path))
    assert {how: any(row.startswith(place) for row in found) for how, place in WRONG.items()} == dict.fromkeys(
        WRONG, True
    )


@pytest.mark.e2e
def test_the_agent_had_no_trouble(hooked: Run) -> None:
    process = hooked.seen.processes[-1]
    assert not process.extra.get("agent_errors")
    assert process.observed == sum(seen.count for seen in hooked.seen.observations)


def _args(run: Run, point: str, kind: str) -> list[Value]:
    """The first arguments of this class that a method of ``Target`` was seen with."""
    wanted = f"{app.PACKAGE}.Target.{point}"
    return [one.args[0] for one in run.seen.observations if one.point == wanted and one.args[0].type == kind]


def _parts(value: Value) -> int:
    return 1 + sum(map(_parts, value.items)) + sum(map(_parts, value.fields.values()))


@pytest.mark.e2e
def test_values_are_seen_without_running_the_app_s_code(hooked: Run) -> None:
    def items(kind: str) -> list[list[str | None]]:
        return [[item.text for item in value.items] for value in _args(hooked, "same", f"java.util.{kind}")]

    assert ["a"] in items("Collections$SynchronizedRandomAccessList")  # while another thread held its lock
    assert next(value.text for value in _args(hooked, "same", "java.lang.StringBuilder")) == "bc"
    (place,) = _args(hooked, "same", f"{app.PACKAGE}.Trap$Place")
    assert place.fields["latitude"].text == "0.0"  # the app's own method would have said 1.0
    for kind in ("Trap$Items", "Trap$Pairs", "Trap$Key", "Trap$Text"):
        assert all(not value.items and value.text is None for value in _args(hooked, "same", f"{app.PACKAGE}.{kind}"))


@pytest.mark.e2e
def test_a_value_is_bounded_whatever_it_holds(hooked: Run) -> None:
    lists = _args(hooked, "same", "java.util.ArrayList")
    assert max(map(_parts, lists)) in range(9_000, 10_100)
    assert any(value.truncated and value.size == 1 << 20 for value in lists)
    texts = _args(hooked, "text", "java.lang.String")
    assert max(value.size for value in texts) == 10_000_000
    assert max(len(value.text or "") for value in texts) == 1 << 16
    (whole,) = [value for value in _args(hooked, "same", "byte[]") if value.size == 64 << 20]
    assert len(whole.data or b"") == 1 << 16


@pytest.mark.e2e
def test_calls_at_the_end_of_a_stack_are_counted_as_lost(hooked: Run) -> None:
    assert hooked.seen.processes[-1].lost > 0
