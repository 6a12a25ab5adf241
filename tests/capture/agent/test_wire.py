"""Batches as an app that controls its strings, or a broken agent, could send them."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from harness.capture.agent import wire
from harness.capture.agent.pump import Pump
from harness.capture.agent.wire import BatchError, decode, observation
from harness.evidence.rows import Observation, Process, encode_row
from tests.faults.named import fault

HEAD: dict[str, Any] = {
    "n": 0, "next": 1, "offset": 0, "events": [], "stacks": [], "lost": 0, "skipped": {}, "errors": {}, "blobs": [],
    "final": False,
}  # fmt: skip


def event(seq: int = 0, args: list[Any] | None = None, point: int = 0, stack: int = 1) -> list[Any]:
    return [seq, 5000.0, point, "call", 7, "main", stack, 0, args or [], {"t": "byte[]", "b": 0}, None]


def packed(head: dict[str, Any], blobs: bytes = b"") -> tuple[int, bytes]:
    text = json.dumps({**HEAD, **head}).encode()
    return len(text), text + blobs


def test_a_batch_becomes_rows() -> None:
    batch, blobs = decode(*packed({"events": [event()], "blobs": [3], "stacks": [[1, ["a.B.c(B.java:1)"]]]}, b"xyz"))
    row = observation(batch.events[0], batch, blobs, 1, "app", ("p", "imei"), batch.stacks[0][1])
    assert row.result is not None
    assert row.result.data == b"xyz"
    assert (row.time_us, row.stack, row.category) == (5, ["a.B.c(B.java:1)"], "imei")


@pytest.mark.parametrize(
    ("size", "data"),
    [
        (-1, b""),
        (9, b"short"),
        (2, b"{}"),
        (3, b"\xff\xfe\xfd"),
        packed({"blobs": [10]}, b"abc"),
        packed({"blobs": [-1]}),
    ],
)
def test_broken_batches_are_refused(size: int, data: bytes) -> None:
    with pytest.raises(BatchError):
        decode(size, data)


def test_a_value_may_not_refer_to_bytes_that_are_not_there() -> None:
    batch, blobs = decode(*packed({"events": [event()]}))
    with pytest.raises(BatchError, match="not in the batch"):
        observation(batch.events[0], batch, blobs, 1, "app", ("p", None), [])


def test_a_value_may_be_nested_as_deep_as_it_likes() -> None:
    value: dict[str, Any] = {"t": "x"}
    for _ in range(200):
        value = {"t": "x", "i": [value]}
    batch, blobs = decode(*packed({"events": [event(args=[value])], "blobs": [0]}))
    row = observation(batch.events[0], batch, blobs, 1, "app", ("p", None), [])
    depth, at = 0, row.args[0]
    while at.items:
        depth, at = depth + 1, at.items[0]
    assert depth == 8


def test_a_gap_in_the_numbers_is_counted_as_lost_and_errors_do_not_stop_the_pump() -> None:
    rows: list[Observation] = []
    process = Process(pid=1, name="app", gated=True, start_us=0)
    acknowledged: list[int] = []
    pump = Pump(process, [("p", None)], rows.append, acknowledged.append)
    pump.push(*packed({"events": [event(0)], "blobs": [0], "stacks": [[1, ["a.B.c(B.java:1)"]]]}))
    pump.push(3, b"{}!")
    pump.push(*packed({"n": 1, "next": 10, "events": [event(9, point=99)], "blobs": [0], "skipped": {"0": 4}}))
    assert pump.settle(5)
    pump.stop()
    assert [row.point for row in rows] == ["p", "?"]
    assert (process.observed, process.lost) == (2, 8)
    assert acknowledged == [0, 1]
    assert pump.skipped == {"p": 4}
    assert len(pump.errors) == 1


def test_the_stacks_told_longest_ago_are_forgotten_and_a_call_without_its_stack_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("harness.capture.agent.pump._MAX_STACKS", 2)
    rows: list[Observation] = []
    pump = Pump(Process(pid=1, name="p", gated=True, start_us=0), [("p", None)], rows.append, lambda number: None)
    for number in (1, 2, 1, 3):
        pump.push(*packed({"n": number, "stacks": [[number, [f"a.B.c(B.java:{number})"]]]}))
    events = [event(seq, stack=stack) for seq, stack in enumerate((1, 2, 3, 0))]
    pump.push(*packed({"n": 5, "next": 4, "events": events, "blobs": [0]}))
    assert pump.settle(5)
    pump.stop()
    assert [row.stack for row in rows] == [["a.B.c(B.java:1)"], [], ["a.B.c(B.java:3)"], []]
    assert pump.errors == {"a call's stack is not known (any more)": 1}


def row_of(head: dict[str, Any], args: list[Any], blobs: bytes = b"", thread: str = "main") -> Observation:
    made = event(args=args)
    made[5], made[9] = thread, None
    batch, kept = decode(*packed({"events": [made], "blobs": [len(blobs)], **head}, blobs))
    return observation(batch.events[0], batch, kept, 1, "app", ("p", None), [])


MILLION = 1_000_000


@fault("an argument of 10 MB")
@pytest.mark.parametrize(
    "args",
    [
        lambda: [{"t": "String", "x": "x" * 10 * MILLION}],
        lambda: [{"t": "x", "f": {str(n): {"t": "String", "x": "y" * MILLION} for n in range(12)}}],
        lambda: [{"t": "x", "i": [{"t": "String", "x": "y" * MILLION} for _ in range(12)]}],
        lambda: [{"t": "x", "f": {"k" * MILLION * 10: {"t": "int", "x": "1"}}}],
        lambda: [{"t": "x" * MILLION * 10}],
    ],
    ids=["text", "fields", "items", "name of a field", "type"],
)
def test_a_huge_argument_is_cut_and_says_so(args: Callable[[], list[Any]]) -> None:
    row = row_of({}, args())
    assert len(encode_row(row)) < wire.MOST_EVENT + wire.MOST_VALUE
    text = encode_row(row).decode()
    assert "truncated" in text or len(text) < 20_000


def test_huge_bytes_a_million_values_and_a_name_without_end_are_cut() -> None:
    row = row_of({}, [{"t": "byte[]", "b": 0}], b"z" * 10 * MILLION, thread="t" * 10 * MILLION)
    assert row.args[0].data is not None and len(row.args[0].data) == wire.MOST_VALUE
    assert (row.args[0].truncated, row.args[0].size) == (True, 10 * MILLION)
    assert len(row.thread) == wire.MOST_NAME + 1
    row = row_of({}, [{"t": "x", "i": [{"t": "int"}] * 100_000}])
    assert len(row.args[0].items) < wire.MOST_VALUES
    assert (row.args[0].truncated, row.args[0].size) == (True, 100_000)


def test_what_the_agent_itself_takes_is_not_cut() -> None:
    row = row_of({}, [{"t": "byte[]", "b": 0, "c": 1, "n": 5 * MILLION}], b"z" * wire.MOST_VALUE)
    assert row.args[0].data is not None and len(row.args[0].data) == wire.MOST_VALUE
    assert row.args[0].size == 5 * MILLION


@fault("a stack frame of 10 MB")
def test_a_stack_frame_of_ten_megabytes_and_a_stack_without_end() -> None:
    lines = wire.frames(["com.example." + "x" * 10 * MILLION, *["a.B.c(B.java:1)"] * 100_000])
    assert len(lines) == wire.MOST_FRAMES + 1 and lines[-1] == "\u2026"
    assert lines[0].startswith("com.example.x") and len(lines[0]) == wire.MOST_NAME + 1


def test_errors_that_an_app_makes_up_are_counted_under_few_names() -> None:
    pump = Pump(Process(pid=1, name="p", gated=True, start_us=0), [], lambda row: None, lambda number: None)
    errors = {f"{n}" + "e" * 5000: 1 for n in range(1000)}
    pump.push(*packed({"errors": errors}))
    assert pump.settle(20)
    pump.stop()
    assert sum(pump.errors.values()) == 1000
    assert len(pump.errors) <= 101 and max(map(len, pump.errors)) <= wire.MOST_TEXT + 1
