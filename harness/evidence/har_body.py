"""The bytes of a body that a HAR file has as text.

HAR 1.2 says how a response's bytes are kept (``encoding: base64``) and nothing of a request's, so every recorder has a
way of its own; docs/recordings.md says which, and from where that is known.
"""

import base64
import binascii
import codecs
import re

from mitmproxy.net.http.headers import infer_content_encoding

_HALF = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_NEVER = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf-7"})
"""Python's codecs that are no character set of a body, or take quadratic time."""
_MARKED = {"utf-16": "\ufeff".encode("utf-16")[:2], "utf-32": "\ufeff".encode("utf-32")[:4]}
"""What these put before a text."""
_MARK = "\ufeff"
REPLACED = "\ufffd"
"""What a decoder puts where bytes were no text."""


def from_base64(text: str) -> tuple[bytes, bool]:
    """Return the bytes that ``text`` stands for, and whether it is no base64 and was taken as it is."""
    try:
        return base64.b64decode(text, validate=False), False
    except (binascii.Error, ValueError):
        return from_text(text)[0], True


def from_text(text: str, content_type: str = "", *, mitmproxy: bool = False, length: int = 0) -> tuple[bytes, bool]:
    """Return the bytes of a body, and whether some may have been replaced where it was made text.

    ``mitmproxy``: by mitmproxy's rules, which lose nothing. ``length`` is how many bytes the recorder says there were,
    0 when it does not.
    """
    if text.isascii():
        return text.encode(), False
    if _HALF.search(text):
        return _from_halves(text)
    if mitmproxy:
        return _by_charset(text, content_type, length)
    data = text.encode()
    try:
        narrow = text.encode("latin-1")
    except UnicodeEncodeError:
        return data, True
    # Each character is a byte: what is binary (Firefox, ProxyPin), and UTF-8 that was taken for Latin-1.
    if length == len(narrow) or _CONTROL.search(text) or _reads(narrow, "utf-8"):
        return narrow, False
    return data, True


def utf8(text: str) -> bytes:
    """Return a text's UTF-8; of lone surrogates, the bytes that ``surrogateescape`` made them of, where it did."""
    return text.encode() if text.isascii() or not _HALF.search(text) else _from_halves(text)[0]


def _from_halves(text: str) -> tuple[bytes, bool]:
    """Return the bytes of a text with lone surrogates: bytes no UTF-8 (PEP 383), or a character cut in two."""
    try:
        data = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass"), True
    return data, data.decode("utf-8", "surrogateescape") != text


def _by_charset(text: str, content_type: str, length: int) -> tuple[bytes, bool]:
    """Return the bytes of which mitmproxy made ``text``: by the content type's charset, or UTF-8 where that failed."""
    wide = text.encode()
    try:
        codec = codecs.lookup(infer_content_encoding(content_type, text[:4096].encode("latin-1", "replace"))).name
        if codec in _NEVER:
            return wide, True
        narrow = text.encode(codec)
    except (LookupError, UnicodeError, ValueError):
        return _with_mark(text, wide, length, len(wide)) or (wide, length != len(wide))
    if (marked := _with_mark(text, wide, length, len(narrow))) is not None:
        return marked
    if codec in _MARKED and length == len(narrow) - len(_MARKED[codec]):
        return narrow.removeprefix(_MARKED[codec]), False  # it began without the mark that Python sets
    if _reads(wide, codec):
        return narrow, False  # UTF-8 would not have failed, and not have made this text
    if length == len(wide) != len(narrow):
        return wide, False
    return narrow, length != len(narrow) or len(narrow) == len(wide)


def _with_mark(text: str, wide: bytes, length: int, by_charset: int) -> tuple[bytes, bool] | None:
    """Return the bytes of a body that began with a byte order mark, which mitmproxy 12 goes by before all else.

    It takes UTF-8's mark away and leaves the others in the text. Of two bytes a character the order is not told: the
    smaller end first is the usual one, and said to be a guess. ``None`` where UTF-8 or the charset (``by_charset``
    bytes) has as many bytes as there were.
    """
    if length in (0, len(wide), by_charset):
        return None
    if length == len(wide) + len(codecs.BOM_UTF8):
        return codecs.BOM_UTF8 + wide, False
    for codec in ("utf-16-le", "utf-32-le") if text.startswith(_MARK) else ():
        if length == len(data := text.encode(codec)):
            return data, True
    return None


def _reads(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeError:
        return False
    return True
