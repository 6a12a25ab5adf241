"""Bounded pictures of content: text or a hexdump, with a place marked and everything left out counted."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from harness.evidence.rows import Value
from harness.report.safe import visible

Mark = tuple[int, int]

_AROUND = 480
_HEAD = 240
_ROW = 16
_CONTEXT_ROWS = 3


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of characters: ``text``, ``mark`` (the place looked for), or ``skip`` (``n`` bytes left out here)."""

    kind: str
    text: str = ""
    n: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """Content ready to be shown. ``marked`` says whether the marked place is inside what is shown."""

    segments: tuple[Segment, ...]
    size: int
    hexdump: bool
    marked: bool


def is_text(data: bytes) -> bool:
    """Whether ``data`` reads as UTF-8 text: no NUL and hardly any control character in its first 4 KB."""
    head = data[:4096]
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3 or len(data) <= len(head):
            return False
        text = head[: error.start].decode("utf-8")
    controls = sum(1 for char in text if ord(char) < 32 and char not in "\t\r\n")
    return "\0" not in text and controls * 20 <= len(text)


def block(data: bytes, mark: Mark | None = None, limit: int = 2400) -> Block:
    """Return a picture of ``data`` of about ``limit`` bytes of text, or as many as fit as a hexdump."""
    if mark is not None and not 0 <= mark[0] < mark[1] <= len(data):
        mark = None
    if is_text(data):
        segments = tuple(_text(data, mark, limit))
        return Block(segments, len(data), False, mark is not None)
    segments = tuple(_hexdump(data, mark, max(4, limit // 160)))
    return Block(segments, len(data), True, mark is not None)


def _windows(size: int, mark: Mark | None, limit: int) -> list[tuple[int, int]]:
    """Return the ranges of ``data`` to show: its head, and the surroundings of the marked place."""
    if size <= limit:
        return [(0, size)]
    if mark is None or mark[1] <= limit:
        return [(0, limit)]
    start = max(0, mark[0] - _AROUND)
    end = min(size, max(mark[0] + limit - _HEAD - _AROUND, mark[0] + 1))
    if start <= _HEAD:
        return [(0, end)]
    return [(0, _HEAD), (start, end)]


def _text(data: bytes, mark: Mark | None, limit: int) -> Iterator[Segment]:
    at = 0
    for start, end in _windows(len(data), mark, limit):
        if start > at:
            yield Segment("skip", n=start - at)
        cuts = [start, end]
        if mark is not None and start <= mark[0] < end:
            cuts = [start, mark[0], min(mark[1], end), end]
        for i, (left, right) in enumerate(itertools.pairwise(cuts)):
            if right > left:
                text = visible(data[left:right].decode("utf-8", "replace"), multiline=True)
                yield Segment("mark" if len(cuts) == 4 and i == 1 else "text", text)
        at = end
    if at < len(data):
        yield Segment("skip", n=len(data) - at)


def _hexdump(data: bytes, mark: Mark | None, rows: int) -> Iterator[Segment]:
    limit = rows * _ROW
    size = len(data)
    windows = [(0, min(size, limit))]
    # A mark over everything (the whole content is packed) says nothing inside a hexdump.
    if mark is not None and mark != (0, size) and mark[0] >= limit:
        first = max(0, mark[0] // _ROW - _CONTEXT_ROWS) * _ROW
        windows = [(0, _ROW * 2), (first, min(size, first + limit))]
    inside = mark if mark is not None and mark != (0, size) else (0, 0)
    at = 0
    for start, end in windows:
        if start > at:
            yield Segment("skip", n=start - at)
        for row in range(start, end, _ROW):
            yield from _row(data[row : min(row + _ROW, end)], row, inside)
        at = max(at, end)
    if at < size:
        yield Segment("skip", n=size - at)


def _row(chunk: bytes, offset: int, mark: Mark) -> Iterator[Segment]:
    left = min(max(mark[0] - offset, 0), len(chunk))
    right = min(max(mark[1] - offset, 0), len(chunk))
    cells = [f"{byte:02x} " + (" " if i == 7 else "") for i, byte in enumerate(chunk)]
    glyphs = [chr(byte) if 32 <= byte < 127 else "\u00b7" for byte in chunk]
    pad = " " * (3 * (_ROW - len(chunk)) + (1 if len(chunk) < 8 else 0))
    yield Segment("text", f"{offset:08x}  ")
    for parts, tail in ((cells, f"{pad} "), (glyphs, "\n")):
        for kind, text in (("text", parts[:left]), ("mark", parts[left:right]), ("text", parts[right:])):
            if text:
                yield Segment(kind, "".join(text))
        yield Segment("text", tail)


def value_text(value: Value, limit: int, depth: int = 0) -> str:
    """Return an argument or result as one piece of text, at most about ``limit`` characters of each part."""
    if value.text is not None:
        return value.text[: limit + 1] if len(value.text) > limit else value.text
    if value.data is not None:
        data = value.data
        if data and is_text(data):
            return data[:limit].decode("utf-8", "replace")
        return data[: limit // 3].hex(" ")
    if depth >= 4:
        return "\u2026"
    parts = [f"{name}={value_text(part, limit // 2, depth + 1)}" for name, part in list(value.fields.items())[:24]]
    parts += [value_text(part, limit // 2, depth + 1) for part in value.items[:24]]
    left = max(0, len(value.fields) - 24) + max(0, len(value.items) - 24)
    if left:
        parts.append(f"\u2026 +{left}")
    if not parts:
        return "{}" if value.type != "null" else "null"
    return ("{" + ", ".join(parts) + "}") if value.fields else ("[" + ", ".join(parts) + "]")


def value_size(value: Value) -> int:
    """Return the full length of a text or byte value, as the app had it."""
    held = len(value.text) if value.text is not None else len(value.data or b"")
    return max(held, value.size if value.truncated else 0)
