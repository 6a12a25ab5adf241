"""HTTP/2 from both sides: streams side by side, padding, trailers, and what is left when it breaks off."""

import hpack
import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection

from harness.evidence.pcap.http2 import PREFACE, Http2
from tests.evidence.pcap.heard import collected, heard, place
from tests.evidence.pcap.samples import BODY, http2

HEAD = [(":method", "POST"), (":authority", "api.example:8443"), (":scheme", "https"), (":path", "/a")]


def _client() -> H2Connection:
    client = H2Connection(H2Configuration(client_side=True, header_encoding="utf-8"))
    client.initiate_connection()
    return client


@pytest.mark.parametrize("step", [1, 11, 1 << 20])
def test_streams_and_their_answers(step: int) -> None:
    at = place()
    heard(Http2(at), *collected(http2), step=step)
    found = {each.url: each for each in at.found}
    first, second = found["https://api.example/collect?a=1"], found["https://api.example/next"]
    assert (first.method, first.request_body, first.status) == ("POST", BODY, 200)
    assert (first.response_body, first.response_headers) == (b"hello world", [("grpc-status", "0")])
    assert (second.method, second.status) == ("GET", 204)
    assert not at.lost and not first.unreadable


def test_a_body_that_breaks_off_is_kept_and_said() -> None:
    client, at = _client(), place()
    client.send_headers(1, [*HEAD, ("content-length", "9")])
    client.send_data(1, b"imei")
    heard(Http2(at), (True, client.data_to_send()))
    (found,) = at.found
    assert (found.url, found.port, found.request_body) == ("https://api.example:8443/a", 8443, b"imei")
    assert found.unreadable == "the capture ends within the request's body"


def test_a_reset_stream_is_whole_as_it_is() -> None:
    client, at = _client(), place()
    client.send_headers(1, [*HEAD, ("content-length", "9")])
    client.reset_stream(1)
    heard(Http2(at), (True, client.data_to_send()))
    assert [each.unreadable for each in at.found] == [""]


def test_headers_in_several_frames() -> None:
    client, at = _client(), place()
    client.send_headers(1, [*HEAD, ("x", "imei" * 9000)], end_stream=True)
    heard(Http2(at), (True, client.data_to_send()))
    assert ("x", "imei" * 9000) in at.found[0].request_headers


def test_a_websocket_over_it_is_said() -> None:
    at, encoder = place(), hpack.Encoder()
    block = encoder.encode([(":method", "CONNECT"), (":protocol", "websocket"), *HEAD[1:]])
    heard(Http2(at), (True, PREFACE + len(block).to_bytes(3, "big") + b"\x01\x04\0\0\0\x01" + block))
    assert at.found[0].unreadable == "websocket over HTTP/2 is not taken apart"


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x00\x01\x01\x04\x00\x00\x00\x01\xff",
        b"\x00\x00\x04\x00\x08\x00\x00\x00\x01\xff\xff\xff\xff",
        b"\x00\x00\x00\x00\x00\x00\x00\x00\x00",
        b"\xff" * 40,
    ],
)
def test_what_is_none_any_more_is_kept_as_bytes(data: bytes) -> None:
    client, at = _client(), place()
    client.send_headers(1, HEAD, end_stream=True)
    heard(Http2(at), (True, client.data_to_send() + data), (True, b"more"))
    assert at.found[0].kind == "http" and at.found[0].url.endswith("/a")
    assert len(at.lost) == 1 or data[0] == 0xFF
