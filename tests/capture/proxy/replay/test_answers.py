"""A recorded answer as it is given again."""

import gzip
import time
from email.utils import formatdate, parsedate_to_datetime

import pytest
from mitmproxy import http

from harness.capture.proxy.replay.answers import response_for
from tests.capture.proxy.replay.kit import BEGUN, answered, asked


def given(recorded: http.HTTPFlow, request: http.HTTPFlow | None = None) -> http.Response:
    found = response_for((request or recorded).request, recorded)
    assert found is not None
    return found


def test_dates_and_cookies_are_as_old_as_they_were() -> None:
    recorded = answered(asked("https://a.example/"), "x", date=formatdate(BEGUN, usegmt=True))
    assert recorded.response is not None
    end = formatdate(BEGUN + 3600, usegmt=True)
    recorded.response.headers["expires"] = end
    recorded.response.headers.add("set-cookie", f"sid=abc; expires={end}; path=/")
    found = given(recorded)
    assert abs(parsedate_to_datetime(found.headers["date"]).timestamp() - time.time()) < 5
    assert abs(parsedate_to_datetime(found.headers["expires"]).timestamp() - time.time() - 3600) < 5
    cookie = found.headers["set-cookie"]
    assert cookie.startswith("sid=abc") and "14 Nov 2023" not in cookie
    assert recorded.response.headers["expires"] == end, "the recording is as it was"


@pytest.mark.parametrize(("body", "kept"), [(gzip.compress(b"{}", mtime=0), True), (b"{}", False)])
def test_a_body_that_a_recorder_unpacked_is_not_called_packed(body: bytes, kept: bool) -> None:
    recorded = answered(asked("https://a.example/"), "")
    assert recorded.response is not None
    recorded.response.headers["content-encoding"] = "gzip"
    recorded.response.headers["transfer-encoding"] = "chunked"
    recorded.response.headers["content-length"] = "99999"
    recorded.response.raw_content = body
    found = given(recorded)
    assert ("content-encoding" in found.headers) is kept
    assert found.get_content() == b"{}"
    assert found.headers["content-length"] == str(len(body)) and "transfer-encoding" not in found.headers


def test_a_status_of_grpc_is_in_the_trailers_wherever_it_was_recorded() -> None:
    call = asked("https://a.example/p.S/One", "POST", b"\0\0\0\0\0", content_type="application/grpc")
    call.request.http_version = "HTTP/2.0"
    recorded = answered(asked("https://a.example/p.S/One", "POST"), b"", content_type="application/grpc")
    assert recorded.response is not None
    recorded.response.headers["grpc-status"] = "5"
    recorded.response.headers["grpc-message"] = "no such thing"
    found = given(recorded, call)
    assert "grpc-status" not in found.headers and found.trailers is not None
    assert dict(found.trailers) == {"grpc-status": "5", "grpc-message": "no such thing"}
    del recorded.response.headers["grpc-status"], recorded.response.headers["grpc-message"]
    assert dict(given(recorded, call).trailers or {})["grpc-status"] == "0"
    recorded.response.trailers = http.Headers(((b"grpc-status", b"7"),))
    assert dict(given(recorded, call).trailers or {}) == {"grpc-status": "7"}
    assert given(recorded).trailers is None, "over HTTP/1 there are none"


def test_an_answer_to_head_says_how_long_a_body_would_be() -> None:
    recorded = answered(asked("https://a.example/", "HEAD"), "")
    assert recorded.response is not None
    recorded.response.headers["content-length"] = "1234"
    found = given(recorded)
    assert found.headers["content-length"] == "1234" and not found.raw_content


def test_a_websocket_is_opened_for_the_key_of_now() -> None:
    words = {
        "upgrade": "websocket", "connection": "Upgrade", "sec_websocket_version": "13",
        "sec_websocket_key": "dGhlIHNhbXBsZSBub25jZQ==", "sec_websocket_protocol": "b, a",
    }  # fmt: skip
    recorded = answered(asked("http://a.example/ws", **words), "", 101, sec_websocket_protocol="a", set_cookie="s=1")
    found = given(recorded, asked("http://a.example/ws", **words))
    assert found.headers["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "RFC 6455, 1.3"
    assert (found.headers["sec-websocket-protocol"], found.headers["set-cookie"]) == ("a", "s=1")
    assert response_for(asked("http://a.example/ws").request, recorded) is None
