"""Base85 as Python and Git write it (RFC 1924's alphabet), and ASCII85 as in PDF."""

import base64
import re
from collections.abc import Iterator

from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.sense import plausible
from harness.analysis.decode.view import Budget, Part

_LEAST = 20
_ALPHABET = rb"0-9A-Za-z!#$%&()*+\-;<=>?@^_`{|}~"
_WHOLE = re.compile(rb"[%s]{%d,}+" % (_ALPHABET, _LEAST))
_ASCII85 = re.compile(rb"(?:<~)?[!-uz\s]{%d,}+(?:~>\s*+)?" % _LEAST)
_TELLING = re.compile(rb"[!#$()*;<>?@^`{|}~]")
"""Signs that neither base64 nor names have."""


def base85(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what whole views say, when that makes sense."""
    if _WHOLE.fullmatch(data) and _TELLING.search(data):
        try:
            decoded = base64.b85decode(data)
        except ValueError:
            decoded = b""
        if plausible(decoded):
            yield Part((ENCODING.name,), decoded, 0, len(data))
            return
    if len(data) >= _LEAST and _ASCII85.fullmatch(data) and _TELLING.search(data):
        bare = data.strip().removeprefix(b"<~").removesuffix(b"~>")
        try:
            decoded = base64.a85decode(bare)
        except ValueError:
            return
        if plausible(decoded):
            yield Part((ENCODING.name,), decoded, 0, len(data))


def _encoded(redo: Redo) -> bytes:
    try:
        if base64.b85decode(redo.was) == redo.said:
            return base64.b85encode(redo.data)
    except ValueError:
        pass
    return base64.a85encode(redo.data, adobe=redo.was.startswith(b"<~"))


ENCODING = Encoding(name="base85", guess_text=base85, encode=_encoded)
