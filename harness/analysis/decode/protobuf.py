"""Protocol Buffers without a schema."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from harness.analysis.decode.again import Edit, splice, within
from harness.analysis.decode.encoding import Encoding, always
from harness.analysis.decode.known import KNOWN
from harness.analysis.decode.sense import plausible
from harness.analysis.decode.tree import LONG
from harness.analysis.decode.view import Budget, Part, Place, Reach, Texts, is_text
from harness.wire.varint import read_varint, varint

_MAX_NESTING = 40
_MOST_FIELDS = 20_000
_MAX_NUMBER = 1 << 20
"""Field numbers go to 2**29 - 1; the ones people write stay far below, and random bytes do not."""
_LEAST_TEXT = 3
_LEAST_BYTES = 8
_LEAST_PACKED = 16
_FEW_FIELDS = 2
_LEAD = 0xC0
"""Bytes from here on begin a character in UTF-8, and no field that people write."""
_PLAIN = re.compile(rb"[\x20-\x7e\t\r\n]*+")

_MAY_BE_TEXT = re.compile(rb"[\x20-\xff\t\r\n](?:[\x20-\xff\t\r\n\f\x1b]{7}|[\x20-\xff\t\r\n\f\x1b]{0,6}\Z)")
"""No text begins with a control character but white space, or has one."""


def _texts(most: int, ascii: bytes = rb"\x20-\x7e\t\r\n") -> bytes:
    """Return the expression for the length of a text, up to ``most`` (below 128), and the text itself.

    Python's engine passes over an alternative that begins with another byte in no time. Valid UTF-8 has to be checked
    besides.
    """
    first, other = rb"[%s\xc2-\xf4]" % ascii, rb"[%s\x80-\xf4]" % ascii
    texts = (rb"\x%02x%s%s{%d}" % (size, first, other, size - 1) if size else rb"\x00" for size in range(most + 1))
    return b"(?:%s)" % b"|".join(texts)


_KEY = rb"[\x0a\x12\x1a\x22\x2a\x32\x3a\x42\x4a\x52\x5a\x62\x6a\x72\x7a]"
# Runs of fields with the numbers 1 to 15, read at one go: short texts, then whole numbers and those of fixed size.
_RUN = re.compile(
    rb"((?:%s%s)*+)(?:"
    rb"[\x08\x10\x18\x20\x28\x30\x38\x40\x48\x50\x58\x60\x68\x70\x78][\x80-\xff]{0,8}+[\x00-\x7f]|"
    rb"[\x09\x11\x19\x21\x29\x31\x39\x41\x49\x51\x59\x61\x69\x71\x79].{8}|"
    rb"[\x0d\x15\x1d\x25\x2d\x35\x3d\x45\x4d\x55\x5d\x65\x6d\x75\x7d].{4})*+" % (_KEY, _texts(127)),
    re.DOTALL,
)
_LONG_ENOUGH = re.compile(rb"(?:%s%s)*+%s[\x%02x-\x7f]" % (_KEY, _texts(_LEAST_TEXT - 1), _KEY, _LEAST_TEXT))


@lru_cache(maxsize=1)
def _dull(signs: frozenset[int]) -> re.Pattern[bytes]:
    """Return the expression for texts of a run that are short and hold none of ``signs``."""
    plain = b"".join(b"\\x%02x" % byte for byte in (*range(0x20, 0x7F), *b"\t\r\n") if byte not in signs)
    return re.compile(rb"(?:%s%s)*+" % (_KEY, _texts(LONG - 1, plain)))


_Match = Callable[[bytes, int, int], "re.Match[bytes] | None"]
_Leaf = tuple[Any, int, int]
"""A field that is no message: (way, start, end). A way is (the message's own way or ``None``, number); with the number
0 it stands for a run of fields, whose places are read when they are asked for. Plain tuples, since a body has hundreds
of them, and most are never looked at again."""


class _Read(NamedTuple):
    """A message's leaves, and of those with a length: short texts, long ones, runs of texts, and what is no text."""

    leaves: list[_Leaf]
    short: list[tuple[int, int]]
    texts: list[tuple[int, int]]
    runs: list[tuple[int, int]]
    others: list[tuple[int, int]]

    def undo(self, sizes: tuple[int, ...]) -> None:
        """Take back what was added since the lists were of these sizes."""
        lists: tuple[list[Any], ...] = self
        for rows, size in zip(lists, sizes, strict=True):
            del rows[size:]


class Protobuf:
    """One message: ``protobuf:1.4`` is field 4 of the message in field 1."""

    inside = Reach.LINE

    def matches(self, data: bytes) -> bool:
        """Whether all of it is fields, and one of them is text, a message with text, or something packed."""
        if len(data) < 4 or data[0] & 7 not in (0, 1, 2, 5) or data[0] < 8:
            return False
        read = _read(data)
        return (
            bool(read.texts)
            or any(end - start >= _LEAST_TEXT for start, end in read.short)
            or any(_LONG_ENOUGH.match(data, *run) for run in read.runs)
            or any(end - start > _LEAST_PACKED and plausible(data[start:end]) for start, end in read.others)
        )

    def reads(self, data: bytes) -> bool:
        """Whether all of it is fields, whatever they hold: for a message that its frame vouches for."""
        return bool(_read(data).leaves)

    def places(self, data: bytes) -> Iterable[Place]:
        """Return the fields that are not messages."""
        return (Place((f"protobuf:{_name(way)}",), start, end) for way, start, end in _each(data, _read(data).leaves))

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part | Texts]:
        """Return the fields with a length that may hold an encoding of their own."""
        read = _read(data)
        for start, end in read.others:
            if end - start >= _LEAST_BYTES:
                yield Part((), data[start:end], start, end)
        spans = [*read.texts, *_with_signs(data, read.short)]
        dull = _dull(KNOWN.signs).match
        for run in read.runs:
            spans += _telling(data, *run, dull)
        if spans:
            yield Texts([data[start:end] for start, end in spans], spans)


def _telling(data: bytes, at: int, end: int, match: _Match) -> Iterator[tuple[int, int]]:
    """Yield those texts of a run that are long or hold a sign of escapes."""
    while at < end:
        if dull := match(data, at, end):
            at = dull.end()
        if at < end:
            start = at + 2
            at = start + data[at + 1]
            yield start, at


def _each(data: bytes, leaves: Iterable[_Leaf]) -> Iterator[_Leaf]:
    """Yield the leaves, runs of fields one by one."""
    for leaf in leaves:
        (parent, number), start, end = leaf
        if number:
            yield leaf
        else:
            fields = _Read([], [], [], [], [])
            _message(data, start, end, parent, 0, fields, end)
            yield from fields.leaves


def _with_signs(data: bytes, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield those of ``spans`` that hold a sign of escapes."""
    return (span for span in spans if any(data.find(sign, *span) >= 0 for sign in KNOWN.signs))


def _name(way: Any) -> str:
    numbers = []
    while way is not None:
        way, number = way
        numbers.append(str(number))
    return ".".join(reversed(numbers))


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@lru_cache(maxsize=4)
def _read(data: bytes) -> _Read:
    read = _Read([], [], [], [], [])
    return read if _message(data, 0, len(data), None, 0, read) else _Read([], [], [], [], [])


def _message(  # noqa: C901 - the innermost loop of the analysis, kept free of calls
    data: bytes,
    at: int,
    end: int,
    parent: Any,
    depth: int,
    read: _Read,
    single: int = 0,
    run: "re.Match[bytes] | None" = None,
) -> bool:
    """Append a message's leaves to ``read``. False when the bytes are no message.

    Runs before ``single`` are split; ``run`` is the one at the beginning, where that is known.
    """
    leaves, short, texts, runs_of_texts, others = read
    add, plain, runs = leaves.append, _PLAIN.fullmatch, _RUN.match
    while at < end:
        # A run begins with a key of one byte, and a text in it has a length of one byte.
        if (
            at >= single
            and data[at] < 0x80
            and (data[at] & 7 != 2 or (at + 1 < end and data[at + 1] < 0x80))
            and (run := run or runs(data, at, end))
        ):
            stop, text = run.end(), run.end(1)
            if text == at or _is_utf8(data[at:text]):
                if stop > at:
                    add(((parent, 0), at, stop))
                    if text > at:
                        runs_of_texts.append((at, text))
                    at, run = stop, None
                    continue
            else:
                single = text
        run = None
        key = data[at]
        at += 1
        if key > 0x7F:
            if at < end and data[at] < 0x80:
                key, at = key & 0x7F | data[at] << 7, at + 1
            else:
                key, at = read_varint(data, at - 1, end)
        if not 8 <= key < _MAX_NUMBER << 3:
            return False
        wire = key & 7
        way = (parent, key >> 3)
        if wire == 2:
            if at < end and data[at] < 0x80:
                stop = at + 1 + data[at]
                at += 1
            elif at + 1 < end and data[at + 1] < 0x80:
                stop = at + 2 + (data[at] & 0x7F | data[at + 1] << 7)
                at += 2
            else:
                size, at = read_varint(data, at, end)
                if size < 0:
                    return False
                stop = at + size
            if stop > end:
                return False
            if plain(data, at, stop) or (data[at] >= _LEAD and is_text(data[at:stop])):
                (texts if stop - at >= LONG else short).append((at, stop))
                add((way, at, stop))
            elif (
                at >= single
                and (run := runs(data, at, stop))
                and run.end() == stop
                and not _MAY_BE_TEXT.match(data, at, stop)
                and _is_utf8(data[at : run.end(1)])
            ):
                add(((way, 0), at, stop))  # a message that is one run, as most of the innermost are
                if run.end(1) > at:
                    runs_of_texts.append((at, run.end(1)))
                run = None
            else:
                before = (len(leaves), len(short), len(texts), len(runs_of_texts), len(others))
                if before[0] > _MOST_FIELDS:
                    return False
                message = (
                    depth < _MAX_NESTING
                    and not data.startswith(KNOWN.sure_magics, at)  # a frame of zstd may read as some fields
                    and _message(data, at, stop, way, depth + 1, read, single, run)
                )
                run = None
                text = stop == at or (_MAY_BE_TEXT.match(data, at, stop) is not None and is_text(data[at:stop]))
                if text or not message:  # a short text may read as a message, too
                    read.undo(before)
                    (others if not text else texts if stop - at >= LONG else short).append((at, stop))
                    add((way, at, stop))
        elif wire == 0:
            if at < end and data[at] < 0x80:
                stop = at + 1
            else:
                value, stop = read_varint(data, at, end)
                if value < 0:
                    return False
            add((way, at, stop))
        elif wire == 1 or wire == 5:
            stop = at + (8 if wire == 1 else 4)
            if stop > end:
                return False
            add((way, at, stop))
        else:
            return False
        at = stop
    return len(leaves) <= _MOST_FIELDS


def _fit(data: bytes, edits: Sequence[Edit]) -> bytes:
    """Put other fields into a message, and their lengths into all messages around them."""
    leaves = {(start, end) for _, start, end in _each(data, _read(data).leaves)}
    return _fitted(data, 0, len(data), edits, leaves)


def _fitted(data: bytes, at: int, end: int, edits: Sequence[Edit], leaves: set[tuple[int, int]]) -> bytes:
    out = bytearray()
    while at < end:
        key, body = read_varint(data, at, end)
        wire = key & 7
        if wire == 2:
            size, start = read_varint(data, body, end)
            stop = start + size
            own = [edit for edit in edits if edit.start < stop and edit.end > start]
            if own and (start, stop) not in leaves:
                content = _fitted(data, start, stop, own, leaves)
            else:
                content = splice(data[start:stop], within(own, start, stop))
            head = data[at:start] if len(content) == size else data[at:body] + varint(len(content))
            out += head + content
        else:
            stop = read_varint(data, body, end)[1] if wire == 0 else body + (8 if wire == 1 else 4)
            out += data[at:body] + splice(data[body:stop], within(edits, body, stop))
        at = stop
    return bytes(out)


def _by_chance(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the byte strings of what reads as a message without any text, which other data does by chance, too."""
    read = _read(data)
    if len(read.leaves) < _FEW_FIELDS:
        return
    for way, start, end in _each(data, read.leaves):
        if end - start >= _LEAST_PACKED and (start, end) in read.others:
            yield Part((f"protobuf:{_name(way)}",), data[start:end], start, end)


PROTOBUF = Protobuf()
ENCODING = Encoding(
    name="protobuf",
    glance=PROTOBUF.matches,
    binary_structure=PROTOBUF,
    guess=_by_chance,
    unmasked=always,
    fit=_fit,
)
