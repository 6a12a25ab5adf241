"""File names as text: on Linux a name is bytes, and nothing says that they are UTF-8, one line, or harmless."""

from collections.abc import Iterable
from difflib import get_close_matches
from os import PathLike, fspath


def shown(name: str | PathLike[str]) -> str:
    """Return a file's name as one line of text that can be encoded and printed.

    Bytes that are no UTF-8 (surrogates, as Python reads them: PEP 383), control and bidirectional characters and line
    ends become ``\\x..``; other text stays as it is.
    """
    text = fspath(name)
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def or_meant(name: str, known: Iterable[str], otherwise: str = "", *, most: int = 1, cutoff: float = 0.6) -> str:
    """Return the end of a sentence that says that a name is not known: ``; did you mean ...?`` with at most so many
    that are near it (``cutoff`` as ``difflib.get_close_matches`` has it), and ``otherwise`` where none is.
    """
    near = get_close_matches(name, list(known), most, cutoff)
    return f"; did you mean {' or '.join(near)}?" if near else otherwise
