"""Known values in a text, found as the analysis finds them, and a mark in the place of each.

What the analysis would find is hidden, and more: what proves something by itself also where it touches other letters or
digits. A text that cannot be searched to its end within the analysis' bounds is withheld altogether.
"""

import hashlib
import hmac
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from harness.analysis.calls.operations import Operation
from harness.analysis.decode import KNOWN
from harness.analysis.decode.url import URL
from harness.analysis.decode.view import Budget, Structure
from harness.analysis.search.found import Found
from harness.analysis.search.literals import AutomatonEngine
from harness.analysis.search.match import Hit, Matcher
from harness.analysis.search.patterns import Kind, PatternSet
from harness.analysis.search.recorded_calls import RecordedCalls
from harness.analysis.search.walk import Walk
from harness.values.key_words import names
from harness.values.needle import Needle
from harness.values.variant import Need

_LONGEST_TEXT = 64 << 10
"""Bytes that are shown of one text."""
_MARGIN = 8 << 10
"""Bytes searched beyond those shown, so that what is cut at their edge is still known."""
_MOST_KEPT = 1 << 16
_LONGEST_KEPT = 4096
_ROUNDS = 6
"""Searches of one text: each hides what the one before it found, until there is nothing left to find."""
_FILLER = b"~"
"""Stands for what is hidden already while the rest is searched: no letter, digit or mark of any encoding."""
_ONES = bytes.maketrans(b"0123456789", b"1" * 10)
"""In numbers: a document in which something else stood for one would be none any more."""
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})|\\u([0-9A-Fa-f]{4})|\\([/\"'])")
"""Escapes that stand for one character each, in whose place a value is found without giving up all around it."""
_BEFORE = 32
"""How many bytes before a value may hold the word that names it."""


class Span(NamedTuple):
    """A place (bytes) and what is written there instead."""

    start: int
    end: int
    label: str


class Hider:
    """Knows values, and takes them out of texts."""

    def __init__(
        self,
        needles: Sequence[Needle],
        operations: Sequence[Operation] = (),
        public: Iterable[str] = (),
        texts: Sequence[Needle] = (),
    ) -> None:
        """``operations`` are recorded crypto calls that made digests or ciphertexts of the values.

        ``texts`` are further values, of which neither digests nor other spellings are hidden.
        What lies within one of the ``public`` texts (names of packages) is no secret where it stands in one.
        """
        self._needles = [*needles, *texts]
        self._key = hashlib.sha256(
            "\0".join(sorted(map(written, self._needles))).encode("utf-8", "surrogatepass")
        ).digest()
        self._labels = [self.label(needle.category, written(needle)) for needle in self._needles]
        self._public = [text.encode("utf-8", "surrogatepass") for text in public if text]
        self._calls = RecordedCalls(operations)
        patterns = PatternSet()
        self._owners: dict[bytes, int] = {}
        for ref, needle in enumerate(self._needles):
            known = len(patterns.meanings)
            if ref < len(needles):
                patterns.add_needle(ref, needle)
            else:
                patterns.add_text(ref, needle.text)
            new = islice(reversed(patterns.meanings), len(patterns.meanings) - known)
            self._owners.update(dict.fromkeys(new, ref))
        patterns.add_keyed(needles, operations)
        self._calls.add_patterns(patterns)
        # Little is searched here: what takes the least time to compile is the fastest.
        self._matcher = Matcher(patterns, AutomatonEngine)
        self._kept: dict[tuple[str, str], str] = {}
        self._searched: dict[tuple[bytes, str], list[Span] | None] = {}

    def label(self, category: str, text: str) -> str:
        """Return what stands for a value. The mark is keyed by all values together, so it cannot be looked up."""
        mark = hmac.new(self._key, text.encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:4]
        return f"\u2039{category}#{mark}\u203a"

    def text(self, text: str, where: str = "") -> str:
        """Return ``text`` without any known value. ``where`` is its place as a sighting has it, or its key."""
        if not self._needles or not text:
            return text
        known = self._kept.get((text, where))
        if known is None:
            data = text.encode("utf-8", "surrogatepass")
            known, _ = self._shown(data, where, None)
            if len(text) <= _LONGEST_KEPT:
                if len(self._kept) >= _MOST_KEPT:
                    self._kept.clear()
                self._kept[text, where] = known
        return known

    def content(self, data: bytes, mark: Span | None, where: str = "") -> tuple[str, tuple[int, int] | None]:
        """Return the text ``data`` without values, and where (bytes) in it what stands for ``mark`` is.

        Of a long text the surroundings of the mark are returned, or its beginning.
        """
        return self._shown(data, where, mark)

    def _shown(self, data: bytes, where: str, mark: Span | None) -> tuple[str, tuple[int, int] | None]:
        """Search as much as is shown and a margin around it; write what is shown."""
        start, end = (mark.start, mark.end) if mark else (0, 0)
        first, last = _character(data, start - _LONGEST_TEXT // 2), _character(data, end + _LONGEST_TEXT)
        low, high = _character(data, first - _MARGIN), _character(data, last + _MARGIN)
        window = data[low:high] if (low, high) != (0, len(data)) else data
        spans = self._known_spans(window, where)
        if spans is None:
            return f"\u2039{len(data):,} B\u203a", None
        inner = Span(mark.start - low, mark.end - low, mark.label) if mark else None
        spans = _merged([inner, *spans]) if inner else spans
        return _written(window, spans, (first - low, last - low), len(data), inner)

    def _known_spans(self, data: bytes, where: str) -> list[Span] | None:
        """Search a text, or remember what was found in it: a body is shown for each of the values in it."""
        key = (hashlib.blake2b(data, digest_size=16).digest(), where)
        if key not in self._searched:
            self._searched[key] = self._spans(data, where)
        return self._searched[key]

    def _spans(self, data: bytes, where: str) -> list[Span] | None:
        """Return what must be hidden, in its order; ``None`` when that cannot be said of all of ``data``."""
        spans: list[Span] = []
        structure = _structure(where)
        for number in range(_ROUNDS):
            left = _blanked(data, spans) if spans else data
            more = [_whole(left, span) for span in self._plain(left, where)] if not number else []
            budget = Budget()
            walk = Walk(self._matcher, self._needles, self._calls, budget, True, where)
            found = walk.view(left, 0, structure)
            if budget.spent:
                return None
            more += [self._span(item) for item in found if _place(item)[2]]
            more = [span for span in more if not self._is_public(left, span)]
            # What stands plainly is taken out first: the encoded words that are left are then hidden as a whole.
            more = more or [self._span(item) for item in found if not _place(item)[2]]
            if not more:
                return spans
            spans = _merged([*spans, *more])
        return None

    def _plain(self, data: bytes, where: str) -> Iterator[Span]:
        """Yield what stands plainly or in escapes, in whatever case, and the encoded words that hold it."""
        yield from self._hits(data, where)
        lower = data.lower()
        if lower != data:
            yield from self._hits(lower, where)
        bare = _without_escapes(data)
        if bare is not None:
            for start, end, label in self._hits(bare.data, where):
                yield Span(bare.place(start), bare.place(end), label)

    def _hits(self, data: bytes, where: str) -> Iterator[Span]:
        for hit in self._matcher.everywhere(data):
            if hit.pattern.need is not Need.NOTHING and not self._is_named(data, hit, where):
                continue
            owner = self._owner(data, hit)
            if owner is not None:
                yield Span(*_around(data, hit), self._labels[owner])

    def _is_named(self, data: bytes, hit: Hit, where: str) -> bool:
        """Whether something before a part of a value, or where it stands, names what it is, and it stands free."""
        category = self._needles[hit.pattern.ref].category
        before = data[max(0, hit.start - _BEFORE) : hit.start].decode("utf-8", "replace")
        return names(category, before) or bool(where and names(category, where))

    def _owner(self, data: bytes, hit: Hit) -> int | None:
        """Return whose hit it is; traces of recorded calls' outputs are nobody's until the walk undoes them."""
        return hit.pattern.ref if hit.pattern.kind is Kind.VALUE else self._owners.get(data[hit.start : hit.end])

    def _span(self, found: Found) -> Span:
        start, end, _ = _place(found)
        return _whole(found.trail[0].data, Span(start, end, self._labels[found.ref]))

    def _is_public(self, data: bytes, span: Span) -> bool:
        for text in self._public:
            low = data.find(text, max(0, span.end - len(text)), span.start + len(text))
            if 0 <= low <= span.start and span.end <= low + len(text):
                return True
        return False


def written(needle: Needle) -> str:
    """Return a value as one text: that of a place are its two numbers."""
    return ", ".join(map(str, needle.place)) if needle.place else needle.text


def _structure(where: str) -> Structure | None:
    if where == "url":
        return URL
    kind, _, name = where.lower().partition(":")
    return KNOWN.headers.get(name) if kind == "header" else None


class _Unescaped(NamedTuple):
    """A text without its escapes. From ``at[i]`` on, a byte stands ``ahead[i]`` bytes further in the text with them."""

    data: bytes
    at: list[int]
    ahead: list[int]

    def place(self, at: int) -> int:
        """Return where in the text with escapes a byte stands."""
        return at + self.ahead[bisect_right(self.at, at) - 1]


def _without_escapes(data: bytes) -> _Unescaped | None:
    """Return ``data`` without the escapes it holds, ``None`` when it holds none."""
    if b"%" not in data and b"\\" not in data:
        return None
    out, at, ahead, end = bytearray(), [0], [0], 0
    for found in _ESCAPE.finditer(data):
        char = _unescaped(found)
        out += data[end : found.start()] + char
        end = found.end()
        at.append(len(out))
        ahead.append(end - len(out))
    return _Unescaped(bytes(out + data[end:]), at, ahead) if end else None


def _unescaped(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return bytes([int(found[1], 16)])
    return chr(int(found[2], 16)).encode("utf-8", "surrogatepass") if found[2] else found[3]


def _around(data: bytes, hit: Hit) -> tuple[int, int]:
    """Return the whole encoded word that a trace is part of."""
    if hit.pattern.kind is Kind.TRACE and not (lens := KNOWN.lenses[hit.pattern.lens]).exact:
        part = lens.look(data, hit.start, hit.end, hit.pattern.shift)
        if part is not None:
            return min(part.start, hit.start), max(part.end, hit.end)
    return hit.start, hit.end


def _place(found: Found) -> tuple[int, int, bool]:
    """Return where in the outermost view something stands, as exactly as that can be said, and whether it is plain."""
    step = found.trail[0]
    start, end = step.start, step.end
    for inner in found.trail[1:]:
        if step.undone or inner.data != step.data[step.start : step.end]:
            return start, end, False
        start, end, step = start + inner.start, start + inner.end, inner
    return start, end, True


def _character(data: bytes, at: int) -> int:
    """Return where the character of UTF-8 begins that the byte ``at`` is of, or the nearest end of ``data``."""
    at = min(max(at, 0), len(data))
    while 0 < at < len(data) and data[at] & 0xC0 == 0x80:
        at -= 1
    return at


def _whole(data: bytes, span: Span) -> Span:
    """Widen a span to whole characters of UTF-8, and to the backslash that makes its first one an escape."""
    end = span.end
    while end < len(data) and data[end] & 0xC0 == 0x80:
        end += 1
    start = _character(data, span.start)
    escapes = start - len(data[:start].rstrip(b"\\"))
    return Span(start - escapes % 2, end, span.label)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Join spans that overlap; the first one's label stays, of two at one place the longer one's."""
    out: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if out and span.start < out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end), out[-1].label)
        else:
            out.append(span)
    return out


def _blanked(data: bytes, spans: Iterable[Span]) -> bytes:
    out = bytearray(data)
    for start, end, _ in spans:
        ones = data[start:end].translate(_ONES)
        out[start:end] = ones if not ones.strip(b"1.-") else _FILLER * (end - start)
    return bytes(out)


def _written(
    data: bytes, spans: Sequence[Span], part: tuple[int, int], size: int, mark: Span | None
) -> tuple[str, tuple[int, int] | None]:
    """Write ``data[part[0]:part[1]]`` with the spans' labels, and what else there is of ``size`` bytes as a number."""
    first, last = part
    out: list[str] = []
    length, at, place = 0, first, None

    def add(text: str) -> None:
        nonlocal length
        out.append(text)
        length += len(text.encode("utf-8", "replace"))

    for span in spans:
        if span.end <= first or span.start >= last:
            continue
        add(_decoded(data[at : span.start]))
        before = length
        add(span.label)
        if mark is not None and span.start <= mark.start < span.end:
            place = (before, length)
        at = span.end
    add(_decoded(data[at:last]))
    if (rest := size - (last - first)) > 0:
        add(f"\u2039+{rest:,} B\u203a")
    return "".join(out), place


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")
