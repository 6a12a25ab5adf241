"""Character references of HTML and XML (``&#20013;``, ``&amp;``)."""

import html
import re
from collections.abc import Iterator, Sequence

from harness.analysis.decode.again import Redo, Sign, alike, signs_of
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.shapes import look
from harness.analysis.decode.view import Budget, Part, Reach

_REFERENCE = re.compile(rb"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_NUMBER = re.compile(r"&#(?:0{4000,}+\d*+|0*+\d{8,}|[xX]0*+[0-9a-fA-F]{7,});?")
"""No character has such a number, and Python takes offence at thousands of digits."""
_REGION = re.compile(rb"[^<>\"']++")


def references(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the stretches of text that hold character references (``&#20013;``, ``&amp;``)."""
    if not look(data).reference:
        return
    for found in _REGION.finditer(data):
        if b"&" not in found.group() or not _REFERENCE.search(found.group()):
            continue
        yield Part((ENCODING.name,), unescaped(found.group()), *found.span())


def unescaped(text: bytes) -> bytes:
    """Return text without its references."""
    return "".join(_plain(text.decode("utf-8", "surrogateescape"))).encode("utf-8", "replace")


def _plain(text: str) -> Iterator[str]:
    """Yield the text without its references, but for those to no character."""
    at = 0
    for number in _NUMBER.finditer(text):
        yield html.unescape(text[at : number.start()])
        yield number.group()
        at = number.end()
    yield html.unescape(text[at:])


def _encoded(redo: Redo) -> bytes | None:
    """Write references for what ``was`` had as such, and for what is markup."""
    try:
        signs = signs_of(_REFERENCE, redo.was, _undone, _characters)
        return alike(signs, redo.data.decode(), _write)
    except UnicodeError:
        return None


def _undone(reference: bytes) -> Sequence[str]:
    return list("".join(_plain(reference.decode())))


def _characters(data: bytes) -> list[Sign]:
    return [Sign(char, char.encode(), escaped=False) for char in data.decode()]


def _write(char: object, like: bytes | None) -> bytes:
    text = str(char)
    if like is None and text not in "<>&\"'":
        return text.encode()
    form = "&#x{:X};" if like and like[:3].lower() == b"&#x" else "&#{};"
    return form.format(ord(text)).encode()


ENCODING = Encoding(
    encode=_encoded, name="entities", signs=b"&", text=references, reach=Reach.FIELD, shaped=True, loose=True
)
