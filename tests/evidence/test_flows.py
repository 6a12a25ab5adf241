"""Reading mitmproxy's flow files: every kind of flow, and files that were cut."""

from pathlib import Path

import pytest
from mitmproxy import io
from mitmproxy.test import tflow, tutils

from harness.evidence.exchange import RecordingError
from harness.evidence.flows import FlowsFile
from tests.evidence.old_flows import of_011, websocket_of_7


def write(path: Path, flows: list[object]) -> Path:
    with path.open("wb") as file:
        writer = io.FlowWriter(file)
        for flow in flows:
            writer.add(flow)  # type: ignore[arg-type]
    return path


def test_http_keeps_the_bytes_of_the_wire(tmp_path: Path) -> None:
    request = tutils.treq(content=b"\x1f\x8b raw", host="a.example", port=443, scheme=b"https", method=b"POST")
    flow = tflow.tflow(req=request, resp=tutils.tresp(content=b"ok"))
    (row,) = FlowsFile(write(tmp_path / "f.mitm", [flow]))
    assert (row.index, row.id, row.kind, row.method) == (0, flow.id, "http", "POST")
    assert row.request_body == b"\x1f\x8b raw" and row.response_body == b"ok" and row.status == 200
    assert row.url == "https://a.example/path" and row.host == "a.example"
    assert row.connection == flow.client_conn.id
    assert row.time_us == round(flow.request.timestamp_start * 1_000_000)


def test_every_other_kind(tmp_path: Path) -> None:
    flows = [tflow.twebsocketflow(), tflow.tdnsflow(), tflow.ttcpflow(), tflow.tudpflow(), tflow.tflow(err=True)]
    socket, question, tcp, udp, failed = FlowsFile(write(tmp_path / "f.mitm", flows))
    assert socket.kind == "websocket" and [m.from_client for m in socket.messages] == [True, True, False]
    assert socket.messages[0].data == b"hello binary"
    assert question.kind == "dns" and question.host == "dns.google" and question.url == "dns://dns.google"
    assert tcp.kind == "tcp" and tcp.messages[0].data == b"hello" and tcp.messages[0].from_client
    assert udp.kind == "udp" and udp.messages
    assert failed.kind == "http" and failed.status == 0


def test_a_cut_tail_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "f.mitm", [tflow.tflow(resp=True), tflow.tflow(resp=True)])
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    source = FlowsFile(path)
    assert len(list(source)) == 1
    assert source.cut is not None and "1 whole flows" in source.cut
    path.write_bytes(whole)
    assert len(list(source)) == 2 and source.cut is None


def test_an_empty_file_has_no_exchanges(tmp_path: Path) -> None:
    path = tmp_path / "f.mitm"
    path.write_bytes(b"")
    source = FlowsFile(path)
    assert list(source) == [] and source.cut is None


@pytest.mark.parametrize("content", [b"garbage", b"{}", b"5:hello,", b"\x00" * 64, b"9999999999:x"])
def test_not_a_flow_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "f.mitm"
    path.write_bytes(content)
    with pytest.raises(RecordingError) as caught:
        list(FlowsFile(path))
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="No such file"):
        list(FlowsFile(tmp_path / "none.mitm"))


def test_flows_of_mitmproxy_011_and_the_websockets_of_5(tmp_path: Path) -> None:
    path = tmp_path / "old.mitm"
    path.write_bytes(of_011(b"imei=1") + of_011(b"x", 1) + b"".join(websocket_of_7()))
    source = FlowsFile(path)
    first, second, _, socket = rows = list(source)
    assert first.request_body == b"imei=1" and first.url == "https://a.example/old" and first.status == 200
    assert first.time_us == 1_400_000_000_500_000 and second.id == "old-1"
    assert socket.kind == "websocket" and socket.host == "w.example"
    assert [(m.from_client, m.data, m.time_us) for m in socket.messages] == [(True, b"hello", 1_580_000_000_250_000)]
    # The same at every reading, and in pieces: the handshake that holds the address stays with its messages.
    assert rows == list(source) == [row for piece in source.pieces(1) for row in piece]


def test_a_damaged_flow_costs_no_other(tmp_path: Path) -> None:
    path = write(tmp_path / "f.mitm", [tflow.tflow(resp=True), tflow.tflow(resp=True), tflow.tdnsflow()])
    whole = path.read_bytes()
    second = whole.index(b"4:type;4:http;", whole.index(b"4:type;4:http;") + 1)
    path.write_bytes(whole[:second] + b"4:type;4:hTTp;" + whole[second + 14 :])
    source = FlowsFile(path)
    good, bad, question = source
    assert (good.kind, bad.kind, question.kind) == ("http", "unreadable", "dns")
    assert bad.unreadable.startswith("flow 1 (byte ") and source.cut is None
    assert [row.kind for piece in source.pieces(2) for row in piece] == ["http", "unreadable", "dns"]


def test_flows_of_a_version_to_come_are_refused_with_what_to_do(tmp_path: Path) -> None:
    path = write(tmp_path / "f.mitm", [tflow.tflow()])
    path.write_bytes(path.read_bytes().replace(b"7:version;2:21#", b"7:version;2:99#"))
    with pytest.raises(RecordingError, match="flow format version 99, please update mitmproxy"):
        list(FlowsFile(path))
