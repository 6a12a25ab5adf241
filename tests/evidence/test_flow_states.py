"""HTTP flows read from their states are what mitmproxy makes of them."""

import io as bytes_io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy import flow, http, io
from mitmproxy.io import tnetstring
from mitmproxy.test import tflow, tutils

from harness.evidence.flow_states import frames, http_exchange
from harness.evidence.flows import FlowsFile, exchange_from_flow
from tests.examples import examples

USUAL = b"7:comment;0:;8:metadata;0:}6:marked;0:;9:is_replay;0:~11:intercepted;5:false!"
"""What a flow holds between its messages and its connections."""


def state(item: flow.Flow) -> bytes:
    return tnetstring.dumps(item.get_state())


def requests() -> list[http.HTTPFlow]:
    def made(**request: object) -> http.HTTPFlow:
        return tflow.tflow(req=tutils.treq(**request), resp=tutils.tresp(content=b"\x00\xff"))  # type: ignore[arg-type]

    strange = http.Headers([(b"X", b"\xff\xe4"), (b"HOST", b"other.example:8443"), (b"x", b"2"), (b"Cookie", b"a=1")])
    return [
        made(),
        made(method=b"POST", content=None),
        made(scheme=b"https", host="a.example", port=443, path=b"/a?b=%20#c"),
        made(scheme=b"https", host="10.0.0.1", port=8443, headers=strange),
        made(http_version=b"HTTP/2.0", authority=b"b.example", headers=http.Headers()),
        made(host="::1", port=80, headers=http.Headers(host=b"[::1]")),
        made(headers=http.Headers(host=b"")),
        made(headers=http.Headers(host=b"not a host:x")),
        made(content=USUAL),
        made(content=USUAL * 200, host="x13:timestamp_end;y"),
        made(path=b"/13:timestamp_end;" + USUAL),
        tflow.tflow(resp=tutils.tresp(content=b"7:request;" + USUAL)),
        tflow.tflow(),
        tflow.tflow(err=True),
    ]


@pytest.mark.parametrize("item", requests(), ids=range(len(requests())))
def test_the_same_as_through_mitmproxy(item: http.HTTPFlow) -> None:
    assert http_exchange(state(item), 5) == exchange_from_flow(flow.Flow.from_state(item.get_state()), 5)


@examples(200)
@given(
    st.binary(max_size=40),
    st.lists(st.tuples(st.sampled_from([b"Host", b"host", b"X-A", b"\xe4"]), st.binary(max_size=12)), max_size=4),
    st.sampled_from([b"/", b"/a", b"*", b"http://x/y", b"", b"/\xff"]),
    st.sampled_from([b"GET", b"CONNECT", b"OPTIONS"]),
)
def test_whatever_it_does_not_leave_to_mitmproxy_is_the_same(
    content: bytes, headers: list[tuple[bytes, bytes]], path: bytes, method: bytes
) -> None:
    request = tutils.treq(content=content, headers=http.Headers(headers), path=path, method=method)
    item = tflow.tflow(req=request)
    quick = http_exchange(state(item), 0)
    if quick is not None:
        assert quick == exchange_from_flow(flow.Flow.from_state(item.get_state()), 0)


@pytest.mark.parametrize("item", [tflow.twebsocketflow(), tflow.ttcpflow(), tflow.tudpflow(), tflow.tdnsflow()])
def test_other_flows_are_left_to_mitmproxy(item: flow.Flow) -> None:
    assert http_exchange(state(item), 0) is None


def test_other_versions_are_left_to_mitmproxy() -> None:
    old = tflow.tflow().get_state() | {"version": 18}
    assert http_exchange(tnetstring.dumps(old), 0) is None


@examples(300)
@given(st.integers(0, 2000), st.binary(max_size=6))
def test_damaged_states_are_survived(at: int, junk: bytes) -> None:
    data = state(tflow.tflow(resp=True))
    http_exchange(data[:at] + junk + data[at + len(junk) :], 0)


def test_frames_are_told_by_their_lengths() -> None:
    file = bytes_io.BytesIO(b"3:abc,0:~12:hello world!;")
    assert list(frames(file)) == [(0, 6), (6, 9), (9, 25)]
    assert list(frames(file, 9)) == [(9, 25)]
    for bad in (b"3:ab", b"x:1,", b":", b"99999999999999:x", b"5"):
        with pytest.raises(ValueError, match="Invalid"):
            list(frames(bytes_io.BytesIO(bad)))


def test_pieces_are_the_file(tmp_path: Path) -> None:
    path = tmp_path / "f.mitm"
    with path.open("wb") as file:
        writer = io.FlowWriter(file)
        for item in [*requests(), tflow.ttcpflow()]:
            writer.add(item)
    whole = list(FlowsFile(path))
    for count in (1, 2, 3, 100):
        assert [row for piece in FlowsFile(path).pieces(count) for row in piece] == whole


def test_only_flows_that_mention_something_are_read(tmp_path: Path) -> None:
    path = tmp_path / "f.mitm"
    with path.open("wb") as file:
        writer = io.FlowWriter(file)
        writer.add(tflow.tflow(resp=True))
        writer.add(tflow.tflow(resp=tutils.tresp(headers=http.Headers(**{"Set-Cookie": "a=b"}))))
    whole = list(FlowsFile(path))
    assert list(FlowsFile(path).mentioning(lambda data: b"Set-Cookie" in data)) == whole[1:]
    assert list(FlowsFile(path).mentioning(lambda data: b"set-nothing" in data)) == []
    path.write_bytes(path.read_bytes() + b"99:cut")
    assert list(FlowsFile(path).mentioning(len)) == whole
