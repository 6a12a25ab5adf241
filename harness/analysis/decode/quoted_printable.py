"""Quoted-printable (RFC 2045, 6.7)."""

import quopri
import re
from collections.abc import Iterator, Sequence

from harness.analysis.decode.again import Redo, alike, plain_bytes, signs_of
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.json_text import JSON
from harness.analysis.decode.shapes import look
from harness.analysis.decode.view import Budget, Part, Reach, Structure

QUOTED_PRINTABLE = "quoted-printable"
_QUOTED = re.compile(rb"=\r?\n|(?:=[0-9A-F]{2}){2}")
_END = b"=\r\n"
_PIECE = re.compile(rb"=[ \t]*\r?\n|=[0-9A-Fa-f]{2}")
_NOT_QUOTED = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r?\n|\Z)")


def quoted_printable(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the whole view without quoted-printable encoding (RFC 2045, 6.7), when it has any."""
    if look(data).quoted and not _NOT_QUOTED.search(data):
        decoded = quopri.decodestring(data)
        if decoded.rstrip(_END) != data.rstrip(_END):  # else the padding of base64 at the end of its last line
            yield Part((QUOTED_PRINTABLE,), decoded, 0, len(data))


def _has_soft_breaks(data: bytes, structure: Structure) -> bool:
    """Whether lines of JSON were broken as in nothing else: its strings have no ends of lines, and only they signs."""
    return structure is JSON and (b"=\n" in data or b"=\r\n" in data)


def _encoded(redo: Redo) -> bytes:
    """Encode what was encoded, and break lines where they were broken."""
    return alike(signs_of(_PIECE, redo.was, _undone, plain_bytes), redo.data, _write)


def _undone(piece: bytes) -> Sequence[int]:
    return [] if piece.endswith(b"\n") else [int(piece[1:], 16)]


def _write(byte: object, like: bytes | None) -> bytes:
    number = byte if isinstance(byte, int) else 0
    return b"=%02X" % number if like is not None or number == 0x3D or number > 0x7E else bytes([number])


ENCODING = Encoding(
    name=QUOTED_PRINTABLE,
    text=quoted_printable,
    reach=Reach.STRING,
    shaped=True,
    surely=_has_soft_breaks,
    loose=True,
    encode=_encoded,
)
