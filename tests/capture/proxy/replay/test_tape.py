"""A recording as it is played back: any kind of recording, and never the whole of it in memory."""

import tracemalloc
from pathlib import Path

import pytest
from mitmproxy import http
from mitmproxy.io import FlowWriter
from mitmproxy.test import tflow

from harness.capture.proxy.replay import tape as tapes
from harness.capture.proxy.replay.tape import Source, Tape, opened
from harness.evidence.flows import FlowsFile
from harness.evidence.foreign import open_foreign
from harness.evidence.har_write import write_har
from tests.capture.proxy.replay.kit import Playing, answered, asked, tape_of

SOURCE = Source(name="x", sha256="")


def written(path: Path, *flows: http.HTTPFlow) -> Path:
    with path.open("wb") as file:
        for item in flows:
            FlowWriter(file).add(item)
    return path


def read(tape: Tape) -> list[bytes]:
    rows = sorted(row for kinds in tape.places.values() for found in kinds.values() for row in found)
    return [tape.read(row).response.raw_content or b"" for row in rows]  # type: ignore[union-attr]


def test_flows_and_har_have_the_same_answers(tmp_path: Path) -> None:
    flows = [
        answered(asked("https://a.example/1?x=1"), b"\x00\x01\xff"),
        answered(asked("https://a.example/2", "POST", {"a": 1}), '{"b": "\u00e9"}', content_type="application/json"),
    ]
    path = written(tmp_path / "a.mitm", *flows)
    write_har(FlowsFile(path), tmp_path / "a.har")
    for name in ("a.mitm", "a.har"):
        with opened(open_foreign(tmp_path / name), SOURCE) as tape:
            assert tape.count == 2
            assert read(tape) == [b"\x00\x01\xff", '{"b": "\u00e9"}'.encode()]


def test_what_has_no_answer_is_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    large = answered(asked("https://a.example/large"), b"x" * 200_000)
    monkeypatch.setattr(tapes, "MOST_FLOW", 100_000)
    tape = tape_of(asked("https://a.example/"), large, tflow.ttcpflow(), answered(asked("https://a.example/b"), "b"))
    assert (tape.count, tape.left_out) == (1, 2)


def test_a_cut_recording_is_played_as_far_as_it_goes(tmp_path: Path) -> None:
    path = written(tmp_path / "a.mitm", *(answered(asked(f"https://a.example/{n}"), str(n)) for n in range(3)))
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    with opened(FlowsFile(path), SOURCE) as tape:
        assert read(tape) == [b"0", b"1"]


def test_memory_does_not_grow_with_the_answers(tmp_path: Path) -> None:
    big = answered(asked("https://a.example/big?n=1"), b"x" * 2_000_000)
    path = written(tmp_path / "a.mitm", *[big] * 30)
    tracemalloc.start()
    try:
        with opened(FlowsFile(path), SOURCE) as tape:
            assert tape.count == 30
            kept, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 2_000_000 and most < 20_000_000 < path.stat().st_size


def test_a_recording_that_changes_while_it_is_played_costs_the_answer_alone(tmp_path: Path) -> None:
    path = written(tmp_path / "a.mitm", answered(asked("https://a.example/1"), "one"))
    with opened(FlowsFile(path), SOURCE) as tape:
        playing = Playing(tape=tape)
        path.write_bytes(b"")
        assert playing.body(asked("https://a.example/1")) is None
        assert playing.rows[0].outcome == "unrecorded"
