"""HTTP/1 from both sides: bodies by length, in chunks and until the end, and what is left when it breaks off."""

import pytest

from harness.evidence.pcap.http1 import Http1
from tests.evidence.pcap.heard import collected, heard, place
from tests.evidence.pcap.samples import BODY, http1

ASK = b"POST /a HTTP/1.1\r\nHost: api.example\r\nContent-Length: 4\r\n\r\n"


@pytest.mark.parametrize("step", [1, 7, 1 << 20])
def test_requests_and_their_answers(step: int) -> None:
    at = place()
    heard(Http1(at), *collected(http1), step=step)
    first, second = at.found
    assert (first.method, first.url, first.request_body) == ("POST", "https://api.example/collect?a=1", BODY)
    assert (first.status, first.response_body) == (200, b"hello world")
    assert ("Content-Encoding", "gzip") in first.request_headers
    assert (second.url, second.status) == ("https://api.example/next", 204)
    assert not at.lost and first.connection == second.connection == "tcp0" and first.id != second.id


def test_pipelined_requests_head_and_interim_answers() -> None:
    at = place(80)
    heard(
        Http1(at),
        (True, b"HEAD /a HTTP/1.1\r\nHost: a\r\n\r\nGET http://b/c HTTP/1.1\r\nHost: a\r\n\r\n"),
        (False, b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"),
        (False, b"HTTP/1.0 200 OK\r\n\r\nuntil the end"),
    )
    assert [(each.url, each.response_body) for each in at.found] == [
        ("http://a/a", b""), ("http://b/c", b"until the end"),
    ]  # fmt: skip


def test_what_breaks_off_is_kept_and_said() -> None:
    at = place(80)
    heard(Http1(at), (True, ASK + b"im"))
    (found,) = at.found
    assert (found.request_body, found.unreadable) == (b"im", "the capture ends within the request's body")
    at = place(80)
    heard(Http1(at), (True, ASK + b"imei" + ASK[:30]))
    assert [each.kind for each in at.found] == ["tcp", "http"] or [each.kind for each in at.found] == ["http", "tcp"]
    assert at.lost == ["the capture ends within a request's head"]


def test_what_is_no_http_after_all_is_kept_as_bytes() -> None:
    at = place(80)
    heard(Http1(at), (True, ASK + b"imei"), (True, b"\x00\x01 imei=1\r\n\r\n"), (False, b"what\r\n\r\n"))
    assert [each.kind for each in at.found] == ["http", "tcp"]
    assert b"".join(m.data for m in at.found[1].messages if m.from_client).find(b"HTTP") < 0
    assert len(at.lost) == 1 and "is no HTTP/1 any more" in at.lost[0]


def test_a_tunnel_and_another_protocol() -> None:
    at = place(80)
    heard(
        Http1(at),
        (True, b"CONNECT api.example:443 HTTP/1.1\r\nHost: api.example:443\r\n\r\n"),
        (False, b"HTTP/1.1 200 OK\r\n\r\n"),
        (True, b"\x16\x03\x01\x00\x05hello"),
    )
    assert [each.kind for each in at.found] == ["http", "tcp"]
    assert at.lost == ["TLS inside a tunnel was not decrypted"]


def test_a_refused_upgrade_goes_on() -> None:
    at = place(80)
    ask = b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n\r\n"
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    heard(Http1(at), (True, ask + ask), (False, answer + answer))
    assert [each.status for each in at.found] == [200, 200] and not at.lost


@pytest.mark.parametrize("data", [b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", b"a" * 2_000_000, b": \r\n" * 9])
def test_hostile_bytes_raise_nothing(data: bytes) -> None:
    at = place(80)
    heard(Http1(at), (True, b"POST / HTTP/1.1\r\n" + data), (False, data))
    assert at.found or at.lost
