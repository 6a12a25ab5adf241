"""``application/x-www-form-urlencoded``, wherever it occurs."""

import re
from collections.abc import Iterable, Iterator

from harness.analysis.decode.again import Redo, escaping
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.percent import escaped, quoted, unquote
from harness.analysis.decode.shapes import bad_percent
from harness.analysis.decode.view import Budget, Part, Place, Reach

_FORM = re.compile(rb"[^\s=&<>{}\"']{1,200}=[^\r\n<>\"]*+")
_FIELDS = re.compile(rb"[^\s=&<>{}\"']{1,200}=[^&]*+(?:&[^\s=&<>{}\"']{1,200}(?:=[^&]*+)?)*+&?")
_NO_VALUE = (b"\r", b"\n", b"<", b">", b'"')
"""What is escaped in every field."""
_NAMED = re.compile(rb"[A-Za-z_][\w.-]{0,60}=[^&]*&[A-Za-z_][\w.-]{0,60}=")
_FEW = 256
"""Bytes in which escapes may look whole by chance, too."""
_QUERY_FIELD = re.compile(rb"[^&#]+")


def name_of(raw: bytes) -> str:
    """Return a field's name as text for a path element."""
    return unquote(raw).decode("utf-8", "replace")[:200]


def fields(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield name and the value's start and end for each field between ``start`` and ``end``."""
    for first, last in _spans(data, start, end):
        equals = data.find(b"=", first, last)
        if equals >= 0:
            yield data[first:equals], equals + 1, last
        else:
            yield b"", first, last


def _spans(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what lies between separators and is not empty."""
    if data.find(b"#", start, end) >= 0:
        yield from (field.span() for field in _QUERY_FIELD.finditer(data, start, end))
        return
    while start < end:  # faster than the expression, for long fields
        stop = data.find(b"&", start, end)
        if stop < 0:
            stop = end
        if stop > start:
            yield start, stop
        start = stop + 1


class Form:
    """``application/x-www-form-urlencoded``, wherever it occurs."""

    inside = Reach.FIELD

    element = "form"

    def matches(self, data: bytes) -> bool:
        """Whether all of it is fields."""
        equals = data.find(b"=", 0, 256)
        if equals < 1 or (b"&" not in data and b"%" not in data and not _FORM.fullmatch(data)):
            return False
        data = data.rstrip()
        return not any(sign in data for sign in _NO_VALUE) and _FIELDS.fullmatch(data) is not None

    def places(self, data: bytes) -> list[Place]:
        """Return the fields' values."""
        return [
            Place((f"{self.element}:{name_of(name)}",), start, end) for name, start, end in fields(data, 0, len(data))
        ]

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part]:
        """Return the values that are escaped, also as programming languages do."""
        sure = not bad_percent(data)
        for _, start, end in fields(data, 0, len(data)):
            if escaped(data[start:end]) or data.find(b"\\", start, end) >= 0:
                yield Part((), unquote(data[start:end], sure=sure), start, end)


def _sure(data: bytes) -> bool:
    """Whether it begins with two fields, as masked text of some length does not."""
    return _NAMED.match(data) is not None


def _by_chance(data: bytes) -> bool:
    """Whether it may look like fields by chance, but hardly when its escapes are all whole."""
    return len(data) <= _FEW or b"%" not in data or bad_percent(data)


def with_plus(redo: Redo) -> bytes:
    """Escape a field's value."""
    return quoted(redo, plus=True)


FORM = Form()
ENCODING = Encoding(
    name="form",
    fields=("form",),
    text_structure=FORM,
    unmasked=_sure,
    by_chance=_by_chance,
    fit=escaping(with_plus),
)
