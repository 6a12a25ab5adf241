"""Integers of variable length, against the examples of those who define them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.wire.varint import read_varint, varint

EXAMPLES = {
    0: "00", 127: "7f", 128: "8001", 150: "9601", 16383: "ff7f", 16384: "808001", 2097151: "ffff7f",
    2097152: "80808001", 268435455: "ffffff7f", 2**64 - 1: "ffffffffffffffffff01",
}  # fmt: skip
"""MQTT's limits of one to four bytes (OASIS MQTT 5.0, table 1-1), and protobuf.dev's 150."""


@pytest.mark.parametrize("number", EXAMPLES)
def test_examples(number: int) -> None:
    written = bytes.fromhex(EXAMPLES[number])
    assert varint(number) == written
    assert read_varint(b"x" + written + b"\x05", 1, len(written) + 2) == (number, 1 + len(written))


@given(st.integers(0, 2**70 - 1), st.binary(max_size=3))
def test_what_is_written_is_read(number: int, behind: bytes) -> None:
    data = varint(number) + behind
    assert read_varint(data, 0, len(data)) == (number, len(data) - len(behind))


def test_what_does_not_end_is_none() -> None:
    assert read_varint(b"\x80\x80", 0, 2) == (-1, 2)
    assert read_varint(b"\x80\x01", 0, 1) == (-1, 1)
    assert read_varint(b"", 0, 0) == (-1, 0)
    assert read_varint(b"\x80" * 10 + b"\x01", 0, 11) == (-1, 11)
    assert read_varint(b"\x80" * 4 + b"\x01", 0, 5, 4) == (-1, 5)
