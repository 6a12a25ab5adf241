"""What stands in binary data behind something else: a length, a header, a TLV, a line of text; a checksum behind it."""

import re
import zlib
from collections.abc import Iterator

from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.inflate import Unpacked, inflate
from harness.analysis.decode.known import KNOWN
from harness.analysis.decode.view import Budget, Part, is_text

_NAME = "framed"
_BEGINNINGS = re.compile(
    rb"\x1f\x8b\x08[\x00-\x1f]|\x28\xb5\x2f\xfd|\x78[\x01\x5e\x9c\xda]|BZh[1-9]1AY&SY|\xfd7zXZ\x00|"
    rb"\x04\x22\x4d\x18[\x40-\x7f]|\xff\x06\x00\x00sNaPpY|PK\x03\x04|bplist00|\xac\xed\x00\x05|Obj\x01"
)
"""How packed and self-describing data begins, as far as what only looks so unpacks to nothing."""
_WBITS = {0x1F: 16 + zlib.MAX_WBITS, 0x78: zlib.MAX_WBITS}
_REACH = 256 << 10
"""How far into a view packed data is looked for."""
_MOST = 32
"""Beginnings that are tried in one view."""
_LEAST = 12
_HEAD = 16
"""How many bytes a header that ends in a length has at most."""
_BEHIND = frozenset({0, 1, 2, 4, 8, 16, 20, 32})
"""Bytes behind the data: an end mark, a checksum, a digest."""
_RUN = re.compile(rb"[\x20-\xff\t\r\n]{24,}+")
_ESCAPING = (b"\\", b"&", b"%")


def behind_something(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what stands behind its own length, and stretches of text with escapes, in what has no structure."""
    yield from _behind_a_length(data)
    for number, found in enumerate(_RUN.finditer(data)):
        if number >= _MOST:
            return
        run, start = found.group(), found.start()
        if any(sign in run for sign in _ESCAPING):
            if not is_text(run):  # a length before it may look like half a character
                start += len(run) - len(run := run.lstrip(_HIGH))
            if len(run) < len(data) and is_text(run):
                yield Part((_NAME,), run, start, start + len(run))


_HIGH = bytes(range(0x80, 0x100))


def packed_inside(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield packed data that unpacks whole, wherever it begins."""
    tried, done = 0, 1
    for found in _BEGINNINGS.finditer(data, 1, _REACH):
        start = found.start()
        if start < done:
            continue
        tried += 1
        if tried > _MOST:
            return
        rest = data[start:]
        one = next((one for magic, one in KNOWN.packed.get(rest[0], ()) if rest.startswith(magic)), None)
        if one is None or one.unpack is None:
            yield Part((_NAME,), rest, start, len(data))  # it says itself where it ends
            return
        wbits = _WBITS.get(rest[0])
        trial = budget.trial()
        out: Unpacked = inflate(rest, wbits, trial, salvage=False) if wbits else one.unpack(rest, trial)
        if out.complete and len(out.data) >= _LEAST:
            done = len(data) - out.rest
            yield Part((_NAME, one.name), out.data, start, done)


def undeclared_behind_a_length(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield whole streams without a beginning to know them by that stand behind their length."""
    for framed in _behind_a_length(data):
        for decoder in KNOWN.undeclared:
            for part in decoder(framed.data, budget):
                yield Part((_NAME, *part.elements), part.data, framed.start, framed.end)


def _behind_a_length(data: bytes) -> Iterator[Part]:
    """Yield what stands behind its length, best to the end of the view, else with a checksum behind."""
    fitting: list[tuple[int, int, int]] = []
    for start in range(2, min(_HEAD, len(data) - _LEAST) + 1):
        for size in (4, 2) if start >= 4 else (2,):
            head = data[start - size : start]
            for length in (int.from_bytes(head, "big"), int.from_bytes(head, "little")):
                behind = len(data) - start - length
                if length >= _LEAST and behind in _BEHIND:
                    fitting.append((behind, -size, start))
    if fitting:
        behind, _, start = min(fitting)
        yield Part((_NAME,), data[start : len(data) - behind], start, len(data) - behind)


def _glance(data: bytes) -> bool:
    """Whether a length stands before all of it, or packed data begins soon."""
    size = len(data) - 4
    return (size >= _LEAST and size in (int.from_bytes(data[:4], "big"), int.from_bytes(data[:4], "little"))) or (
        _BEGINNINGS.search(data, 1, 2 * _HEAD) is not None
    )


ENCODING = Encoding(
    name=_NAME,
    glance=_glance,
    beside=packed_inside,
    guess=behind_something,
    undeclared_inside=undeclared_behind_a_length,
)
