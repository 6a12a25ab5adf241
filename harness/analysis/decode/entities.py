"""Character references of HTML and XML (``&#20013;``, ``&amp;``)."""

import html
import re
from collections.abc import Iterator

from harness.analysis.decode.shapes import look
from harness.analysis.decode.view import Budget, Part

_REFERENCE = re.compile(rb"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_REGION = re.compile(rb"[^<>\"']++")


def references(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the stretches of text that hold character references (``&#20013;``, ``&amp;``)."""
    if not look(data).reference:
        return
    for found in _REGION.finditer(data):
        if b"&" not in found.group() or not _REFERENCE.search(found.group()):
            continue
        text = found.group().decode("utf-8", "surrogateescape")
        yield Part(("entities",), html.unescape(text).encode("utf-8", "replace"), *found.span())
