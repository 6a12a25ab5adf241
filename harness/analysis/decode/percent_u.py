"""The escapes of JavaScript's ``escape()``: ``%u4E2D``, with ``%41`` among them."""

import re
from collections.abc import Iterator, Sequence

from harness.analysis.decode.again import Redo, alike, plain_units, signs_of, units
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.escapes import joined_pairs
from harness.analysis.decode.shapes import look
from harness.analysis.decode.view import Budget, Part, Reach

_ESCAPE = re.compile(rb"%u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})")
_REGION = re.compile(rb"[^\s\"'<>&;]++")


def percent_u(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the stretches of text that hold such escapes."""
    if not look(data).percent_u:
        return
    for found in _REGION.finditer(data):
        region = found.group()
        decoded = _ESCAPE.sub(_character, region) if b"%u" in region else region
        if decoded != region:
            yield Part(("percent-u",), joined_pairs(decoded), *found.span())


def _character(found: re.Match[bytes]) -> bytes:
    # escape() writes what is below 256 as Latin-1; other senders put UTF-8 there, which is what is left for it.
    return chr(int(found[1], 16)).encode("utf-8", "surrogatepass") if found[1] else bytes([int(found[2], 16)])


_PLAIN = re.compile(rb"[A-Za-z0-9@*_+./-]")
"""What ``escape()`` leaves as it is (ECMA-262, B.2.1.1)."""


def _encoded(redo: Redo) -> bytes | None:
    """Escape as ``escape()`` does, and what was escaped in the same manner."""
    try:
        signs = signs_of(_ESCAPE, redo.was, _undone, plain_units)
        return alike(signs, units(redo.data), _write)
    except UnicodeError:
        return None


def _undone(escape: bytes) -> Sequence[int]:
    return [int(escape[2:] if escape[1:2] == b"u" else escape[1:], 16)]


def _write(unit: object, like: bytes | None) -> bytes:
    number = unit if isinstance(unit, int) else 0
    if like is None and number < 0x80 and _PLAIN.match(bytes([number])):
        return bytes([number])
    form = b"%%u%04X" if number > 0xFF or (like or b"").startswith(b"%u") else b"%%%02X"
    made = form % number
    return made.lower() if like and like.lower() == like != like.upper().replace(b"U", b"u") else made


ENCODING = Encoding(
    name="percent-u",
    signs=b"%",
    apart=(b"%",),
    text=percent_u,
    reach=Reach.FIELD,
    shaped=True,
    encode=_encoded,
)
