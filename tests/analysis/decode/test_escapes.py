"""Escapes of programming languages, and backslashes that escape nothing."""

import pytest

from harness.analysis.decode.escapes import escapes
from harness.analysis.decode.view import Budget


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (rb"\u4e2d\x41\101", "中AA".encode()),
        (rb"\344\270\255", "中".encode()),
        (rb"\0tel\7", b"\0tel\7"),
        (rb"\1338", b"[8"),
        (rb"\5860123456789013", b""),  # a backslash before a number, as a quote read backwards leaves one
        (rb"\58", b""),
    ],
)
def test_octal_digits_are_three_or_the_last(text: bytes, says: bytes) -> None:
    assert b"".join(part.data for part in escapes(text, Budget())) == says
