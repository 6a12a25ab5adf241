r"""Escapes of programming languages outside JSON (``\u4e2d``, ``\x41``, ``\101``) and quoted-printable."""

import quopri
import re
from collections.abc import Iterator

from harness.analysis.decode.view import Budget, Part

_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2})|([0-7]{3})|([nrt\"'\\/]))")
_REGION = re.compile(rb"[^\r\n]++")
_SIMPLE = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_QUOTED = re.compile(rb"=\r?\n|(?:=[0-9A-F]{2}){2}")
_NOT_QUOTED = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r?\n|\Z)")


def escapes(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the lines that hold escapes, without them."""
    if b"\\" not in data:
        return
    for found in _REGION.finditer(data):
        line = found.group()
        decoded = _ESCAPE.sub(_plain, line) if b"\\" in line else line
        if decoded != line:
            yield Part(("escapes",), _pairs(decoded), *found.span())


def _plain(found: re.Match[bytes]) -> bytes:
    if found[5]:
        return _SIMPLE.get(found[5], found[5])
    if found[3] or found[4]:
        return bytes([int(found[3], 16) if found[3] else int(found[4], 8) & 0xFF])
    code = int(found[1] or found[2], 16)
    return chr(code).encode("utf-8", "surrogatepass") if code <= 0x10FFFF else found[0]


def _pairs(data: bytes) -> bytes:
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


def quoted_printable(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the whole view without quoted-printable encoding (RFC 2045, 6.7), when it has any."""
    if b"=" in data and _QUOTED.search(data) and not _NOT_QUOTED.search(data):
        decoded = quopri.decodestring(data)
        if decoded != data:
            yield Part(("quoted-printable",), decoded, 0, len(data))
