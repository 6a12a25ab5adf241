"""Percent encoding, with plus signs for spaces."""

import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.known import KNOWN
from harness.analysis.decode.shapes import bad_percent, look
from harness.analysis.decode.view import Budget, Part, Reach

_ESCAPE = re.compile(rb"%[0-9A-Fa-f]{2}")
_REGION = re.compile(rb"[^\s\"'<>]++")


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


ENCODING = Encoding(
    name="percent", signs=b"%", apart=(b"%",), text=percent, reach=Reach.STRING, shaped=True, loose=True
)
