"""Character sets other than UTF-8, and text written backwards."""

import re
from collections.abc import Iterator

from harness.analysis.decode.view import Budget, Part, is_text, is_wide_text

_WIDE_LE = re.compile(rb"(?:[\x20-\x7e]\x00){6,}+")
_WIDE_BE = re.compile(rb"(?:\x00[\x20-\x7e]){6,}+")
_MOST_RUNS = 500
_GB_PAIR = re.compile(rb"(?:[\x81-\xfe][\x40-\x7e\x80-\xfe]){2}")


def utf16(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield UTF-16 text: the whole view, or runs of Latin characters in it."""
    if b"\0" not in data and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return
    if is_wide_text(data):
        big = data[:2] == b"\xfe\xff" or (data[:2] != b"\xff\xfe" and data[0::2].count(0) > data[1::2].count(0))
        text = data.decode("utf-16-be" if big else "utf-16-le", "replace").lstrip("\ufeff")
        yield Part(("utf-16",), text.encode("utf-8", "replace"), 0, len(data))
        return
    runs = [(*found.span(), "utf-16-le") for found in _WIDE_LE.finditer(data)]
    runs += [(*found.span(), "utf-16-be") for found in _WIDE_BE.finditer(data)]
    # Read in the wrong byte order, the same text is a run too, but shorter by a character.
    taken: list[tuple[int, int]] = []
    for start, end, codec in sorted(runs, key=lambda run: (run[0] - run[1], run[0]))[:_MOST_RUNS]:
        if not any(first < end and start < last for first, last in taken):
            taken.append((start, end))
            text = data[start:end].decode(codec, "replace")
            if (start + 1, end + 1, "utf-16-be") in runs:
                # Both orders make a run: what only the other one has still borders on the text.
                text += chr(data[end])
            yield Part(("utf-16",), text.encode(), start, end)


def gb18030(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield a whole view that is not UTF-8 but Chinese text in GBK or GB 18030."""
    if b"\0" in data or not _GB_PAIR.search(data):
        return
    try:
        decoded = data.decode("gb18030").encode("utf-8")
    except UnicodeError:
        return
    if is_text(decoded) and _chinese(decoded):
        yield Part(("gb18030",), decoded, 0, len(data))


def _chinese(data: bytes) -> bool:
    """Whether most characters outside ASCII are common Chinese ones (CJK block and full-width punctuation)."""
    text = [char for char in data.decode("utf-8", "replace") if char > "\x7f"]
    common = sum("\u4e00" <= char <= "\u9fff" or "\u3000" <= char <= "\u303f" or char >= "\uff00" for char in text)
    return common * 10 >= len(text) * 9


def _wide_around(data: bytes, start: int, end: int, codec: str) -> Part:
    first, last = start, end
    while first >= 2 and _readable(data[first - 2 : first], codec):
        first -= 2
    while last + 2 <= len(data) and _readable(data[last : last + 2], codec):
        last += 2
    text = data[first:last].decode(codec, "replace")
    if last + 1 == len(data) and data[last : last + 1].isalnum():
        # Half a character is left when the byte order was the other one; it still borders on the text.
        text += chr(data[last])
    return Part(("utf-16",), text.encode("utf-8", "replace"), first, last)


def _readable(unit: bytes, codec: str) -> bool:
    char = unit.decode(codec, "replace")
    return char.isprintable() or char in "\t\r\n"


def little_endian(data: bytes, start: int, end: int, shift: int) -> Part | None:
    """Decode the UTF-16LE text that holds a trace."""
    if start and not data[start - 1] and not data[end - 1]:
        # It reads the same in the other byte order, which may go on where this one breaks off.
        return _wide_around(data, start - 1, end - 1, "utf-16-be")
    return _wide_around(data, start, end, "utf-16-le")


def big_endian(data: bytes, start: int, end: int, shift: int) -> Part | None:
    """Decode the UTF-16BE text that holds a trace."""
    return _wide_around(data, start, end, "utf-16-be")


def chinese_around(data: bytes, start: int, end: int, shift: int) -> Part | None:
    """Decode the GB 18030 text that holds a trace: everything up to the next control character."""
    first, last = start, end
    while first > 0 and data[first - 1] >= 0x20:
        first -= 1
    while last < len(data) and data[last] >= 0x20:
        last += 1
    head = data[first:start].decode("gb18030", "replace")
    body = data[start:last].decode("gb18030", "replace")
    return Part(("gb18030",), (head + body).encode("utf-8", "replace"), first, last)


def turn(data: bytes) -> bytes:
    """Return text with its characters in the opposite order; other data with its bytes so."""
    try:
        return data.decode("utf-8")[::-1].encode("utf-8")
    except UnicodeDecodeError:
        return data[::-1]


def backwards(data: bytes, start: int, end: int, shift: int) -> Part | None:
    """Turn around the text that holds a trace, up to the next white space, quote or control character."""
    first, last = start, end
    while first > 0 and data[first - 1] > 0x22:
        first -= 1
    while last < len(data) and data[last] > 0x22:
        last += 1
    left, right = start, end
    while left > first and 0x22 < data[left - 1] < 0x7F:
        left -= 1
    while right < last and 0x22 < data[right] < 0x7F:
        right += 1
    for begin, stop in ((first, last), (left, right)):
        try:
            return Part(("reversed",), data[begin:stop].decode("utf-8")[::-1].encode(), begin, stop)
        except UnicodeDecodeError:
            continue
    return Part(("reversed",), turn(data[start:end]), start, end)
