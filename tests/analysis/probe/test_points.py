"""Each way in which an access point can be wrongly seen is found, one planted fault each."""

from typing import Any

import pytest

from harness.analysis.probe import points
from harness.analysis.probe.account import read_account
from harness.evidence.calibration import PointProof
from harness.evidence.rows import Hook, Observation, Value
from tests.analysis.probe.told import BY, CALL, KNOWN, PID, copies, row

HOOKED = Hook(pid=PID, process="p", point="tm.getImei", resolved=True)
BROKEN = Hook(pid=PID, process="p", point="tm.getImei", resolved=False, why="error", reason="boom")
ABSENT = Hook(pid=PID, process="p", point="tm.getImei", resolved=False, why="no_class")


def proof(
    rows: list[Observation], *calls: dict[str, Any], hook: Hook = HOOKED, point: str = "tm.getImei"
) -> PointProof:
    seen = points.Seen(rows, frozenset({"tm.getImei"}))
    found = points.proofs(
        read_account(copies(*(calls or (CALL,)))), seen, [hook], KNOWN.catalogue, KNOWN.not_called, KNOWN.by_paths
    )
    return found[point]


def test_seen_with_value_and_caller_is_right() -> None:
    assert proof([row()]) == PointProof(state="right", called=1, seen=1)
    assert proof([row(), row(), row(kind="callback"), row(within="tm.getImei")], CALL, CALL).state == "right"
    assert proof([row(count=3)], CALL, CALL, CALL).state == "right"


def test_a_hook_that_is_broken_is_found() -> None:
    found = proof([], hook=BROKEN)
    assert (found.state, found.why, found.called, found.seen) == ("missed", "error", 1, 0)
    assert proof([], hook=HOOKED).state == "missed"


def test_an_altered_value_is_found() -> None:
    found = proof([row(result=Value(type="java.lang.String", text="000000000000000"))])
    assert found.state == "value" and "'000000000000000' is recorded" in found.detail


def test_a_misattributed_stack_is_found() -> None:
    found = proof([row(stack=["com.other.Sdk.read(Sdk.java:1)"])])
    assert found.state == "caller" and BY in found.detail


def test_a_row_of_another_time_or_thread_is_not_taken_for_the_call_s() -> None:
    other = ["com.other.Sdk.read(Sdk.java:1)"]
    assert proof([row(stack=other, thread="worker")]).state == "missed"
    assert proof([row(stack=other, time_us=1)]).state == "missed"


def test_a_dropped_row_and_one_too_many_are_found() -> None:
    found = proof([row()], CALL, CALL)
    assert (found.state, found.called, found.seen) == ("count", 2, 1) and "2 calls" in found.detail
    assert proof([row(), row()]).state == "count"


@pytest.mark.parametrize(
    ("call", "seen", "state"),
    [
        ({"out": "threw", "type": "a.B"}, {"exception": "a.B: no"}, "right"),
        ({"out": "threw", "type": "a.B"}, {}, "value"),
        ({"out": "threw", "type": "a.B"}, {"exception": "a.C: x"}, "value"),
        ({"out": "nothing"}, {"result": None}, "right"),
        ({"out": "nothing"}, {"exception": "a.C: x", "result": None}, "value"),
        ({"out": "value"}, {"exception": "a.C: x", "result": None}, "value"),
        ({"out": "done"}, {"result": None}, "right"),
    ],
)  # fmt: skip
def test_exceptions_and_calls_that_give_nothing(call: dict[str, Any], seen: dict[str, Any], state: str) -> None:
    assert proof([row(**seen)], {**CALL, **call}).state == state


def test_the_cell_that_was_read_must_be_recorded() -> None:
    call = {**CALL, "out": "cell"}
    cell = row(kind="cursor")
    assert proof([row(result=Value(type="cursor")), cell], call).state == "right"
    assert "not recorded" in proof([row(result=Value(type="cursor"))], call).detail
    empty = {**call, "value": {"k": "null"}}
    assert proof([row(result=Value(type="cursor"))], empty).state == "right"


@pytest.mark.parametrize(
    ("call", "hook", "why"),
    [
        ({"out": "missing", "type": "java.lang.NoSuchMethodError"}, ABSENT, "no_class"),
        ({"out": "missing"}, HOOKED, "not_there"),
        ({"out": "missing", "type": "java.lang.UnsatisfiedLinkError"}, HOOKED, "not_loaded"),
        ({"out": "unreached"}, HOOKED, "not_reached"),
        ({"out": "done"}, ABSENT, "no_class"),
    ],
)
def test_what_was_not_called_is_unproven_with_its_reason(call: dict[str, Any], hook: Hook, why: str) -> None:
    found = proof([], {**CALL, **call}, hook=hook)
    assert (found.state, found.why) == ("unproven", why)


def test_points_of_ways_and_those_that_are_never_called() -> None:
    assert proof([row()], point="system.exit") == PointProof(why="ends_process")
    assert proof([row()], point="native.sendto") == PointProof(why="not_exercised")
    assert proof([row(), row(point="native.sendto", stack=[])], point="native.sendto").state == "right"


def test_a_process_without_hooks_proves_nothing() -> None:
    elsewhere = Hook(pid=99, process="q", point="tm.getImei", resolved=True)
    assert proof([], hook=elsewhere) == PointProof(why="no_account")
