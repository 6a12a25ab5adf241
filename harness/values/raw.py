"""Values as bytes that are no text: identifiers behind hexadecimal digits, numbers as decimals packed in bytes."""

import re
import struct
from collections.abc import Iterator

from harness.values.needle import Needle

_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){6,32}")
_JOINTS = str.maketrans("", "", "-:")
_DIGITS = re.compile(r"[0-9]{14,20}")
_LEAST_DIFFERENT = 4
"""Different bytes of what is looked for: less than that occurs in any file."""
_WORD = 8
_PACKED = frozenset({"imei", "meid", "imsi", "iccid"})
"""Numbers that mobile networks and basebands pack two digits to a byte (3GPP TS 24.008, 10.5.1.4)."""


def behind_digits(text: str) -> bytes:
    """Return the bytes that hexadecimal digits stand for, as of a UUID or a MAC address; nothing for other text."""
    bare = text.translate(_JOINTS)
    if not _HEX.fullmatch(bare) or (bare == text and text.isdigit()):
        return b""
    raw = bytes.fromhex(bare)
    return raw if len(set(raw)) >= _LEAST_DIFFERENT else b""


def raw_forms(needle: Needle) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of a value's binary forms: in order, in the other one as ``fixed64``, packed decimals."""
    raw = behind_digits(needle.text)
    if raw:
        yield "raw", raw
        if len(raw) == _WORD:
            yield "raw", raw[::-1]
    if needle.category in _PACKED and _DIGITS.fullmatch(needle.text):
        digits = needle.text
        for even in (f"0{digits}", f"{digits}f") if len(digits) % 2 else (digits,):
            packed = bytes.fromhex(even)
            yield "bcd", packed
            yield "bcd", bytes(byte >> 4 | (byte & 15) << 4 for byte in packed)


def numbers(text: str) -> Iterator[str]:
    """Yield an identifier of 64 bits in decimal, without and with a sign, as Google's own requests have it."""
    raw = behind_digits(text)
    if len(raw) == _WORD:
        for order in (">Q", ">q"):
            yield str(struct.unpack(order, raw)[0])
