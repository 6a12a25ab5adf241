"""Quoted-printable (RFC 2045, 6.7)."""

import quopri
import re
from collections.abc import Iterator

from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.shapes import look
from harness.analysis.decode.view import Budget, Part, Reach

_QUOTED = re.compile(rb"=\r?\n|(?:=[0-9A-F]{2}){2}")
_NOT_QUOTED = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r?\n|\Z)")


def quoted_printable(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the whole view without quoted-printable encoding (RFC 2045, 6.7), when it has any."""
    if look(data).quoted and not _NOT_QUOTED.search(data):
        decoded = quopri.decodestring(data)
        if decoded != data:
            yield Part(("quoted-printable",), decoded, 0, len(data))


ENCODING = Encoding(name="quoted-printable", text=quoted_printable, reach=Reach.STRING, shaped=True, loose=True)
