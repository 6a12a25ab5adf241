"""URLs and their query strings."""

import re
from collections.abc import Iterable, Iterator

from harness.analysis.decode.again import escaping
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.form import fields, name_of, with_plus
from harness.analysis.decode.percent import escaped, unquote
from harness.analysis.decode.shapes import bad_percent
from harness.analysis.decode.view import Budget, Part, Place, Reach

_URL = re.compile(rb"[a-z][a-z0-9+.-]{1,20}://[^\s]*+")
_SEGMENT = re.compile(rb"(?<=/)[A-Za-z0-9+_=-]{14,}+(?=[/.?#;]|\Z)")
"""A segment of a path that may be an encoding of its own: base64 of a telephone number has 15 or 16 characters."""


class Url:
    """A URL: its path and the fields of its query and fragment."""

    inside = Reach.FIELD

    def matches(self, data: bytes) -> bool:
        """Whether all of it is one absolute URL."""
        return _URL.fullmatch(data) is not None

    def _split(self, data: bytes) -> tuple[int, int, int]:
        """Return where host, path, and query begin; a URL without a scheme has no host."""
        scheme = data.find(b"://")
        host = scheme + 3 if scheme >= 0 else 0
        path = data.find(b"/", host) if host else 0
        path = len(data) if path < 0 else path
        cuts = [cut for cut in (data.find(b"?", path), data.find(b"#", path)) if cut >= 0]
        return host, path, min(cuts, default=len(data))

    def places(self, data: bytes) -> list[Place]:
        """Return host, path and the query's values (``query:NAME``)."""
        host, path, query = self._split(data)
        found = [Place(("host",), host, path), Place(("path",), path, query)]
        for name, start, end in fields(data, query + 1, len(data)):
            found.append(Place((f"query:{name_of(name)}",), start, end))
        return found

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part]:
        """Return the escaped ones of them."""
        sure = not bad_percent(data)
        _, path, query = self._split(data)
        spans = [*_segments(data, path, query), *((start, end) for _, start, end in fields(data, query + 1, len(data)))]
        for start, end in spans:
            if escaped(data[start:end]):
                yield Part((), unquote(data[start:end], sure=sure), start, end)


def _segments(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the segments of a path begin and end."""
    while start < end:
        stop = data.find(b"/", start, end)
        stop = end if stop < 0 else stop
        if stop > start:
            yield start, stop
        start = stop + 1


def has_segments(data: bytes) -> bool:
    """Whether a segment of a URL's path is long enough to say something of its own."""
    return _SEGMENT.search(data) is not None


def segments(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the segments of a URL's path each by itself: the slash between them is a sign of base64, too."""
    if b"://" in data[:24] and _URL.match(data):
        for found in _SEGMENT.finditer(data, data.find(b"://") + 3):
            yield Part((), found.group(), *found.span(), again=True)


URL = Url()
ENCODING = Encoding(
    name="url",
    elements=("host", "path", "query"),
    fields=("query",),
    text_structure=URL,
    text=segments,
    needs=b"://",
    reach=Reach.FIELD,
    fit=escaping(with_plus),
)
