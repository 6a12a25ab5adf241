"""Foreign recordings become bundles and HAR files again, and nothing is lost on the way."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy import dns, io
from mitmproxy.test import tflow

from harness.evidence.bundle import Bundle, BundleError
from harness.evidence.exchange import Exchange, Message, RecordingError
from harness.evidence.flow_write import flow_from_exchange
from harness.evidence.flows import FlowsFile, exchange_from_flow
from harness.evidence.har import HarFile
from harness.evidence.har_write import write_har
from harness.evidence.imported import import_recording
from harness.evidence.run_record import RunRecord
from harness.evidence.seal import verify
from harness.files.write import WriteError
from tests.examples import examples

EXCHANGES = [
    Exchange(
        index=0, id="0", time_us=1_760_000_000_123_457, method="POST", scheme="https", host="a.example", port=8443,
        url="https://a.example:8443/p?q=%20\u00e9#x", request_headers=[("Host", "other.example"), ("X", "\u00e9")],
        request_body=b"\x00\xff\x01", status=200, response_headers=[("Content-Encoding", "gzip")],
        response_body="not gzip \u4f60".encode(), connection="7", server_ip="203.0.113.7",
    ),
    Exchange(index=1, id="1", time_us=0, method="GET", scheme="http", host="b.example", port=80, url="http://b.example"),
    Exchange(index=2, id="2", time_us=1_760_000_000_000_001, method="POST", scheme="https", host="c.example", port=443,
             url="https://c.example/x", request_body="a=\u00e9".encode(), lossy=True, status=204),
    Exchange(index=3, id="3", time_us=1_760_000_000_000_001, method="POST", scheme="https", host="c.example", port=443,
             url="https://c.example/x", request_body="a=\u00e9".encode()),
    Exchange(
        index=4, id="4", time_us=1_760_000_000_000_002, kind="websocket", method="GET", scheme="wss", host="w.example",
        port=443, url="wss://w.example/", status=101,
        messages=[Message(True, b"hi \xe4\xbd\xa0", 1_760_000_000_000_003),
                  Message(False, b"\xff\x00", 1_760_000_001_000_009)],
    ),
    Exchange(index=5, id="5", time_us=7, method="POST", scheme="https", host="d.example", port=443,
             url="https://d.example/x", request_headers=[("Content-Length", "9")],
             unreadable="entry 5: the recorder did not keep the request's body of 9 bytes"),
    Exchange(index=6, id="6", time_us=8, method="POST", scheme="https", host="d.example", port=443,
             url="https://d.example/x", request_headers=[("Content-Length", "9")]),
    Exchange(index=7, id="7", time_us=9, kind="websocket", scheme="wss", host="e.example", port=443, method="GET",
             url="wss://e.example/", status=101),
    Exchange(index=8, id="8", time_us=9, method="POST", scheme="https", host="f.example", port=443,
             url="https://f.example/x", request_body=b"\xff\x00", lossy=True),
]  # fmt: skip


def test_har_to_bundle_to_har(tmp_path: Path) -> None:
    first = tmp_path / "first.har"
    assert write_har(EXCHANGES, first) == (9, {})
    assert list(HarFile(first)) == EXCHANGES
    done = import_recording(first, tmp_path / "bundle", RunRecord(package="com.x"))
    assert (done.exchanges, done.cut, done.lost) == (9, None, ())
    assert verify(tmp_path / "bundle").intact
    flows = FlowsFile(tmp_path / "bundle" / "flows.mitm")
    assert list(flows) == EXCHANGES
    second = tmp_path / "second.har"
    write_har(flows, second)
    assert second.read_bytes() == first.read_bytes()
    assert Bundle(tmp_path / "bundle").run.package == "com.x"


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)


@examples(150)
@given(
    st.binary(max_size=40),
    st.binary(max_size=40),
    st.lists(st.tuples(st.text("aB-z", min_size=1), TEXTS)),
    TEXTS,
    st.booleans(),
    st.sampled_from([{}, {"lossy": True}, {"unreadable": "entry 0: é was not kept"}]),
)
def test_any_exchange_survives_both_ways(
    tmp_path_factory: Any,
    body: bytes,
    answer: bytes,
    headers: list[tuple[str, str]],
    path: str,
    socket: bool,
    told: dict[str, Any],
) -> None:
    exchange = Exchange(
        index=0, id="0", time_us=1_760_000_000_000_001, kind="websocket" if socket else "http", method="PUT",
        scheme="https", host="a.example", port=443, url=f"https://a.example/{path}", request_headers=headers,
        request_body=body, status=200, response_body=answer,
        messages=[Message(True, body, 1_760_000_000_000_002)] if socket else [], **told,
    )  # fmt: skip
    assert exchange_from_flow(flow_from_exchange(exchange), 0) == exchange
    file = tmp_path_factory.mktemp("har") / "x.har"
    write_har([exchange], file)
    assert list(HarFile(file)) == [exchange]
    bundle = file.parent / "bundle"
    import_recording(file, bundle, RunRecord())
    assert list(FlowsFile(bundle / "flows.mitm")) == [exchange]


FLOWS = st.lists(
    st.sampled_from([
        lambda: tflow.tflow(resp=True), lambda: tflow.tflow(err=True), tflow.twebsocketflow, tflow.tdnsflow,
        tflow.ttcpflow, tflow.tudpflow, lambda: flow_from_exchange(EXCHANGES[0]),
        lambda: flow_from_exchange(EXCHANGES[4]),
    ]),
    min_size=1, max_size=5,
)  # fmt: skip


@examples(40)
@given(FLOWS, st.booleans())
def test_any_flows_survive_a_bundle(tmp_path_factory: Any, made: list[Any], packed: bool) -> None:
    place = tmp_path_factory.mktemp("flows")
    with (place / "x").open("wb") as file:
        writer = io.FlowWriter(file)
        for make in made:
            writer.add(make())
    data = (place / "x").read_bytes()
    (place / "x").write_bytes(gzip.compress(data) if packed else data)
    assert import_recording(place / "x", place / "bundle", RunRecord()).exchanges == len(made)
    assert (place / "bundle" / "flows.mitm").read_bytes() == data


def test_a_flow_file_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x.mitm"
    with path.open("wb") as file:
        writer = io.FlowWriter(file)
        for item in (tflow.tflow(resp=True), tflow.tdnsflow(), tflow.ttcpflow()):
            writer.add(item)
    done = import_recording(path, tmp_path / "bundle", RunRecord())
    assert done.exchanges == 3
    assert (tmp_path / "bundle" / "flows.mitm").read_bytes() == path.read_bytes()
    assert write_har(FlowsFile(path), tmp_path / "x.har") == (1, {"dns": 1, "tcp": 1})
    assert isinstance(tflow.tdnsflow(), dns.DNSFlow)


def test_a_cut_flow_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.mitm"
    with path.open("wb") as file:
        writer = io.FlowWriter(file)
        for _ in range(2):
            writer.add(tflow.tflow(resp=True))
    path.write_bytes(path.read_bytes()[:-10])
    done = import_recording(path, tmp_path / "bundle", RunRecord())
    assert done.exchanges == 1 and done.cut is not None and "ends early" in done.cut
    assert Bundle(tmp_path / "bundle").run.outcome == "incomplete"


def test_what_cannot_be_read_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.har"
    path.write_text('{"log": {"entries": [{"request": 5}]}}')
    with pytest.raises(RecordingError, match="entry 0"):
        import_recording(path, tmp_path / "bundle", RunRecord())
    assert not (tmp_path / "bundle").exists()
    with pytest.raises(RecordingError, match="No such file"):
        import_recording(tmp_path / "none", tmp_path / "bundle", RunRecord())
    path.write_text('{"log": {"entries": []}}')
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("x")
    with pytest.raises(BundleError, match="not empty"):
        import_recording(path, tmp_path / "full", RunRecord())
    assert (tmp_path / "full" / "mine").exists()
    with pytest.raises(WriteError, match="Cannot write"):
        write_har([], tmp_path / "none" / "x.har")


def test_foreign_words_in_metadata_change_nothing_else() -> None:
    item = flow_from_exchange(EXCHANGES[3])
    item.metadata["harness.exchange"] = {"index": 9, "request_body": b"x", "port": "80", "lossy": 1, "nothing": 2}
    assert exchange_from_flow(item, 3) == EXCHANGES[3]


def test_bytes_that_are_no_text_in_a_url(tmp_path: Path) -> None:
    exchange = Exchange(index=0, id="0", time_us=1, host="a", url="http://a/\udcff\u00e9", method="GET")
    write_har([exchange], tmp_path / "x.har")
    raw = json.loads((tmp_path / "x.har").read_bytes())
    assert raw["log"]["entries"][0]["request"]["url"] == "http://a/%FF%C3%A9"


def test_what_was_left_out_and_where_it_was_cut_are_both_kept(tmp_path: Path) -> None:
    good = json.dumps({"request": {"method": "GET", "url": "http://a/"}})
    (tmp_path / "x.har").write_text(f'{{"log":{{"entries":[{good},{",".join(["5"] * 25)},{good},{good[:-5]}')
    done = import_recording(tmp_path / "x.har", tmp_path / "bundle", RunRecord())
    assert (done.exchanges, done.left_out, len(done.lost)) == (2, 25, 20) and done.cut is not None
    run = json.loads((tmp_path / "bundle" / "run.json").read_bytes())
    assert run["outcome"] == "incomplete" and run["lost"]["entries"] == 25
    assert "x.har ends early: 27 whole entries" in run["reason"] and "25 entries of the recording" in run["reason"]
