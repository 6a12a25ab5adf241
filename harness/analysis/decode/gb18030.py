"""GBK and GB 18030, the Chinese character sets."""

import re
from collections.abc import Iterator

from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding, Lens
from harness.analysis.decode.view import Budget, Part, is_text

_FEW = 8
"""Among so many times as many letters of ASCII, a few signs of other scripts are no doubt."""
_PAIR = re.compile(rb"(?:[\x81-\xfe][\x40-\x7e\x80-\xfe]){2}")


def gb18030(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield a whole view that is not UTF-8 but Chinese text in GBK or GB 18030."""
    if b"\0" in data or not _PAIR.search(data):
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
    return common * 10 >= len(text) * (9 if len(text) * _FEW > len(data) else 5)


def around(data: bytes, start: int, end: int, shift: int) -> Part | None:
    """Decode the GB 18030 text that holds a trace: everything up to the next control character."""
    first, last = start, end
    while first > 0 and data[first - 1] >= 0x20:
        first -= 1
    while last < len(data) and data[last] >= 0x20:
        last += 1
    head = data[first:start].decode("gb18030", "replace")
    body = data[start:last].decode("gb18030", "replace")
    return Part(("gb18030",), (head + body).encode("utf-8", "replace"), first, last)


def _written(text: str) -> tuple[bytes, ...]:
    return () if text.isascii() else (text.encode("gb18030", "replace"),)


def _encoded(redo: Redo) -> bytes | None:
    try:
        return redo.data.decode().encode("gb18030")
    except UnicodeError:
        return None


ENCODING = Encoding(
    encode=_encoded,
    name="gb18030",
    binary=gb18030,
    lenses=(Lens(name="gb18030", look=around, of_text=_written, charset=True),),
    loose=True,
)
