"""Walking a JSON document too large to load: where members and elements are, without building them."""

import json
import re
import sys
from collections.abc import Iterator
from mmap import mmap

import msgspec

Buffer = bytes | mmap

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]]', re.DOTALL)
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_SCALAR = re.compile(rb"[^\s,\]}\[{\":]++")
_SPACE = re.compile(rb"[ \t\r\n]*+")
_FIRST_KEY = re.compile(rb'\{[ \t\r\n]*+"[A-Za-z_]++"[ \t\r\n]*+:')
_OPENING = frozenset(b"{[")
_MOST_MISSES = 8
"""So many guesses in a row may be wrong before none is made any more: each may look through the rest of the file."""
_MOST_NESTED = 4
"""Elements may hold objects that look like them: the end of one is the first, second... place that looks like it."""
_MOST_WALKED, _HALVED = 64 << 20, 14
"""Bytes within which an element that is not found otherwise must end: half as many after each of the first 14 that were
damaged, for a file may have many, and walking is slow (some 20 MB/s)."""
_MOST_TRIED = 64
"""Beginnings of elements that are tried behind a damaged one."""
_lenient = json.JSONDecoder(strict=False)


class ScanError(ValueError):
    """The document is not JSON at ``offset`` (in bytes)."""

    def __init__(self, problem: str, offset: int) -> None:
        """Say what the problem is and where."""
        super().__init__(f"{problem} at byte {offset}")
        self.offset = offset


def skip_space(data: Buffer, at: int) -> int:
    """Return the offset of the first byte at or after ``at`` that is not JSON white space."""
    found = _SPACE.match(data, at)
    return found.end() if found else at


def byte_at(data: Buffer, at: int) -> int:
    """Return the byte at ``at``, -1 behind the end."""
    return data[at] if at < len(data) else -1


def value_end(data: Buffer, at: int, most: int = sys.maxsize) -> int:
    """Return the offset just past the value that starts at ``at``, within ``most`` bytes.

    Brackets are balanced, the rest is not checked.
    """
    first = byte_at(data, at)
    if first == 0x22:
        found = _STRING.match(data, at)
        if not found:
            raise ScanError("a string does not end", at)
        return found.end()
    if first not in _OPENING:
        found = _SCALAR.match(data, at)
        if not found:
            raise ScanError("a value is missing", at)
        return found.end()
    opened = bytearray()
    for token in _TOKEN.finditer(data, at):
        kind = data[token.start()]
        if kind in _OPENING:
            opened.append(kind + 2)  # its closing bracket
        elif kind != 0x22:
            if opened.pop() != kind:
                raise ScanError("a closing bracket is not the opening one's", token.start())
            if not opened:
                return token.end()
        if token.end() - at > most:
            raise ScanError(f"a value does not end within {most} bytes", at)
    raise ScanError("the file ends inside a value that starts", at)


def is_whole(value: bytes) -> bool:
    """Whether ``value`` is one JSON value, from first to last byte; half characters and controls are let pass."""
    try:
        msgspec.json.decode(value, type=msgspec.Raw)
    except (msgspec.MsgspecError, RecursionError):
        pass
    else:
        return True
    try:
        load_leniently(value)
    except (ValueError, RecursionError):
        return False
    return True


def load_leniently(value: bytes) -> object:
    """Return a JSON value that a strict reader refuses: lone surrogates, control characters, ``NaN``, bytes no UTF-8.

    Such bytes come as the lone surrogates that ``surrogateescape`` makes of them. Raises ``ValueError``.
    """
    return _lenient.decode(value.decode("utf-8", "surrogateescape"))


class Walk:
    """A place in a document, moved by the two walks below; a value that a caller does not walk itself is skipped."""

    def __init__(self, data: Buffer, at: int) -> None:
        """Stand before the value at ``at``."""
        self.data = data
        self.at = at

    def members(self) -> Iterator[bytes]:
        """Yield the raw key (quotes included) of each member of the object here, standing before its value."""
        self._open(0x7B, "an object is expected")
        while byte_at(self.data, self.at) != 0x7D:
            found = _STRING.match(self.data, self.at)
            if not found:
                raise ScanError("a member's name is expected", self.at)
            self.at = skip_space(self.data, found.end())
            if byte_at(self.data, self.at) != 0x3A:
                raise ScanError("':' is expected", self.at)
            self.at = value = skip_space(self.data, self.at + 1)
            yield found.group()
            if self.at == value:
                self.at = value_end(self.data, value)
            self._after(0x7D)
        self.at += 1

    def elements(self) -> Iterator[tuple[int, int]]:
        """Yield start and end of each element of the array here. Most are found without looking at what is in them.

        What stands between the first two objects (``},{"first key":``) can stand inside of no string, whose quotes are
        escaped; where it comes again is taken for the next element's beginning, if what is between is whole. It is
        also where reading goes on behind an element that is damaged: that one ends where the next begins.
        """
        data = self.data
        self._open(0x5B, "an array is expected")
        between, misses, damaged, last = b"", 0, 0, -1
        while byte_at(data, self.at) != 0x5D:
            start = self.at
            if not between and last >= 0:
                between = _between(data, last, start)
            end = _guessed(data, start, between) if misses < _MOST_MISSES else -1
            misses = 0 if end >= 0 else misses + 1
            sound = end >= 0
            if not sound:
                end, sound = _walked(data, start, _MOST_WALKED >> damaged if between else sys.maxsize)
            self.at = start
            behind = None if sound and self._goes_on(end) else _behind(data, start, between)
            if behind is None:
                self.at = last = end if end >= 0 else value_end(data, start)
                yield start, last
                self._after(0x5D)
            else:
                damaged, misses = min(damaged + 1, _HALVED), 0
                last, self.at = end if sound else behind[0], behind[1]
                yield start, last
        self.at += 1

    def _goes_on(self, end: int) -> bool:
        return byte_at(self.data, skip_space(self.data, end)) in (0x2C, 0x5D)

    def _open(self, bracket: int, otherwise: str) -> None:
        if byte_at(self.data, self.at) != bracket:
            raise ScanError(otherwise, self.at)
        self.at = skip_space(self.data, self.at + 1)

    def _after(self, closing: int) -> None:
        self.at = skip_space(self.data, self.at)
        following = byte_at(self.data, self.at)
        if following == 0x2C:
            self.at = skip_space(self.data, self.at + 1)
        elif following != closing:
            raise ScanError("',' or the closing bracket is expected", self.at)


def _between(data: Buffer, end: int, start: int) -> bytes:
    """Return what stands from the last byte of one object to the first key of the next; nothing if they are none."""
    key = _FIRST_KEY.match(data, start)
    return data[end - 1 : key.end()] if key and data[end - 1] == 0x7D else b""


def _guessed(data: Buffer, start: int, between: bytes) -> int:
    """Return where the element that starts here ends; -1 when that cannot be told by what stands between two."""
    found = start
    for _ in range(_MOST_NESTED if between else 0):
        found = data.find(between, found + 1)
        if found < 0:
            return -1
        if is_whole(data[start : found + 1]):
            return found + 1
    return -1


def _walked(data: Buffer, start: int, most: int) -> tuple[int, bool]:
    """Return where the brackets of the element that starts here close (-1: nowhere), and whether it is whole so."""
    try:
        end = value_end(data, start, most)
    except ScanError:
        return -1, False
    return end, is_whole(data[start:end])


def _behind(data: Buffer, start: int, between: bytes) -> tuple[int, int] | None:
    """Return where a damaged element ends and the next one begins; ``None`` when there is no whole one any more."""
    comma = between[1:]
    found = nearest = data.find(comma, start + 1) if comma else -1
    for _ in range(_MOST_TRIED):
        if found < 0:
            return None
        after = found + comma.index(b"{")
        if _guessed(data, after, between) >= 0 or _walked(data, after, _MOST_WALKED >> 10)[1]:
            return nearest, nearest + comma.index(b"{")
        found = data.find(comma, found + 1)
    return None
