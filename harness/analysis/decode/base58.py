"""Base58 with Bitcoin's alphabet (draft-msporny-base58): whole texts."""

import re
from collections.abc import Iterator

from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.sense import plausible
from harness.analysis.decode.view import Budget, Part

_SIGNS = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGITS = {sign: digit for digit, sign in enumerate(_SIGNS)}
_WHOLE = re.compile(rb"[1-9A-HJ-NP-Za-km-z]{20,4096}+")
"""Twenty signs, since fewer make text by chance; numbers of thousands of digits take too long."""


def base58(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what a whole view says, when that makes sense."""
    if _WHOLE.fullmatch(data) and plausible(said := _decoded(data)):
        yield Part((ENCODING.name,), said, 0, len(data))


def _decoded(data: bytes) -> bytes:
    number = 0
    for sign in data:
        number = number * 58 + _DIGITS[sign]
    zeros = len(data) - len(data.lstrip(_SIGNS[:1]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _encoded(redo: Redo) -> bytes:
    number, signs = int.from_bytes(redo.data, "big"), bytearray()
    while number:
        number, digit = divmod(number, 58)
        signs.append(_SIGNS[digit])
    return _SIGNS[:1] * (len(redo.data) - len(redo.data.lstrip(b"\0"))) + bytes(reversed(signs))


ENCODING = Encoding(name="base58", guess_text=base58, encode=_encoded)
