"""Entries in the form of each recorder, from its source or published samples (see docs/recordings.md)."""

import base64
import json
from pathlib import Path
from typing import Any

from harness.evidence.exchange import Exchange
from harness.evidence.har_entry import Reader

B64 = base64.b64encode(b"\x00\xffid").decode()


def read(request: dict[str, Any], mitmproxy: bool = False, **entry: Any) -> Exchange:
    asked = {"method": "POST", "url": "https://a.example/p", "headers": [], **request}
    raw = {"startedDateTime": "2026-01-02T03:04:05.678Z", "request": asked, **entry}
    return Reader(mitmproxy=mitmproxy).exchange(json.dumps(raw).encode(), 0, 0)


def kind(value: str) -> list[dict[str, str]]:
    return [{"name": "Content-Type", "value": value}]


def test_reqable_and_pcapdroid_keep_a_request_as_base64() -> None:
    row = read({"postData": {"mimeType": "application/json", "text": B64, "encoding": "base64", "params": []}})
    assert row.request_body == b"\x00\xffid" and not row.lossy
    said = [{"type": "send", "time": 1.5, "opcode": 1, "data": B64, "encoding": "base64"}]
    assert read({}, _webSocketMessages=said).messages[0].data == b"\x00\xffid"


def test_http_toolkit_keeps_what_is_no_text_apart_and_says_what_it_discards() -> None:
    content = {"text": B64, "size": 4, "encoding": "base64"}
    row = read({"bodySize": 4, "_requestBodyStatus": "discarded:not-representable", "_content": content})
    assert row.request_body == b"\x00\xffid" and not row.unreadable
    row = read({"bodySize": 900_000, "_requestBodyStatus": "discarded:too-large"})
    assert row.request_body == b"" and "did not keep the request's body (discarded:too-large)" in row.unreadable
    closed = {"code": 1000, "reason": "bye", "timestamp": 1_700_000_009.5}
    row = read({}, _resourceType="websocket", _webSocketMessages=[], _webSocketClose=closed)
    assert row.kind == "websocket" and row.messages[-1].data == b"bye"
    assert row.messages[-1].time_us == 1_700_000_009_500_000
    assert read({}, _webSocketMessages=[], _webSocketClose="aborted").messages == []


def test_chrome_keeps_text_and_messages() -> None:
    said = [
        {"type": "send", "time": 1_700_000_000.5, "opcode": 1, "data": "hé"},
        {"type": "receive", "time": 1_700_000_001.5, "opcode": 2, "data": B64},
        {"type": "error", "time": 1_700_000_002, "opcode": -1, "data": "Connection closed"},
    ]
    post = {"mimeType": "text/plain", "text": "a=\ufffd\ufffd"}
    row = read({"postData": post, "bodySize": 8}, _resourceType="websocket", _webSocketMessages=said)
    assert row.lossy and row.request_body == "a=\ufffd\ufffd".encode()
    assert [(m.from_client, m.data) for m in row.messages] == [(True, "hé".encode()), (False, b"\x00\xffid")]


def test_firefox_keeps_each_byte_as_a_character() -> None:
    row = read({"postData": {"mimeType": "x/y", "params": [], "text": "\x1f\x8b\x08\xff"}, "bodySize": 4})
    assert row.request_body == b"\x1f\x8b\x08\xff" and not row.lossy and not row.unreadable


def test_charles_keeps_a_form_as_fields_alone() -> None:
    post = {
        "mimeType": "application/x-www-form-urlencoded",
        "params": [{"name": '{"a":"é"}', "value": ""}, {"name": "b"}],
    }
    response = {"_charlesStatus": "COMPLETE", "status": 200, "statusText": None, "headers": []}
    row = read({"postData": post, "bodySize": 12}, response=response)
    assert row.request_body == b"%7B%22a%22%3A%22%C3%A9%22%7D=&b=" and row.status == 200 and not row.unreadable
    form = "multipart/form-data; boundary=xx"
    params = [
        {"name": "tel", "value": "13812345678"},
        {"name": 'a"\r\nb', "value": "x", "fileName": "f.txt", "contentType": "text/plain"},
        {"name": "photo", "fileName": "me.jpg"},
    ]
    row = read({"headers": kind(form), "postData": {"mimeType": form, "params": params}})
    assert b'--xx\r\nContent-Disposition: form-data; name="tel"\r\n\r\n13812345678\r\n--xx\r\n' in row.request_body
    assert b'name="a%22%0D%0Ab"; filename="f.txt"\r\nContent-Type: text/plain\r\n\r\nx\r\n' in row.request_body
    assert row.request_body.endswith(b"--xx--\r\n") and "the file 'me.jpg'" in row.unreadable


def test_mitmproxy_loses_a_body_of_other_methods_than_post() -> None:
    row = read({"method": "DELETE", "bodySize": 17}, mitmproxy=True)
    assert "did not keep the request's body of 17 bytes" in row.unreadable
    row = read({"method": "GET", "headers": [{"name": "Content-Length", "value": "9"}]})
    assert "did not keep the request's body of 9 bytes" in row.unreadable


def test_a_body_that_was_cut_is_said() -> None:
    row = read({"bodySize": 100, "postData": {"mimeType": "text/plain", "text": "id=1"}})
    assert row.request_body == b"id=1" and "kept 4 of 100 bytes" in row.unreadable
    assert not read({"bodySize": 100, "postData": {"mimeType": "", "text": '{"id":1}\n'}}).unreadable
    packed = [{"name": "Content-Encoding", "value": "gzip"}]
    assert not read({"bodySize": 100, "headers": packed, "postData": {"text": "id=1"}}).unreadable


def test_the_length_that_was_sent_proves_a_text() -> None:
    post = {"text": "name=欧阳"}
    sent = [{"name": "Content-Length", "value": "11"}]
    assert read({"postData": post}).lossy and not read({"postData": post, "headers": sent}).lossy


def test_values_that_stand_only_in_query_or_cookies() -> None:
    pairs = [{"name": "imei", "value": "860 1"}, {"name": "q", "value": "é+"}]
    assert read({"queryString": pairs}).url == "https://a.example/p?imei=860+1&q=%C3%A9%2B"
    there = {"url": "https://a.example/p?q=%C3%A9%2B#top", "queryString": pairs}
    assert read(there).url == "https://a.example/p?q=%C3%A9%2B&imei=860+1#top"
    raw = {"url": "https://a.example/?q=a%20b", "queryString": [{"name": "q", "value": "a b"}]}
    assert read(raw).url == raw["url"]
    cookies = [{"name": "did", "value": "x1"}, {"name": "s", "value": "y2"}]
    row = read({"cookies": cookies}, response={"status": 200, "headers": [], "cookies": cookies})
    assert row.request_headers == [("Cookie", "did=x1; s=y2")]
    assert row.response_headers == [("Set-Cookie", "did=x1"), ("Set-Cookie", "s=y2")]
    row = read({"cookies": cookies, "headers": [{"name": "cookie", "value": "did=x1"}]})
    assert row.request_headers == [("cookie", "did=x1"), ("Cookie", "s=y2")]


def test_a_playwright_entry_that_failed() -> None:
    response = {"status": -1, "content": {"size": -1, "mimeType": "x-unknown"}, "_failureText": "net::ERR_FAILED"}
    assert read({}, response=response).status == 0
    row = read({"postData": {"mimeType": "x/y", "text": "", "params": [], "_file": "a" * 40 + ".dat"}})
    assert "which is not there" in row.unreadable


def test_what_our_own_export_says_is_taken_as_it_is() -> None:
    length = [{"name": "Content-Length", "value": "9"}]
    assert not read({"headers": length}, _harness={"lossy": False}).unreadable
    row = read({"postData": {"text": "x"}}, _harness={"lossy": True, "unreadable": "of old"})
    assert row.lossy and row.unreadable == "of old"


def test_the_reader_of_bodies_beside_is_asked_by_name(tmp_path: Path) -> None:
    reader = Reader(resource={"b" * 40: b"\x00body"}.get)
    raw = {"request": {"method": "POST", "url": "http://a/", "postData": {"mimeType": "", "_sha1": "b" * 40}}}
    assert reader.exchange(json.dumps(raw).encode(), 3, 9).request_body == b"\x00body"
