"""Entries that are not as HAR says: understood as far as they go, refused with a reason where not."""

import json
from typing import Any

import pytest

from harness.evidence.har_entry import Reader
from harness.evidence.har_loose import understood


def read(entry: Any) -> Any:
    raw = entry if isinstance(entry, bytes) else json.dumps(entry).encode()
    return Reader().exchange(raw, 0, 0)


GOOD: dict[str, Any] = {"method": "POST", "url": "https://a.example/p", "headers": []}


@pytest.mark.parametrize(
    "change",
    [
        {"time": float("nan")}, {"startedDateTime": None}, {"startedDateTime": "yesterday"}, {"startedDateTime": 1},
        {"response": {"status": "200"}}, {"response": []}, {"response": {"headers": None, "content": 5}},
        {"connection": 1.5}, {"serverIPAddress": 7}, {"_webSocketMessages": {}}, {"_webSocketClose": 1},
    ],
)  # fmt: skip
def test_odd_members_cost_no_entry(change: dict[str, Any]) -> None:
    row = read({"request": {**GOOD, "postData": {"text": "id=1"}}, **change})
    assert row.request_body == b"id=1" and not row.unreadable


def test_pairs_however_they_are_written() -> None:
    for headers in (
        [["X", "1"], ["Y", 2]],
        {"X": "1", "Y": 2},
        [{"name": "X", "value": "1"}, {"name": "Y", "value": 2}],
    ):
        assert read({"request": {**GOOD, "headers": headers}}).request_headers == [("X", "1"), ("Y", "2")]
    assert read({"request": {**GOOD, "headers": [{"name": None, "value": None}, 5]}}).request_headers == [("", "")]


def test_texts_that_are_none() -> None:
    assert read({"request": {**GOOD, "postData": {"text": {"imei": "1é"}}}}).request_body == '{"imei": "1é"}'.encode()
    assert read({"request": {**GOOD, "postData": "id=1"}}).request_body == b"id=1"
    assert read({"request": {**GOOD, "method": None}}).method == ""


def test_raw_controls_and_bytes_that_are_no_utf_8() -> None:
    raw = b'{"request":{"method":"POST","url":"https://a.example/\xff","headers":[{"name":"X","value":"\xfe"}],'
    row = read(raw + b'"postData":{"text":"a\x01\n\xff"}}}')
    assert row.request_body == b"a\x01\n\xff" and row.request_headers == [("X", "\ufffd")]
    assert row.url == "https://a.example/\udcff"  # as mitmproxy has it


def test_a_port_that_is_none() -> None:
    row = read({"request": {**GOOD, "url": "https://a.example:99999/p"}})
    assert (row.host, row.port, row.unreadable) == ("a.example", 0, "")


def test_a_moment_in_milliseconds() -> None:
    assert (
        read({"request": {**GOOD, "method": 1}, "startedDateTime": 1_700_000_000_123}).time_us == 1_700_000_000_123_000
    )


@pytest.mark.parametrize(
    ("entry", "says"),
    [(5, "no object"), ({}, "no request"), ({"request": {"url": ""}}, "no url"), ({"request": {"url": 1}}, "no url")],
)
def test_what_cannot_be_understood_has_a_reason(entry: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        understood(entry)
    row = read(entry)
    assert row.kind == "unreadable" and says in row.unreadable and row.unreadable.startswith("entry 0 (byte 0)")
