r"""Escapes of programming languages outside JSON (``\u4e2d``, ``\x41``, ``\101``).

Who writes fewer than three octal digits writes no other digit behind them (``\58`` would be read as something else by
some): a backslash before a number escapes nothing.
"""

import re
from collections.abc import Iterator, Sequence

from harness.analysis.decode.again import Redo, alike, plain_bytes, plain_units, signs_of, units
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.view import Budget, Part, Reach

_ESCAPE = re.compile(
    rb"\\u([0-9a-fA-F]{4})|\\(?:u\{([0-9a-fA-F]{1,6})\}|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([0-7]{3}|[0-7]{1,2}(?![0-9]))|"
    rb"([abefnrtv\"'\\/?]))"
)
_REGION = re.compile(rb"[^\r\n]++")
_NAMED = {bytes([char]): bytes([name]) for name, char in zip(b"abefnrtv", b"\a\b\x1b\f\n\r\t\v", strict=True)}
_SIMPLE = {bytes([name]): bytes([char]) for name, char in zip(b"abefnrtv", b"\a\b\x1b\f\n\r\t\v", strict=True)}


def escapes(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the lines that hold escapes, without them."""
    if b"\\" not in data:
        return
    for found in _REGION.finditer(data):
        line = found.group()
        decoded = _ESCAPE.sub(_plain, line)
        if decoded != line:
            yield Part(("escapes",), joined_pairs(decoded), *found.span())


def _plain(found: re.Match[bytes]) -> bytes:
    if found[6]:
        return _SIMPLE.get(found[6], found[6])
    if found[4] or found[5]:
        return bytes([int(found[4], 16) if found[4] else int(found[5], 8) & 0xFF])
    code = int(found[1] or found[2] or found[3], 16)
    return chr(code).encode("utf-8", "surrogatepass") if code <= 0x10FFFF else found[0]


def joined_pairs(data: bytes) -> bytes:
    """Join surrogate pairs that two escapes made."""
    if b"\xed" not in data:
        return data
    text = data.decode("utf-8", "surrogatepass") if _surrogates(data) else None
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode() if text else data


def _surrogates(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _encoded(redo: Redo) -> bytes | None:
    r"""Escape what ``was`` had escaped, in its manner: ``\uXXXX``, ``\xXX``, octal, or a letter."""
    wide = re.search(rb"\\[uU]", redo.was) is not None
    try:
        signs = signs_of(_ESCAPE, redo.was, _units_of if wide else list_of, plain_units if wide else plain_bytes)
        return alike(signs, units(redo.data) if wide else redo.data, _write_unit if wide else _write_byte)
    except UnicodeError:
        return None


def list_of(escape: bytes) -> Sequence[int]:
    """Return the bytes that an escape says."""
    return list(_ESCAPE.sub(_plain, escape))


def _units_of(escape: bytes) -> Sequence[int]:
    if escape[:2] == b"\\u" and escape[2:3] != b"{":
        return [int(escape[2:], 16)]  # half a character, perhaps
    said = list_of(escape)
    return units(bytes(said)) if not (escape[1:2] == b"x" and said[0] > 0x7F) else said


def _write_unit(unit: object, like: bytes | None) -> bytes:
    number = unit if isinstance(unit, int) else 0
    if like is None and 0x20 <= number < 0x7F and number not in b"\\":
        return bytes([number])
    if like is not None and like[1:2] == b"x" and number < 0x80:
        return b"\\x%02x" % number
    if number < 0x80 and (like is None or len(like) == 2):
        named = _NAMED.get(bytes([number]), bytes([number]))
        if named in b"abefnrtv\"'\\/?":
            return b"\\" + named
        if like is not None:
            return bytes([number])
    upper = like is not None and like[2:].upper() == like[2:] != like[2:].lower()
    return (b"\\u%04X" if upper else b"\\u%04x") % number


def _write_byte(byte: object, like: bytes | None) -> bytes:
    number = byte if isinstance(byte, int) else 0
    if like is None and number >= 0x20 and number not in b"\\\x7f":
        return bytes([number])
    named = _NAMED.get(bytes([number]), bytes([number]))
    if (like is None or len(like) == 2) and named in b"abefnrtv\"'\\/?":
        return b"\\" + named
    if like is not None and len(like) == 2:
        return bytes([number])
    return b"\\%03o" % number if like is not None and like[1:2].isdigit() else b"\\x%02x" % number


ENCODING = Encoding(
    name="escapes",
    signs=b"\\",
    apart=(b"\\",),
    text=escapes,
    reach=Reach.LINE,
    loose=True,
    encode=_encoded,
)
