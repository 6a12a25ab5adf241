"""Walking a JSON document too large to load: yields where members and elements are, without building them."""

import re
from collections.abc import Iterator
from mmap import mmap

Buffer = bytes | mmap

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]]', re.DOTALL)
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_SCALAR = re.compile(rb"[^\s,\]}\[{\":]++")
_SPACE = re.compile(rb"[ \t\r\n]*+")
_OPENING = frozenset(b"{[")


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


def _byte(data: Buffer, at: int) -> int:
    return data[at] if at < len(data) else -1


def value_end(data: Buffer, at: int) -> int:
    """Return the offset just past the value that starts at ``at``. Brackets are balanced, the rest is not checked."""
    first = _byte(data, at)
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
    depth = 0
    for token in _TOKEN.finditer(data, at):
        kind = data[token.start()]
        if kind in _OPENING:
            depth += 1
        elif kind != 0x22:
            depth -= 1
            if not depth:
                return token.end()
    raise ScanError("the file ends inside a value that starts", at)


def members(data: Buffer, at: int) -> Iterator[tuple[bytes, int]]:
    """Yield the raw key (quotes included) and the value's offset for each member of the object at ``at``."""
    if _byte(data, at) != 0x7B:
        raise ScanError("an object is expected", at)
    at = skip_space(data, at + 1)
    while _byte(data, at) != 0x7D:
        found = _STRING.match(data, at)
        if not found:
            raise ScanError("a member's name is expected", at)
        value = skip_space(data, found.end())
        if _byte(data, value) != 0x3A:
            raise ScanError("':' is expected", value)
        value = skip_space(data, value + 1)
        yield found.group(), value
        at = _after(data, value_end(data, value), 0x7D)


def elements(data: Buffer, at: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of each element of the array at ``at``."""
    if _byte(data, at) != 0x5B:
        raise ScanError("an array is expected", at)
    at = skip_space(data, at + 1)
    while _byte(data, at) != 0x5D:
        end = value_end(data, at)
        yield at, end
        at = _after(data, end, 0x5D)


def _after(data: Buffer, at: int, closing: int) -> int:
    at = skip_space(data, at)
    following = _byte(data, at)
    if following == 0x2C:
        return skip_space(data, at + 1)
    if following != closing:
        raise ScanError("',' or the closing bracket is expected", at)
    return at
