"""Batches as an app that controls its strings, or a broken agent, could send them."""

import json
from typing import Any

import pytest

from harness.capture.agent.pump import Pump
from harness.capture.agent.wire import BatchError, decode, observation
from harness.evidence.records import Observation, Process

HEAD: dict[str, Any] = {
    "n": 0, "next": 1, "offset": 0, "events": [], "stacks": [], "lost": 0, "skipped": {}, "errors": {}, "blobs": [],
    "final": False,
}  # fmt: skip


def event(seq: int = 0, args: list[Any] | None = None, point: int = 0) -> list[Any]:
    return [seq, 5000.0, point, "call", 7, "main", 1, 0, args or [], {"t": "byte[]", "b": 0}, None]


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
    pump.push(*packed({"events": [event(0)], "blobs": [0]}))
    pump.push(3, b"{}!")
    pump.push(*packed({"n": 1, "next": 10, "events": [event(9, point=99)], "blobs": [0], "skipped": {"0": 4}}))
    assert pump.settle(5)
    pump.stop()
    assert [row.point for row in rows] == ["p", "?"]
    assert (process.observed, process.lost) == (2, 8)
    assert acknowledged == [0, 1]
    assert pump.skipped == {"p": 4}
    assert len(pump.errors) == 1
