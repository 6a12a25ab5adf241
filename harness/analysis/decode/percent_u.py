"""The escapes of JavaScript's ``escape()``: ``%u4E2D``, with ``%41`` among them."""

import re
from collections.abc import Iterator

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


ENCODING = Encoding(name="percent-u", signs=b"%", apart=(b"%",), text=percent_u, reach=Reach.FIELD, shaped=True)
