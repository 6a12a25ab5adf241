"""JSON that reads back as what it was, and that a terminal can show."""

import json

import msgspec
import pytest

from harness.files.as_json import to_bytes

HARD = "\x1b[31m\x9b1m\u202e\u200b\u2028\ufeff\x7f\U000e0001\u0645\u4e2d\U0001f600"


class Row(msgspec.Struct):
    b: str
    a: dict[str, str]


def test_it_is_the_same_text_and_nothing_hides_in_it() -> None:
    data = to_bytes(Row(HARD, {HARD: HARD}), indent=1, ordered=True)
    assert json.loads(data) == msgspec.json.decode(data) == {"a": {HARD: HARD}, "b": HARD}
    assert data.decode().replace("\n", "").isprintable()
    assert list(json.loads(data)) == ["a", "b"]
    assert to_bytes({"x": "\U000e0001"}) == b'{"x":"\\udb40\\udc01"}'


@pytest.mark.parametrize("text", ["plain", "\u4e2d\u6587", "\U0001f600"])
def test_what_is_seen_stays_as_it_is(text: str) -> None:
    assert to_bytes([text]) == msgspec.json.encode([text])


def test_what_utf8_cannot_hold_is_said() -> None:
    data = to_bytes(Row("\ud800x", {"\udc80": "y"}))
    assert json.loads(data) == {"b": "\\ud800x", "a": {"\\udc80": "y"}}
