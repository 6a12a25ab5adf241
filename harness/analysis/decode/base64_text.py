"""Base64: standard and URL alphabets, unpadded, wrapped in lines, and inside other text."""

import base64
import re
from collections.abc import Iterator

from harness.analysis.decode import reversed_text
from harness.analysis.decode.base64_readings import SURELY_BINARY, decode, encoded, mixed
from harness.analysis.decode.broken_lines import begins, goes_on
from harness.analysis.decode.encoding import Encoding, Lens
from harness.analysis.decode.sense import makes_sense
from harness.analysis.decode.shapes import look
from harness.analysis.decode.view import Budget, Part, Reach

_SPACED = re.compile(rb"[A-Za-z0-9/ ]{12,}+={0,2}(?=\f|\Z)")
_WRAPPED = re.compile(rb"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{32,}+(?:\r?\n[A-Za-z0-9+/_-]{2,}+)++={0,2}")
_SIGNS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
_TO_URL = bytes.maketrans(b"+/", b"-_")
_BACKWARDS = (reversed_text.ENCODING.name, "base64")
_HEX = re.compile(rb"[0-9a-f-]++|[0-9A-F-]++")


def base64_runs(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what runs of base64 decode to, from other alignments and backwards where that makes more sense."""
    seen = look(data)
    if seen.wrapped:
        for lines in _WRAPPED.finditer(data):
            if _is_wrapped(lines.group()) and (decoded := decode(lines.group())):
                yield Part(("base64",), decoded, *lines.span())
    for start in seen.spaced:
        # A form's decoder took the plus signs of a sloppy sender for spaces.
        spaced = _SPACED.match(data, start)
        run = spaced.group() if spaced else b""
        if b" " in run and len(run) % 4 == 0 and mixed(run) and any(0x30 <= byte <= 0x39 for byte in run):
            decoded = decode(run.replace(b" ", b"+"))
            if makes_sense(decoded) or len(run) >= SURELY_BINARY:
                yield Part(("base64",), decoded, start, start + len(run))
    if seen.cut:
        budget.cut(0, "runs")
    for start, end, readings in seen.base64:
        for number, (backwards, skipped, decoded, faint) in enumerate(readings):
            elements = _BACKWARDS if backwards else ("base64",)
            left = 0
            if not backwards and decoded:
                left, decoded = begins(data, start, _SIGNS, decoded, (3, 4), amid=skipped > 0)
                if not decoded:
                    continue
            yield Part(elements, decoded, start + skipped + left, end, faint=faint, again=number > 0)


def _is_wrapped(text: bytes) -> bool:
    """Whether lines are as long as the first, but for the last, and hold more than hexadecimal digits."""
    first, *more = text.rstrip(b"=").split()
    return not _HEX.fullmatch(first) and len(more[-1]) <= len(first) and all(len(m) == len(first) for m in more[:-1])


def around(data: bytes, start: int, end: int, shift: int) -> Part | None:
    """Decode the run that holds a trace; ``shift`` is the trace's place in its group of four characters."""
    group = start - shift
    first, last = start, end
    while first > 0 and data[first - 1] in _SIGNS:
        first -= 1
    while last < len(data) and data[last] in _SIGNS:
        last += 1
    begun, first = first, group - (group - first) // 4 * 4
    if first > group - 4 and goes_on(data, begun, _SIGNS, amid=first > begun):
        return None  # what stands before it is on the line before
    decoded = decode(data[first:last])
    return Part(("base64",), decoded, first, last) if decoded else None


def _traces(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield the characters that hold bits of ``data`` only, wherever in a group of three bytes it begins."""
    for skipped, first in ((0, 0), (1, 2), (2, 3)):
        end = (skipped + len(data)) * 8 // 6
        standard = base64.b64encode(b"\0" * skipped + data)[first:end]
        yield standard, first
        url = standard.translate(_TO_URL)
        if url != standard:
            yield url, first


ENCODING = Encoding(
    name="base64",
    text=base64_runs,
    reach=Reach.FIELD,
    shaped=True,
    binary=base64_runs,
    isolated=True,
    lenses=(Lens(name="base64", look=around, of_data=_traces),),
    closing=True,
    encode=encoded,
    tail=b"=",
)
