"""The records in a hook log, one at a time: JSON a line, pretty-printed, in a list, behind a prefix, as ``frida -o``
writes messages; and what is damaged between them."""

import ast
import mmap
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from harness.evidence._json_scan import Buffer, ScanError, load_leniently, value_end

_MOST = 16 << 20
"""Bytes of one record."""
_MOST_MESSAGE = 1 << 20
"""Bytes of a line of ``frida -o`` that is read as Python writes it."""
_HALVED = 6
_SPACE = b" \t\r\n,]\x1e\x00"
"""What may stand between two records."""
_MESSAGE = re.compile(rb"message: (\{.*\}) data: ", re.DOTALL)
"""How frida-tools' ``repl.py`` prints a message of ``send()``: as Python writes a dictionary."""
_OBJECT = re.compile(rb'\{\s*"')
_DEEPEST = 3


class Record(NamedTuple):
    """One record (``problem`` is empty), or a place where there should be one, with what is wrong there."""

    line: int
    value: Any = None
    problem: str = ""


def records(path: Path) -> Iterator[Record]:
    """Yield the records of a log in order, and a :class:`Record` with a ``problem`` for each that is damaged.

    Lines that hold no JSON object (a script's talk) are passed by. An object that is damaged ends where the next begins
    at the beginning of a line.
    """
    with path.open("rb") as file:
        if not file.seek(0, 2):
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield from _Scan(data).all()


class _Scan:
    def __init__(self, data: Buffer) -> None:
        self._data = data
        self._at = 3 if data[:3] == b"\xef\xbb\xbf" else 0
        self._line, self._counted = 1, 0
        self._damaged = 0

    def all(self) -> Iterator[Record]:
        data = self._data
        while self._at < len(data):
            first = data[self._at]
            if first in _SPACE:
                self._at += 1
            elif first == 0x5B:
                yield from self._list()
            elif first == 0x7B:
                yield self._object()
            else:
                yield from self._talk()

    def _lines(self, at: int) -> int:
        """Return the number of the line at a place; places only go forward."""
        while (found := self._data.find(b"\n", self._counted, at)) >= 0:
            self._line, self._counted = self._line + 1, found + 1
        return self._line

    def _list(self) -> Iterator[Record]:
        """A list of records is walked into; any other is a record itself."""
        following = re.compile(rb"\s*").match(self._data, self._at + 1)
        at = following.end() if following else self._at + 1
        if at < len(self._data) and self._data[at] in b"{]":
            self._at = at
        else:
            yield from self._talk()

    def _object(self) -> Record:
        start, line = self._at, self._lines(self._at)
        try:
            end = value_end(self._data, start, _MOST >> min(self._damaged, _HALVED))
            value = _decoded(bytes(self._data[start:end]))
        except (ScanError, ValueError, RecursionError) as error:
            self._damaged += 1
            self._at = self._behind(start)
            ends = self._at >= len(self._data)
            return Record(line, problem="it ends in the middle" if ends else _reason(error))
        self._at = end
        return Record(line, value)

    def _behind(self, start: int) -> int:
        """Return where the record behind a damaged one begins: the next line that begins as this one's does."""
        data = self._data
        begins = data.rfind(b"\n", 0, start) + 1
        before = bytes(data[begins:start])
        indent = before if not before.strip() else b""
        found = data.find(b"\n" + indent + b"{", start)
        end = data.find(b"\n", start)
        if found < 0 and (end < 0 or not indent):  # records of one line, one behind the other
            beside = data.find(b'},{"', start, len(data) if end < 0 else end)
            if beside >= 0:
                return beside + 2
        if found >= 0:
            return found + 1
        # Behind a prefix every line begins in its own way.
        return len(data) if end < 0 or not before.strip() else end + 1

    def _talk(self) -> Iterator[Record]:
        """A line that does not begin with JSON: a message, a prefix before an object, or a script's talk."""
        data, start = self._data, self._at
        line = self._lines(start)
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        text = bytes(data[start:end])
        message = _MESSAGE.match(text) if len(text) <= _MOST_MESSAGE else None
        if message:
            self._at = end
            yield from _sent(line, message[1])
            return
        found = _OBJECT.search(data, start, min(len(data), end + 200))
        if found is None or found.start() > end:
            self._at = end
            return
        self._at = found.start()


def _sent(line: int, message: bytes) -> Iterator[Record]:
    """What a script sent: an object, or a text that holds one."""
    try:
        value = ast.literal_eval(message.decode("utf-8", "replace"))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        yield Record(line, problem="the message is not as frida writes it")
        return
    yield from unwrapped(line, value)


def unwrapped(line: int, value: object, deep: int = 0) -> Iterator[Record]:
    """Yield the records in what was logged: a message ``{"type": "send", "payload": ...}`` is what it carries; a text,
    the objects in it; a list, its members.
    """
    if isinstance(value, dict) and value.get("type") == "send" and "payload" in value and deep < _DEEPEST:
        yield from unwrapped(line, value["payload"], deep + 1)
    elif isinstance(value, list) and deep < _DEEPEST:
        for item in value:
            yield from unwrapped(line, item, deep + 1)
    elif isinstance(value, str) and "{" in value and deep < _DEEPEST:
        for record in _Scan(value.encode("utf-8", "surrogatepass")).all():
            if record.problem:
                yield Record(line, problem=record.problem)
            else:
                yield from unwrapped(line, record.value, deep + 1)
    else:
        yield Record(line, value)


def _decoded(data: bytes) -> object:
    try:
        return msgspec.json.decode(data)
    except msgspec.MsgspecError:
        if b"\n" in data:
            raise
        return load_leniently(data)  # half characters, NaN


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or "it is not JSON"
