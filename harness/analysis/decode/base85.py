"""Base85 as Python and Git write it (RFC 1924's alphabet), ASCII85 as in PDF, and Z85 (ZeroMQ RFC 32).

Whole texts, and whole strings of JSON, in which only ASCII85 has signs that are escaped there.
"""

import base64
import re
from collections.abc import Callable, Iterator

from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.sense import plausible, says_nothing
from harness.analysis.decode.view import Budget, Part, Reach

_LEAST = 20
_ALPHABET = rb"0-9A-Za-z!#$%&()*+\-;<=>?@^_`{|}~"
_WHOLE = re.compile(rb"[%s]{%d,}+" % (_ALPHABET, _LEAST))
_SIGNS = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
_SIGNS_OF_Z85 = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
_FROM_Z85, _TO_Z85 = bytes.maketrans(_SIGNS_OF_Z85, _SIGNS), bytes.maketrans(_SIGNS, _SIGNS_OF_Z85)
_Z85 = re.compile(rb"[%s]{%d,}+" % (re.escape(_SIGNS_OF_Z85), _LEAST))
_ASCII85 = re.compile(rb"(?:<~)?[!-uz\s]{%d,}+(?:~>\s*+)?" % _LEAST)
_TELLING = re.compile(rb"[!#$()*;<>?@^`{|}~\[\]]")
"""Signs that neither base64 nor names have."""
_STRING = re.compile(rb'"([!#-\[\]-~]{%d,}+)"' % _LEAST)
_MARKS = b"!#$()*;<>@^`|~"
"""Signs that words, numbers, addresses and base64 have seldom: one in six of base85's alphabet."""
_SHARE = 16


def base85(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what whole views say, when that makes sense."""
    if len(data) < _LEAST or not _TELLING.search(data):
        return
    for shape, decode, _ in _KINDS:
        if shape.fullmatch(data) and plausible(decoded := _tried(decode, data)):
            yield Part((ENCODING.name,), decoded, 0, len(data))
            return


def in_strings(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what whole strings of JSON say, when that makes sense; strings that say nothing as they are."""
    if len(data) - len(data.translate(None, _MARKS)) < 2:
        return
    for found in _STRING.finditer(data):
        run = found[1]
        if (len(run) - len(run.translate(None, _MARKS))) * _SHARE < len(run):
            continue
        for shape, decode, _ in _KINDS[:2]:
            if shape.fullmatch(run) and plausible(decoded := _tried(decode, run)):
                yield Part((ENCODING.name,), decoded, *found.span(1))
                break
        else:
            if says_nothing(run):
                yield Part((), run, *found.span(1), text=True)


def _tried(decode: Callable[[bytes], bytes], data: bytes) -> bytes:
    try:
        return decode(data)
    except ValueError:
        return b""


def _ascii85(data: bytes) -> bytes:
    return base64.a85decode(data.strip().removeprefix(b"<~").removesuffix(b"~>"))


def _encoded(redo: Redo) -> bytes | None:
    for shape, decode, encode in _KINDS:
        if shape.fullmatch(redo.was) and _tried(decode, redo.was) == redo.said:
            return encode(redo)
    return None


_KINDS: tuple[tuple[re.Pattern[bytes], Callable[[bytes], bytes], Callable[[Redo], bytes]], ...] = (
    (_WHOLE, base64.b85decode, lambda redo: base64.b85encode(redo.data)),
    (
        _Z85,
        lambda data: base64.b85decode(data.translate(_FROM_Z85)),
        lambda redo: base64.b85encode(redo.data).translate(_TO_Z85),
    ),
    (_ASCII85, _ascii85, lambda redo: base64.a85encode(redo.data, adobe=redo.was.startswith(b"<~"))),
)

ENCODING = Encoding(name="base85", text=in_strings, needs=b'"', reach=Reach.STRING, guess_text=base85, encode=_encoded)
