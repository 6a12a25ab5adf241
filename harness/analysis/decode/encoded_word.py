"""Quoted-printable and base64 in the lines of mail headers and contacts: RFC 2047, and vCard 2.1's properties."""

import quopri
import re
from collections.abc import Iterator

from harness.analysis.decode.again import Redo
from harness.analysis.decode.base64_readings import decode
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.quoted_printable import QUOTED_PRINTABLE
from harness.analysis.decode.shapes import look
from harness.analysis.decode.view import Budget, Part, Reach

_PRINTABLE = b"QUOTED-PRINTABLE"
_WORD = re.compile(rb"=\?[\w-]{1,40}(?:\*[\w-]{1,40})?\?([bBqQ])\?([^?\s]*+)\?=")
_PROPERTY = re.compile(
    rb"(?i:ENCODING=QUOTED-PRINTABLE|;QUOTED-PRINTABLE)[^:\r\n]{0,200}+:((?:[^\r\n=]|=[ \t]*\r?\n|=)++)"
)
"""As Android's contacts are exported (vCard 2.1, 2.1.3): a line goes on behind an equals sign at its end."""


def encoded_words(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what encoded words say, and what properties in quoted-printable do."""
    if b"=?" in data:
        for found in _WORD.finditer(data):
            said = decode(found[2]) if found[1] in b"bB" else quopri.decodestring(found[2], header=True)
            if said:
                yield Part(("encoded-word",), said, *found.span(2))
    if look(data).quoted and _PRINTABLE in data.upper():
        for found in _PROPERTY.finditer(data):
            said = quopri.decodestring(found[1])
            if said != found[1]:
                yield Part((QUOTED_PRINTABLE,), said, *found.span(1))


def _encoded(redo: Redo) -> bytes | None:
    """Encode as the word was, which a sign tells that base64 has not."""
    if b"=" in redo.was.rstrip(b"=") or b"_" in redo.was:
        return b"".join(b"=%02X" % byte for byte in redo.data)
    return None


ENCODING = Encoding(name="encoded-word", text=encoded_words, needs=b"=", reach=Reach.ALONE, encode=_encoded)
