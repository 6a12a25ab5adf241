"""Frames that are written without mitmproxy are what mitmproxy writes."""

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from mitmproxy.io import tnetstring

from harness.evidence.exchange import Exchange
from harness.evidence.flow_frame import http_frame
from harness.evidence.flow_states import http_exchange
from harness.evidence.flow_write import flow_from_exchange
from tests.examples import examples

_ID = re.compile(rb"2:id;36:[0-9a-f-]{36};")
ASCII = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=12)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)


def exchange(**changes: Any) -> Exchange:
    given: dict[str, Any] = {
        "index": 0, "id": "0", "time_us": 1_760_000_000_123_457, "method": "POST", "scheme": "https",
        "host": "a.example", "port": 443, "url": "https://a.example/p?q=1", "request_headers": [("X", "é")],
        "request_body": b"\x00\xff", "status": 200, "response_headers": [("Y", "1")], "response_body": b"ok",
        "connection": "7", "client_port": 5, "server_ip": "203.0.113.7", **changes,
    }  # fmt: skip
    return Exchange(**given)


def mitmproxys(one: Exchange) -> bytes:
    return tnetstring.dumps(flow_from_exchange(one).get_state())


def test_the_same_bytes_but_for_the_name_of_the_servers_connection() -> None:
    for one in (exchange(), exchange(status=0, response_headers=[], response_body=b"", server_ip="", time_us=0)):
        frame = http_frame(one)
        assert frame is not None and _ID.sub(b"", frame) == _ID.sub(b"", mitmproxys(one))


@examples(300)
@given(st.lists(st.tuples(ASCII, TEXTS), max_size=4), ASCII, ASCII, st.binary(max_size=30), st.integers(0, 70000))
def test_any_exchange_is_written_as_mitmproxy_does_or_left_to_it(
    headers: list[tuple[str, str]], path: str, host: str, body: bytes, port: int
) -> None:
    one = exchange(
        request_headers=headers, url=f"https://{host}/{path}", host=host, request_body=body, port=port, id=path
    )
    frame = http_frame(one)
    if frame is not None:
        assert http_exchange(frame, 0) == one
        assert _ID.sub(b"", frame) == _ID.sub(b"", mitmproxys(one))


def test_what_is_out_of_the_ordinary_is_left_to_mitmproxy() -> None:
    for change in (
        {"kind": "websocket"}, {"lossy": True}, {"unreadable": "x"}, {"url": "https://b.example/p"}, {"port": 8443},
        {"url": "https://a.example/é"}, {"url": "https://a.example"}, {"request_headers": [("é你", "1")]},
    ):  # fmt: skip
        assert http_frame(exchange(**change)) is None
