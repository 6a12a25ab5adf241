"""The exchange row."""

import msgspec

from harness.evidence.exchange import Exchange, Message, header


def test_header_is_found_in_any_case_and_the_first_counts() -> None:
    headers = [("Content-Type", "a"), ("content-type", "b")]
    assert header(headers, "CONTENT-TYPE") == "a" and header(headers, "x") == ""


def test_round_trip() -> None:
    row = Exchange(index=1, id="x", time_us=2, request_body=b"\xff", messages=[Message(True, b"m", 3)])
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(row), type=Exchange) == row
