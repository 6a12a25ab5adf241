"""JSON Web Tokens (RFC 7519)."""

import re
from collections.abc import Iterator

from harness.analysis.decode.again import Redo
from harness.analysis.decode.base64_readings import decode, encoded
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.shapes import look
from harness.analysis.decode.view import Budget, Part, Reach, is_text

_TOKEN = re.compile(rb"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}+\.[A-Za-z0-9_-]{4,}+(?:\.[A-Za-z0-9_-]*+)?")


def tokens(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield header and payload of JSON Web Tokens (RFC 7519)."""
    if not look(data).token:
        return
    for found in _TOKEN.finditer(data):
        at = found.start()
        for name, segment in zip(("header", "payload"), found.group().split(b"."), strict=False):
            decoded = decode(segment)
            if is_text(decoded):
                yield Part((f"jwt:{name}",), decoded, at, at + len(segment))
            at += len(segment) + 1


def _encoded(redo: Redo) -> bytes:
    return encoded(redo).rstrip(b"=")


ENCODING = Encoding(
    name="jwt", text=tokens, reach=Reach.FIELD, shaped=True, binary=tokens, isolated=True, encode=_encoded
)
