"""What a run of base64's alphabet may say: the encoding of something, read from some place on, or a mere word."""

import base64
import binascii
import re
from typing import NamedTuple

from harness.analysis.decode.again import Redo
from harness.analysis.decode.sense import makes_sense, plausible

SURELY_BINARY = 64
"""Characters: a run this long is worth a view of its own whatever it decodes to."""
_TO_URL = bytes.maketrans(b"+/", b"-_")
_STANDARD = bytes.maketrans(b"-_", b"+/")
_HEX = re.compile(rb"[0-9a-f-]++|[0-9A-F-]++")
_WORDS = re.compile(rb"[A-Za-z]++(?:[/_-][A-Za-z]*+)*+")
_CASES = bytes.maketrans(bytes(range(0x41, 0x5B)) + bytes(range(0x61, 0x7B)), b"A" * 26 + b"a" * 26)
_SHORT = 16
_LEAST_SHIFTED = 9


def decode(run: bytes) -> bytes:
    """Decode a run of either alphabet; a last group that is not whole gives the bytes it holds."""
    text = run.translate(_STANDARD, b"\r\n=")
    left = len(text) % 4
    if left == 1:
        text = text[:-1]
    elif left:
        text += b"=" * (4 - left)
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return b""


def encoded(redo: Redo) -> bytes:
    """Encode in the alphabet of ``was``, with its padding and its lines, whose ends may be spaces for plus signs."""
    was = redo.was
    bare = was.translate(None, b"\r\n=")
    padded = b"=" in was
    url = any(sign in bare for sign in b"-_") or (
        not padded and len(bare) % 4 != 0 and not any(s in bare for s in b"+/")
    )
    text = base64.b64encode(redo.data)
    if url:
        text = text.translate(_TO_URL)
    if not padded and (url or len(bare) % 4):
        text = text.rstrip(b"=")
    if len(bare) % 4 == 1:
        text += bare[-1:]  # a sign too many, which says nothing
    if b" " in was:
        text = text.replace(b"+", b" ")
    lines = was.splitlines(keepends=True)
    if len(lines) > 1:
        width = len(lines[0].rstrip(b"\r\n"))
        end = lines[0][width:]
        text = end.join(text[at : at + width] for at in range(0, len(text), width))
        if was.endswith(end):
            text += end
    return text


def mixed(run: bytes) -> bool:
    """Whether a short run has digits or padding besides capital and small letters, as words seldom have."""
    return (run[-1:] == b"=" or not run.isalpha()) and not (run.islower() or run.isupper())


class Reading(NamedTuple):
    """One way to read a run: from its end, without its first characters, and perhaps only by chance."""

    backwards: bool
    skipped: int
    decoded: bytes
    faint: bool = False


def readings(run: bytes, turned: bool) -> tuple[Reading, ...]:
    """Return what a run with its padding may say; ``turned``: padding may stand before it rather than behind it."""
    if _HEX.fullmatch(run) or (len(run) < _SHORT and not mixed(run)):
        return ()
    decoded = decode(run)
    if plausible(decoded):
        return (Reading(False, 0, decoded),)
    shifted = [decode(run[skipped:]) for skipped in (1, 2, 3)]
    backwards = decode(run[::-1])
    # Short data makes text at another alignment by chance: the readings do not exclude each other.
    likely = [Reading(False, skipped, other) for skipped, other in enumerate(shifted, 1) if _is_likely(other)]
    if _is_likely(backwards):
        likely.append(Reading(True, 0, backwards))
    words = len(run) < SURELY_BINARY and _WORDS.fullmatch(run) is not None and _reads_as_words(run)
    if not words and decoded and makes_sense(decoded):
        likely.append(Reading(False, 0, decoded))
    elif not words and decoded and not likely and makes_sense(backwards):
        likely.append(Reading(True, 0, backwards))
    if likely or words or not decoded:
        return tuple(likely)
    also = (Reading(True, 0, backwards, True),) if turned else ()
    if len(run) >= SURELY_BINARY:
        return (Reading(False, 0, decoded), *also)
    return (*(Reading(False, skipped, other, True) for skipped, other in enumerate((decoded, *shifted))), *also)


def _reads_as_words(run: bytes) -> bool:
    """Whether letters change from small to capital and back as in names of some words: in base64 every second does."""
    cases = run.translate(_CASES)
    return 5 * (cases.count(b"aA") + cases.count(b"Aa")) < 2 * len(run)


def _is_likely(other: bytes) -> bool:
    return len(other) >= _LEAST_SHIFTED and plausible(other)
