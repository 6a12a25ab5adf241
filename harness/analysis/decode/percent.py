"""Percent encoding, with plus signs for spaces."""

import binascii
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote_to_bytes

from harness.analysis.decode.again import Redo, alike, plain_bytes, signs_of
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.known import KNOWN
from harness.analysis.decode.shapes import bad_percent, look
from harness.analysis.decode.view import Budget, Part, Reach

_ESCAPE = re.compile(rb"%[0-9A-Fa-f]{2}")
_ESCAPE_OR_PLUS = re.compile(rb"%[0-9A-Fa-f]{2}|\+")
_REGION = re.compile(rb"[^\s\"'<>]++")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
"""RFC 3986, 2.3."""


def unquote(field: bytes, *, sure: bool = False) -> bytes:
    """Undo percent encoding and plus signs. ``sure`` says that every percent sign begins an escape."""
    return _undo(field.replace(b"+", b" "), sure)


def _undo(data: bytes, sure: bool) -> bytes:
    if not sure:
        return unquote_to_bytes(data)
    # Quoted-printable is the same with another sign, and its decoder is many times as fast.
    return binascii.a2b_qp(data.replace(b"=", b"=3D").replace(b"%", b"="))


def escaped(field: bytes) -> bool:
    """Whether a field holds percent escapes or plus signs."""
    return b"+" in field or (b"%" in field and _ESCAPE.search(field) is not None)


def percent(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the stretches of text that hold percent escapes.

    A stretch that is fields or a URL is left to that structure's own rules.
    """
    if not look(data).percent:
        return
    sure = not bad_percent(data)
    for found in _REGION.finditer(data):
        region = found.group()
        if b"%" not in region or not _ESCAPE.search(region):
            continue
        if region != data and any(structure.matches(region) for structure in KNOWN.of_fields):
            yield Part((), region, *found.span())
        else:
            yield Part(("percent",), _undo(region, sure), *found.span())


def quoted(redo: Redo, *, plus: bool = False) -> bytes:
    """Percent-encode as ``was`` was encoded, besides what is neither letter nor digit nor stood there plainly.

    ``plus`` writes spaces as plus signs where ``was`` has any.
    """
    plus = plus and b"+" in redo.was and b"%20" not in redo.was
    signs = signs_of(_ESCAPE_OR_PLUS if plus else _ESCAPE, redo.was, _undone, plain_bytes)
    plainly = {sign.said for sign in signs if not sign.escaped}
    lower = any(sign.was.lower() == sign.was != sign.was.upper() for sign in signs if sign.escaped)

    def write(byte: object, like: bytes | None) -> bytes:
        if plus and byte == 0x20:
            return b"+"
        if byte in _UNRESERVED if like is None or like == b"+" else False:
            return bytes([byte]) if isinstance(byte, int) else b""
        if like is None and byte in plainly and byte != 0x25 and not (plus and byte == 0x2B):
            return bytes([byte]) if isinstance(byte, int) else b""
        return (b"%%%02x" if lower else b"%%%02X") % byte

    return alike(signs, redo.data, write)


def _undone(escape: bytes) -> Sequence[int]:
    return [0x20] if escape == b"+" else [int(escape[1:], 16)]


ENCODING = Encoding(
    encode=quoted, name="percent", signs=b"%", apart=(b"%",), text=percent, reach=Reach.STRING, shaped=True, loose=True
)
