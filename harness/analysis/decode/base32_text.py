"""Base32 (RFC 4648), either case, with or without padding."""

import base64
import binascii
import re
from collections.abc import Iterator

from harness.analysis.decode.sense import makes_sense
from harness.analysis.decode.view import Budget, Part

_RUN = re.compile(rb"[A-Za-z2-7]{16,}+={0,6}")

_SURELY_BINARY = 64


def base32_runs(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what the runs say; short ones without digits only when it makes sense."""
    if len(data) < 16:
        return
    for found in _RUN.finditer(data):
        run = found.group().rstrip(b"=")
        if not (run.isupper() or run.islower()):
            continue
        run = run.upper()
        whole = len(run) - len(run) % 8 if len(run) % 8 in (1, 3, 6) else len(run)
        try:
            decoded = base64.b32decode(run[:whole] + b"=" * (-whole % 8))
        except binascii.Error:
            continue
        sure = makes_sense(decoded)
        if sure or not run.isalpha():
            yield Part(("base32",), decoded, *found.span(), faint=not sure and len(run) < _SURELY_BINARY)
