"""JSON: documents, JSON lines, and strings that need unescaping. Damaged documents are read as far as they go."""

import json
import re
from collections.abc import Iterable, Iterator

import msgspec

from harness.analysis.decode.again import Redo, escaping
from harness.analysis.decode.encoding import Encoding, always
from harness.analysis.decode.view import Budget, Part, Place, Reach, Texts, is_text

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOKEN = re.compile(_STRING + rb'|[{}\[\],:]|[^\s{}\[\],:"]++', re.DOTALL)
_QUOTED = re.compile(_STRING, re.DOTALL)
_PREFIX = re.compile(
    rb"\s*+(?:\)\]\}',?|while\s*\(1\);|for\s*\(;;\);|[\w.$]++\(|\d{1,4}+(?:/[\w-]{0,40}+,\d*+)?)?\s*+(?=[\[{])"
)
_MAX_NESTING = 2000
_BACKSLASH_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)


class Json:
    """One JSON document (also as JSONP, behind a guard or behind Socket.IO's packet type), or several in lines."""

    inside = Reach.STRING

    def matches(self, data: bytes) -> bool:
        """Whether it begins as an object or array with something JSON-like in it."""
        found = _PREFIX.match(data)
        if not found or len(data) < 4:
            return False
        quote = data.find(b'"')
        if quote > 0 and data[quote - 1] == 0x5C:
            return False  # a string's content, whose quotes are escaped still
        return b'"' in data or data[found.end() : found.end() + 1] == b"["

    def places(self, data: bytes) -> Iterator[Place]:
        """Return keys and values; ``json:/a/0`` is a pointer (RFC 6901), ``json:/a/{key}`` a key inside ``/a``."""
        found = _PREFIX.match(data)
        return _walk(data, found.end() if found else 0)

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part | Texts]:
        """Return the strings that hold escapes."""
        if b"\\" not in data:
            return
        texts, spans = [], []
        for start, end in _escaped(data):
            text = unescape(data[start:end])
            if is_text(text):
                texts.append(text)
                spans.append((start + 1, end - 1))
            else:
                yield Part((), text, start + 1, end - 1)
        if texts:
            yield Texts(texts, spans)


def _escaped(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the strings with escapes begin and end, quotes included.

    A string's first backslash has no quote before it but the one that opens the string.
    """
    end, at = 0, data.find(b"\\")
    while at >= 0:
        start = data.rfind(b'"', end, at)
        if start < 0:
            end = at + 1
        else:
            found = _QUOTED.match(data, start)
            if found is None:
                return
            end = found.end()
            yield start, end
        at = data.find(b"\\", end)


def unescape(quoted: bytes) -> bytes:
    """Return what a quoted JSON string says, in UTF-8; unknown escapes stand for themselves."""
    try:
        return msgspec.json.decode(quoted, type=str).encode()
    except (msgspec.DecodeError, UnicodeError):
        text = quoted[1:-1].decode("utf-8", "surrogateescape")
        return _joined(_ESCAPE.sub(_unescaped, text))


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else _BACKSLASH_ESCAPES.get(found[2], found[2])


def _joined(text: str) -> bytes:
    """Encode text that may hold surrogate pairs (from two escapes) and undecodable bytes."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def _step(quoted: bytes) -> str:
    """Return an object's key as one step of a pointer (RFC 6901)."""
    return unescape(quoted).decode("utf-8", "replace").replace("~", "~0").replace("/", "~1")


def _pointer(stack: list[str | int]) -> str:
    return "/" + "/".join(map(str, stack))


def _walk(data: bytes, at: int) -> Iterator[Place]:
    stack: list[str | int] = []  # an array's index, or an object's current key
    line = 0
    prefix: tuple[str, ...] = ()
    several = _several(data)
    pending: tuple[int, int] | None = None  # a string that may turn out to be a key
    for token in _TOKEN.finditer(data, at):
        start, end = token.span()
        kind = data[start]
        if kind == 0x3A:  # ":" makes the string before it a key
            if pending and stack and not isinstance(stack[-1], int):
                stack[-1] = _step(data[pending[0] - 1 : pending[1] + 1])
                yield Place((*prefix, f"json:{_pointer(stack[:-1]).rstrip('/')}/{{key}}"), *pending)
            pending = None
            continue
        if pending:
            yield Place((*prefix, f"json:{_pointer(stack)}"), *pending)
            pending = None
        if kind in b"{[":
            if not stack and several:
                prefix = (f"line:{line}",)
                line += 1
            if len(stack) >= _MAX_NESTING:
                return
            stack.append("" if kind == 0x7B else 0)
        elif kind in b"}]":
            if stack:
                stack.pop()
        elif kind == 0x2C:
            if stack and isinstance(stack[-1], int):
                stack[-1] += 1
        elif kind == 0x22:
            pending = (start + 1, end - 1)
        else:
            yield Place((*prefix, f"json:{_pointer(stack)}"), start, end)
    if pending:
        yield Place((*prefix, f"json:{_pointer(stack)}"), *pending)


_NEXT_DOCUMENT = re.compile(rb"[}\]][ \t\r]*+\n\s*+[{\[]")


def _several(data: bytes) -> bool:
    """Whether the view is JSON lines rather than one document."""
    if not _NEXT_DOCUMENT.search(data):
        return False
    try:
        msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return True
    return False


def _escaped_again(redo: Redo) -> bytes:
    """Escape a string's content; beyond ASCII, and slashes, as ``was`` had them."""
    text = redo.data.decode("utf-8", "replace")
    quoted = json.dumps(text, ensure_ascii=redo.was.isascii())[1:-1]
    if b"\\/" in redo.was:
        quoted = quoted.replace("/", "\\/")
    for char, escape in _MARKUP.items():
        if escape.encode() in redo.was.lower():
            quoted = quoted.replace(char, escape)
    return quoted.encode("utf-8", "replace")


_MARKUP = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "=": "\\u003d", "'": "\\u0027"}
"""What Gson and others escape besides, against being taken for HTML."""
JSON = Json()
ENCODING = Encoding(
    name="json",
    elements=("json", "line"),
    fields=("json", "line"),
    text_structure=JSON,
    unmasked=always,
    fit=escaping(_escaped_again),
)
