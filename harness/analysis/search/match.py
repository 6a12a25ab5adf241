"""Where values, traces and outputs of recorded calls stand in a view."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from msgspec import structs

from harness.analysis.decode.view import is_text
from harness.analysis.decode.xor import differences
from harness.analysis.search.anchors import compiled
from harness.analysis.search.literals import Engine, compile_literals
from harness.analysis.search.patterns import Kind, Pattern, PatternSet, together
from harness.values.variant import Guard, Need

_DIGITS = frozenset(b"0123456789")
_HEX = frozenset(b"0123456789abcdefABCDEF")
_WORD = frozenset(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_POINT = 0x2E
_EQUALS = ord("=")
_SHORT = 4
"""Longest number (digits) that is searched for only behind what separates words."""
_BEFORE = tuple(b"\"'=:*->,(/[ \t\n\f|._#;xX\x04\x05\x06")
"""What stands before a short part of a number: marks, masks, and the length byte of binary formats."""
_LEAST_TOUCHED = 11
"""Characters of a value that is not met by chance inside something longer."""
_LEAST_WORD = 0x20
"""Longer values need no guard, and a byte of this size is a sign of text."""
_LEAF = 64
"""In longer views nothing at the very beginning can be a short part that a key names."""


class Hit(NamedTuple):
    """One pattern at ``data[start:end]``."""

    start: int
    end: int
    pattern: Pattern


class Hits(NamedTuple):
    """What a view holds."""

    values: list[Hit]
    traces: list[Hit]
    calls: list[Hit]


_NOTHING = Hits([], [], [])


class _Part:
    """Patterns that were compiled together."""

    def __init__(self, patterns: PatternSet, compile_engine: Callable[[Sequence[bytes]], Engine]) -> None:
        self.patterns = patterns
        meant: dict[bytes, list[tuple[int, Pattern]]] = {}
        self._first: dict[bytes, list[Pattern]] = {}
        for literal, meanings in patterns.meanings.items():
            short = len(literal) <= _SHORT and all(pattern.need is Need.KEY for pattern in meanings)
            if short:
                # Four digits occur inside so many numbers that looking for them there would cost more than all else.
                self._first[literal] = meanings
                for before in _BEFORE:
                    meant.setdefault(bytes((before, *literal)), []).extend([(1, pattern) for pattern in meanings])
            else:
                meant.setdefault(literal, []).extend([(0, pattern) for pattern in meanings])
        self._first_sizes = sorted({len(literal) for literal in self._first})
        self.size = len(meant)
        self.meant = list(meant.values())
        self._wholes: dict[int, bool] = {}
        self.valued = any(pattern.kind is Kind.VALUE for meanings in self.meant for _, pattern in meanings)
        self.valued |= bool(self._first)
        self.literals = compiled(list(meant), compile_engine)
        self._firsts = list(patterns.masked.values())
        self._masked = compiled(list(patterns.masked), compile_engine)

    def find(self, data: bytes, hits: tuple[list[Hit], list[Hit], list[Hit]]) -> None:
        """Add what ``data`` holds."""
        for place, start, end in self.literals.find(data):
            if data[end : end + 1].isdigit() and self._is_whole(place):
                continue
            for before, pattern in self.meant[place]:
                # Weak evidence is common, and has to stand free whatever touches it.
                if (
                    not pattern.need
                    or _stands_free(data, start + before, end, pattern.guard)
                    or _behind_its_length(data, start + before, end)
                ):
                    hits[pattern.kind].append(Hit(start + before, end, pattern))

    def _is_whole(self, place: int) -> bool:
        """Whether a digit behind it rules all its meanings out: most of what short numbers stand in are longer ones."""
        if (known := self._wholes.get(place)) is None:
            known = self._wholes[place] = all(_no_digit_behind(pattern) for _, pattern in self.meant[place])
        return known

    def at_start(self, data: bytes) -> list[Hit]:
        """Return the short numbers with which ``data`` begins."""
        found: list[Hit] = []
        for size in self._first_sizes:
            if size <= len(data) and (meanings := self._first.get(data[:size])) is not None:
                found += [Hit(0, size, pattern) for pattern in meanings]
        return found

    def keys(self, differing: bytes, data: bytes) -> set[int]:
        """Return the key bytes under which ``data`` would hold a value."""
        return {data[start] ^ self._firsts[place] for place, start, _ in self._masked.find(differing)}

    def masked(self, data: bytes) -> bool:
        """Whether a value may stand in ``data`` under some key."""
        return bool(self._firsts and data and self._masked.find(differences(data)))


class Matcher:
    """All patterns, compiled; in one part, unless more are learnt while it is in use."""

    def __init__(
        self, patterns: PatternSet, compile_engine: Callable[[Sequence[bytes]], Engine] = compile_literals
    ) -> None:
        """Compile ``patterns``; ``compile_engine`` chooses the engine."""
        self._compile = compile_engine
        self._parts = [_Part(patterns, compile_engine)]
        self.grew = 0
        """How often it was made to look for further values."""

    @property
    def size(self) -> int:
        """How many byte strings are looked for."""
        return sum(part.size for part in self._parts)

    def grow(self, patterns: PatternSet) -> "Grown":
        """Look for further patterns, too; they hold no meaning that is looked for already.

        Parts of a size are compiled again as one: there are never many, and each pattern is compiled a few times only.
        """
        new = _Part(patterns, self._compile)
        self.grew += new.valued
        self._parts = [part for part in (*self._parts, new) if part.size]
        while len(self._parts) > 2 and 2 * self._parts[-1].size >= self._parts[-2].size:
            last, before = self._parts.pop(), self._parts.pop()
            self._parts.append(_Part(together(before.patterns, last.patterns), self._compile))
        return Grown(new)

    def find(self, data: bytes) -> Hits:
        """Return what ``data`` holds, in the order of its places; parts of longer values are left out."""
        hits: tuple[list[Hit], list[Hit], list[Hit]] = ([], [], [])
        for part in self._parts:
            if len(data) < _LEAF:
                hits[Kind.VALUE].extend(part.at_start(data))
            part.find(data, hits)
        if not (hits[0] or hits[1] or hits[2]):
            return _NOTHING
        return Hits(
            _resolve(data, hits[Kind.VALUE]),
            sorted(hits[Kind.TRACE], key=_place),
            sorted(hits[Kind.CALL], key=_place),
        )

    def values(self, data: bytes) -> list[Hit]:
        """Return the values that ``data`` holds, as :meth:`find` does, without looking for anything else."""
        hits: tuple[list[Hit], list[Hit], list[Hit]] = ([], [], [])
        for part in self._parts:
            if part.valued:
                if len(data) < _LEAF:
                    hits[Kind.VALUE].extend(part.at_start(data))
                part.find(data, hits)
        return _resolve(data, hits[Kind.VALUE])

    def holds(self, data: bytes) -> bool:
        """Whether any pattern occurs in ``data``, whatever stands next to it."""
        return any(part.literals.find(data) for part in self._parts)

    def everywhere(self, data: bytes) -> Iterator[Hit]:
        """Yield every occurrence of a value and of its traces, for hiding.

        What tells by itself is hidden whatever stands next to it; weak evidence has to stand free here, too.
        """
        for part in self._parts:
            for place, start, end in part.literals.find(data):
                for before, pattern in part.meant[place]:
                    if pattern.kind is not Kind.CALL and (
                        not pattern.need or _stands_free(data, start + before, end, pattern.guard)
                    ):
                        yield Hit(start + before, end, pattern)

    def find_keys(self, data: bytes) -> list[int]:
        """Return the key bytes (1 to 255) under which ``data`` would hold a value, each once."""
        differing = differences(data)
        return sorted(set().union(*(part.keys(differing, data) for part in self._parts)) - {0})


class Grown:
    """What a matcher was made to look for in addition."""

    def __init__(self, part: _Part) -> None:
        """``part`` holds the new patterns alone."""
        self._part = part
        self.valued = part.valued
        """Whether there are values among them, not only what recorded calls made."""

    def touches(self, asked: bytes, masked: bytes = b"") -> bool:
        """Whether any answer may be another one now: ``asked`` joins all that was searched with line ends between,
        ``masked`` all that was searched for values under an unknown key.

        Where it is not, searching again would find the same, since a search goes where these answers lead.
        """
        return bool(self._part.literals.find(asked)) or self._part.masked(masked)


def _no_digit_behind(pattern: Pattern) -> bool:
    return pattern.need is not Need.NOTHING and pattern.guard not in (Guard.NONE, Guard.PRECISE)


def stands_free(data: bytes, hit: Hit) -> bool:
    """Whether neither an ASCII letter nor a digit touches the hit."""
    return _stands_free(data, hit.start, hit.end, Guard.WORD)


def _stands_free(data: bytes, start: int, end: int, guard: Guard) -> bool:
    return _left_free(data, start, guard) and _right_free(data, end, guard)


def _place(hit: Hit) -> tuple[int, int, int, str, int]:
    return hit.start, -hit.end, hit.pattern.ref, hit.pattern.lens, hit.pattern.shift


def _resolve(data: bytes, hits: list[Hit]) -> list[Hit]:
    """Drop guarded hits and those that lie inside a longer one."""
    if not hits:
        return hits
    sure = [hit for hit in hits if hit.pattern.need is Need.NOTHING]
    starts, ends = {hit.start for hit in sure}, {hit.end for hit in sure}
    kept: list[Hit] = []
    covered = 0
    touched: list[Hit] = []
    binary: bool | None = None
    for hit in sorted(hits, key=_place):
        # Two values written without anything between them guard neither.
        left = hit.start in ends or _left_free(data, hit.start, hit.pattern.guard)
        right = hit.end in starts or _right_free(data, hit.end, hit.pattern.guard)
        if not (left and right):
            bounded = _behind_its_length(data, hit.start, hit.end)
            if bounded and binary is None:
                binary = not is_text(data)
            if not (bounded and binary):
                if _tells_much(hit):
                    touched.append(hit._replace(pattern=structs.replace(hit.pattern, need=Need.TOUCHED)))
                continue
        if hit.end <= covered and not any(k.start == hit.start and k.end == hit.end for k in kept):
            continue
        if any(k.start == hit.start and k.end == hit.end and k.pattern.ref == hit.pattern.ref for k in kept[-8:]):
            continue
        covered = max(covered, hit.end)
        kept.append(hit)
    for hit in touched:
        if not any(hit.start < other.end and other.start < hit.end for other in kept):
            kept.append(hit)
    return kept if not touched else sorted(kept, key=_place)


def _tells_much(hit: Hit) -> bool:
    """Whether a hit is worth a word although it may be a part of something longer."""
    pattern = hit.pattern
    return (
        pattern.need is Need.NOTHING
        and pattern.guard in (Guard.DIGITS, Guard.WORD, Guard.HEX)
        and hit.end - hit.start >= _LEAST_TOUCHED
        and pattern.axis < 0
    )


def _behind_its_length(data: bytes, start: int, end: int) -> bool:
    """Whether the bytes before are the length: such a field ends where its length says, whatever the next begins with.

    One byte, as Protocol Buffers, Thrift, JCE and Java write it (the low one of a longer length in network order),
    MessagePack's short string, or four bytes in the other order.
    """
    size = end - start
    if not 0 < size < _LEAST_WORD or not start:
        return False
    before = data[start - 1]
    return (
        before == size
        or before == 2 * size < _LEAST_WORD  # zigzag, as Avro writes it
        or before == 0xA0 | size
        or (not before and start >= 4 and data[start - 4] == size and not data[start - 3] and not data[start - 2])
    )


_BREAK = rb"=(?:\r?\n|(?:\\r)?\\n)"
"""How quoted-printable breaks a line amid a word (RFC 2045, 6.7), also in a string of JSON."""
_BROKEN_BEFORE = re.compile(rb"(.)" + _BREAK + rb"\Z", re.DOTALL)
_BROKEN_BEHIND = re.compile(_BREAK + rb"(.)", re.DOTALL)
_LONGEST_BREAK = 5


def _left_free(data: bytes, start: int, guard: Guard) -> bool:
    if guard in (Guard.NONE, Guard.GUESSED) or start == 0:
        return True
    before = data[start - 1]
    if before in b"\nn" and (broken := _BROKEN_BEFORE.search(data, max(0, start - 1 - _LONGEST_BREAK), start)):
        before = broken[1][0]
    if guard is Guard.DIGITS:
        return before not in _DIGITS
    if guard is Guard.WORD:
        return before not in _WORD
    if guard is Guard.HEX:
        return before not in _HEX
    return before not in _DIGITS and not (before == _POINT and start > 1 and data[start - 2] in _DIGITS)


def _right_free(data: bytes, end: int, guard: Guard) -> bool:
    if guard in (Guard.NONE, Guard.PRECISE, Guard.GUESSED) or end == len(data):
        return True
    after = data[end]
    if after == _EQUALS and (broken := _BROKEN_BEHIND.match(data, end)):
        after = broken[1][0]
    if guard is Guard.WORD:
        return after not in _WORD
    if guard is Guard.HEX:
        return after not in _HEX
    if guard is Guard.ADDRESS:
        return after not in _DIGITS and not (after == _POINT and end + 1 < len(data) and data[end + 1] in _DIGITS)
    return after not in _DIGITS
