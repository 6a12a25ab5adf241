r"""Escapes of programming languages outside JSON (``\u4e2d``, ``\x41``, ``\101``)."""

import re
from collections.abc import Iterator

from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.view import Budget, Part, Reach

_ESCAPE = re.compile(
    rb"\\u([0-9a-fA-F]{4})|\\(?:u\{([0-9a-fA-F]{1,6})\}|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([0-7]{1,3})|"
    rb"([abefnrtv\"'\\/?]))"
)
_REGION = re.compile(rb"[^\r\n]++")
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


ENCODING = Encoding(name="escapes", signs=b"\\", apart=(b"\\",), text=escapes, reach=Reach.LINE, loose=True)
