"""Percent encoding and everything built on it: forms, query strings, URLs, cookies."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote_to_bytes

from harness.analysis.decode.view import Budget, Part, Place

_ESCAPE = re.compile(rb"%[0-9A-Fa-f]{2}")
_FORM = re.compile(rb"[^\s=&<>{}\"']{1,200}=[^\r\n<>\"]*+")
_MORE = re.compile(rb"[^\s=&<>{}\"']{1,200}=[^&\r\n<>\"]*+(?:&[^\s=&<>{}\"']{1,200}(?:=[^&\r\n<>\"]*+)?)*+&?\s*")
_REGION = re.compile(rb"[^\s\"'<>]++")
_URL = re.compile(rb"[a-z][a-z0-9+.-]{1,20}://[^\s]*+")
_QUERY_FIELD = re.compile(rb"[^&#]+")
_COOKIE = re.compile(rb"(?:\A|(?<=[;\s]))([^=;\s]++)=([^;]*+)")


def unquote(field: bytes) -> bytes:
    """Undo percent encoding and plus signs."""
    return unquote_to_bytes(field.replace(b"+", b" "))


def _needs_unquoting(field: bytes) -> bool:
    return b"+" in field or (b"%" in field and _ESCAPE.search(field) is not None)


def name_of(raw: bytes) -> str:
    """Return a field's name as text for a path element."""
    return unquote(raw).decode("utf-8", "replace")[:200]


def _fields(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield name and the value's start and end for each field between ``start`` and ``end``."""
    for field in _QUERY_FIELD.finditer(data, start, end):
        name, equals, _ = field.group().partition(b"=")
        if equals:
            yield name, field.start() + len(name) + 1, field.end()
        else:
            yield b"", field.start(), field.end()


class Form:
    """``application/x-www-form-urlencoded``, wherever it occurs."""

    element = "form"

    def matches(self, data: bytes) -> bool:
        """Whether all of it is fields."""
        equals = data.find(b"=", 0, 256)
        if equals < 1 or (b"&" not in data and b"%" not in data and not _FORM.fullmatch(data)):
            return False
        return _MORE.fullmatch(data) is not None

    def places(self, data: bytes) -> list[Place]:
        """Return the fields' values."""
        return [
            Place((f"{self.element}:{name_of(name)}",), start, end) for name, start, end in _fields(data, 0, len(data))
        ]

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part]:
        """Return the values that are escaped."""
        for _, start, end in _fields(data, 0, len(data)):
            if _needs_unquoting(data[start:end]):
                yield Part((), unquote(data[start:end]), start, end)


class Url:
    """A URL: its path and the fields of its query and fragment."""

    def matches(self, data: bytes) -> bool:
        """Whether all of it is one absolute URL."""
        return _URL.fullmatch(data) is not None

    def _split(self, data: bytes) -> tuple[int, int]:
        path = data.find(b"/", data.find(b"://") + 3)
        path = len(data) if path < 0 else path
        cuts = [cut for cut in (data.find(b"?", path), data.find(b"#", path)) if cut >= 0]
        return path, min(cuts, default=len(data))

    def places(self, data: bytes) -> list[Place]:
        """Return host, path and the query's values (``query:NAME``)."""
        path, query = self._split(data)
        found = [Place(("host",), data.find(b"://") + 3, path), Place(("path",), path, query)]
        for name, start, end in _fields(data, query + 1, len(data)):
            found.append(Place((f"query:{name_of(name)}",), start, end))
        return found

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part]:
        """Return the escaped ones of them."""
        path, query = self._split(data)
        spans = [(path, query), *((start, end) for _, start, end in _fields(data, query + 1, len(data)))]
        for start, end in spans:
            if _needs_unquoting(data[start:end]):
                yield Part((), unquote(data[start:end]), start, end)


class Cookies:
    """The value of a Cookie or Set-Cookie header."""

    def matches(self, data: bytes) -> bool:
        """Whether it is ``name=value`` pairs with semicolons."""
        return b"=" in data and b";" in data and _COOKIE.match(data) is not None

    def places(self, data: bytes) -> list[Place]:
        """Return the cookies' values (``cookie:NAME``)."""
        return [Place((f"cookie:{name_of(found[1])}",), *found.span(2)) for found in _COOKIE.finditer(data)]

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part]:
        """Return nothing: percent encoding inside is found by its shape."""
        return ()


def percent(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the stretches of text that hold percent escapes; one that is a form is left to the form's own rules."""
    if b"%" not in data or not _ESCAPE.search(data):
        return
    for found in _REGION.finditer(data):
        region = found.group()
        if b"%" not in region or not _ESCAPE.search(region):
            continue
        if region != data and (FORM.matches(region) or URL.matches(region)):
            yield Part((), region, *found.span())
        else:
            yield Part(("percent",), unquote_to_bytes(region), *found.span())


FORM, URL, COOKIES = Form(), Url(), Cookies()
