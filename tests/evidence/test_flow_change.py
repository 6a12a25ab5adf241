"""mitmproxy's flows with other content: all else stays as it was recorded."""

from pathlib import Path

from mitmproxy import io
from mitmproxy.test import tflow

from harness.evidence.exchange import Exchange
from harness.evidence.flow_change import Change, changed_flows
from harness.evidence.flows import FlowsFile


def swapped(said: str) -> str:
    return said.replace("secret", "public")


def swap(data: bytes) -> bytes:
    return data.replace(b"secret", b"public!")


def exchange(row: Exchange) -> Exchange:
    import msgspec

    return msgspec.structs.replace(
        row,
        url=swapped(row.url),
        request_headers=[(name, swapped(value)) for name, value in row.request_headers],
        request_body=swap(row.request_body),
        response_body=swap(row.response_body),
        messages=[msgspec.structs.replace(message, data=swap(message.data)) for message in row.messages],
    )


CHANGE = Change(exchange=exchange, text=swapped, data=swap, url=swapped, holds=lambda data: b"secret" in data)


def written(path: Path) -> list:
    http = tflow.tflow(resp=True)
    http.request.path, http.request.content = "/p?secret=1", b"\xff secret"
    http.request.headers["X"] = "a secret"
    http.request.headers.fields += ((b"Odd", b"\xff\xfe"),)
    http.response.content, http.comment = b"no more", "my secret"
    http.client_conn.sni = "secret.example"
    plain = tflow.tflow(resp=True)
    spoken = tflow.twebsocketflow()
    spoken.websocket.messages[0].content = b"secret"
    raw, datagrams, names = tflow.ttcpflow(), tflow.tudpflow(), tflow.tdnsflow()
    raw.messages[0].content = b"secret\0"
    names.request.questions[0].name = "secret.dns.example"
    flows = [http, plain, spoken, raw, datagrams, names]
    with path.open("wb") as file:
        rows = io.FlowWriter(file)
        for flow in flows:
            rows.add(flow)
    return flows


def test_every_kind_of_flow(tmp_path: Path) -> None:
    source, out = tmp_path / "a.mitm", tmp_path / "b.mitm"
    flows = written(source)
    frames = [frame for frame, _ in changed_flows(FlowsFile(source), CHANGE)]
    out.write_bytes(b"".join(frames))
    assert b"secret" not in out.read_bytes() and frames[1] in source.read_bytes(), (
        "what has nothing in it is not touched"
    )
    with out.open("rb") as file:
        http, _, spoken, raw, _, names = io.FlowReader(file).stream()
    assert http.request.path == "/p?public=1" and http.request.raw_content == b"\xff public!"
    assert http.request.headers["X"] == "a public" and (b"Odd", b"\xff\xfe") in http.request.headers.fields
    assert http.comment == "my public" and http.client_conn.sni == "public.example"
    assert http.client_conn.peername == flows[0].client_conn.peername and http.id == flows[0].id
    assert spoken.websocket.messages[0].content == b"public!" and raw.messages[0].content == b"public!\0"
    assert names.request.questions[0].name == "public.dns.example"
    kinds = [row.kind for row in FlowsFile(out)]
    assert kinds == [row.kind for row in FlowsFile(source)]


def test_a_cut_file_is_changed_to_its_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.mitm"
    written(path)
    path.write_bytes(path.read_bytes()[:-20])
    source = FlowsFile(path)
    assert len(list(changed_flows(source, CHANGE))) == 5 and source.cut and "ends early" in source.cut
