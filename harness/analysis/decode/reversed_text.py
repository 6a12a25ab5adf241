"""Data written backwards, and text around a value that stands there backwards."""

from collections.abc import Iterator

from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding, Lens
from harness.analysis.decode.known import KNOWN
from harness.analysis.decode.sense import formatted, plausible
from harness.analysis.decode.view import Budget, Part, Reach, is_text

_MAX_TURNED = 4 << 10
_LEAST = 8
_MOST_FORMATTED = 64 << 10
_LITTLE = 16
"""Bytes that may end in two of a beginning by chance."""


def turn(data: bytes) -> bytes:
    """Return text with its characters in the opposite order; other data with its bytes so."""
    try:
        return data.decode("utf-8")[::-1].encode("utf-8")
    except UnicodeDecodeError:
        return data[::-1]


def backwards(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield a whole view turned around when its end is the beginning of JSON or of a packed format."""
    end = data.rstrip()[-1:]
    if (end in (b"{", b"[") and data.lstrip()[:1] in (b"}", b"]")) or data.endswith(
        KNOWN.backwards if len(data) > _LITTLE else KNOWN.long_backwards
    ):
        yield Part(("reversed",), data[::-1], 0, len(data))


def bytes_backwards(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield a whole view that is no text turned around, when that is text or begins as for :func:`backwards`."""
    if len(data) >= _LEAST and data[0] < 0xC0 and _is_whole_text(back := data[::-1]):
        yield Part(("reversed",), back, 0, len(data))
    else:
        yield from backwards(data, budget)


def _is_whole_text(data: bytes) -> bool:
    """Whether it is text whose last character is not cut."""
    if not is_text(data):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def format_backwards(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield a whole view turned around when it is of a binary format then, or one stream that unpacks to sense."""
    if _LEAST <= len(data) <= _MOST_FORMATTED:
        data = data[::-1]
        if formatted(data) or _packed(data, budget):
            yield Part(("reversed",), data, 0, len(data))


def _packed(data: bytes, budget: Budget) -> bool:
    """Whether a stream without a beginning to know it by unpacks to what makes sense by itself."""
    return any(
        plausible(part.data) or formatted(part.data)
        for decoder in KNOWN.undeclared
        for part in decoder(data, budget.trial())
    )


def turned(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield a whole view of text turned around, whatever it is."""
    if 8 <= len(data) <= _MAX_TURNED:
        yield Part(("reversed",), turn(data), 0, len(data))


def around(data: bytes, start: int, end: int, shift: int) -> Part | None:
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


def _trace(text: str) -> tuple[bytes]:
    return (text[::-1].encode("utf-8", "surrogatepass"),)


def _encoded(redo: Redo) -> bytes:
    return redo.data[::-1] if redo.was[::-1] == redo.said else turn(redo.data)


ENCODING = Encoding(
    encode=_encoded,
    name="reversed",
    apart=(b"#&",),  # a character reference
    text=backwards,
    reach=Reach.ALONE,
    binary=bytes_backwards,
    guess=format_backwards,
    guess_text=turned,
    lenses=(Lens(name="reversed", look=around, of_text=_trace, exact=True),),
    turns=True,
)
