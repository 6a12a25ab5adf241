"""Character sets other than UTF-8, and text written backwards."""

import re
from collections.abc import Iterator

from harness.analysis.decode.view import Budget, Part, is_text, is_wide_text

_WIDE_LE = re.compile(rb"(?:[\x20-\x7e]\x00){6,}+")
_WIDE_BE = re.compile(rb"(?:\x00[\x20-\x7e]){6,}+")
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
    for pattern, codec in ((_WIDE_LE, "utf-16-le"), (_WIDE_BE, "utf-16-be")):
        for found in pattern.finditer(data):
            yield Part(("utf-16",), found.group().decode(codec, "replace").encode(), *found.span())


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
    for left, right in ((first, last), (start, last), (first, end)):
        try:
            return Part(("reversed",), data[left:right].decode("utf-8")[::-1].encode(), left, right)
        except UnicodeDecodeError:
            continue
    return Part(("reversed",), turn(data[start:end]), start, end)
