"""Base32 (RFC 4648), either case, with or without padding."""

import base64
import binascii
import re
from collections.abc import Iterator
from functools import lru_cache

from harness.analysis.decode.again import Redo
from harness.analysis.decode.broken_lines import begins
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.sense import makes_sense
from harness.analysis.decode.shapes import look
from harness.analysis.decode.view import Budget, Part, Reach

_RUN = re.compile(rb"[A-Za-z2-7]{13,}+={0,6}")
"""From the encoding of eight bytes on, as short as a Chinese name in two bytes a character."""
_SIGNS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz234567"
_SURELY_BINARY = 64
_LONGEST_KEPT = 128


def base32_runs(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what the runs say; short ones without digits only when it makes sense."""
    seen = look(data)
    if seen.cut:
        budget.cut(0, "runs")
    for start in seen.base32:
        found = _RUN.match(data, start)
        if found is None:
            continue
        run = found.group()
        decoded, faint = _kept(run) if len(run) <= _LONGEST_KEPT else _decoded(run)
        left, decoded = begins(data, start, _SIGNS, decoded, (5, 8), amid=False)
        if decoded:
            yield Part(("base32",), decoded, start + left, found.end(), faint=faint)


def _decoded(run: bytes) -> tuple[bytes, bool]:
    """Return what a run says and whether it may be a look-alike; nothing when it is none."""
    run = run.rstrip(b"=")
    if not (run.isupper() or run.islower()):
        return b"", False
    run = run.upper()
    whole = len(run) - len(run) % 8 if len(run) % 8 in (1, 3, 6) else len(run)
    try:
        decoded = base64.b32decode(run[:whole] + b"=" * (-whole % 8))
    except binascii.Error:
        return b"", False
    sure = makes_sense(decoded)
    if not sure and run.isalpha():
        return b"", False
    return decoded, not sure and len(run) < _SURELY_BINARY


_kept = lru_cache(maxsize=2048)(_decoded)
"""Names and ids recur in all of an app's traffic."""


def _encoded(redo: Redo) -> bytes:
    text = base64.b32encode(redo.data)
    if b"=" not in redo.was and len(redo.was) % 8:
        text = text.rstrip(b"=")
    return text.lower() if redo.was.islower() else text


ENCODING = Encoding(
    name="base32",
    text=base32_runs,
    reach=Reach.FIELD,
    shaped=True,
    binary=base32_runs,
    isolated=True,
    encode=_encoded,
    tail=b"=",
)
