"""UTF-16 and UTF-32: whole views, and Latin characters in it inside other data."""

import re
from collections.abc import Iterator

from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding, Lens
from harness.analysis.decode.view import Budget, Part, is_text, is_wide_text

_WIDE_LE = re.compile(rb"(?:[\x20-\x7e]\x00){6,}+")
_WIDE_BE = re.compile(rb"(?:\x00[\x20-\x7e]){6,}+")
_MOST_RUNS = 500
_LEAST_32 = 24


def utf16(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield UTF-16 text: the whole view, or runs of Latin characters in it."""
    if b"\0" not in data and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return
    if len(data) >= _LEAST_32 and len(data) % 4 == 0:
        for order, zeros in (("utf-32-le", data[2::4] + data[3::4]), ("utf-32-be", data[::4] + data[1::4])):
            wide = data.decode(order, "replace").encode("utf-8", "replace") if zeros.count(0) == len(zeros) else b"\0"
            if is_text(wide):
                yield Part(("utf-32",), wide.removeprefix(b"\xef\xbb\xbf"), 0, len(data))
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


def _little(text: str) -> tuple[bytes]:
    return (text.encode("utf-16-le", "surrogatepass"),)


def _big(text: str) -> tuple[bytes]:
    return (text.encode("utf-16-be", "surrogatepass"),)


def _encoded(redo: Redo) -> bytes | None:
    """Encode in the byte order in which ``was`` says what it said, with its mark if it had one."""
    try:
        text, said = redo.data.decode(), redo.said.decode()
    except UnicodeDecodeError:
        return None
    if redo.element == "utf-32":
        codec = "utf-32-le" if redo.was.decode("utf-32-le", "replace").lstrip("\ufeff") == said else "utf-32-be"
        return redo.was[: len(redo.was) - 4 * len(said)] + text.encode(codec)
    for codec in ("utf-16-le", "utf-16-be"):
        told = redo.was.decode(codec, "replace")
        mark = told[: len(told) - len(told.lstrip("\ufeff"))]
        if told[len(mark) :] == said:
            return (mark + text).encode(codec, "surrogatepass")
        if told == said[:-1] and text[-1:] == said[-1:]:
            return text[:-1].encode(codec, "surrogatepass")  # what borders on it stays where it is
    return None


ENCODING = Encoding(
    encode=_encoded,
    name="utf-16",
    elements=("utf-16", "utf-32"),
    binary=utf16,
    isolated=True,
    lenses=(
        Lens(name="utf-16-le", look=little_endian, of_text=_little, charset=True),
        Lens(name="utf-16-be", look=big_endian, of_text=_big, charset=True),
    ),
)
