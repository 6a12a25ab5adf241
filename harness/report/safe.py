"""Make text from the app, its traffic or its files fit to be shown.

Everything that an app under test can influence is hostile: it may hold control characters that drive a terminal,
bidirectional overrides that reverse what is read, or simply ten megabytes. Nothing here escapes HTML; that is the
template engine's job, done always.
"""

import unicodedata
from dataclasses import dataclass

_MAX_COMBINING = 3
_INVISIBLE = {0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0}


def _shown(char: str, keep: str) -> str:
    code = ord(char)
    if char in keep:
        return char
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} or code in _INVISIBLE or code & 0xFFFE == 0xFFFE:
        return f"\u27e8U+{code:04X}\u27e9"
    return char


def visible(text: str, *, multiline: bool = False) -> str:
    """Return ``text`` with every control, bidi or invisible character replaced by a visible picture of it.

    So is what no XML may hold: U+FFFE, U+FFFF and their like in other planes (XML 1.0, 2.2, and its note).
    Line ends and tabs stay only when ``multiline``. Long runs of combining marks, which can paint over the lines
    around them, are cut.
    """
    if text.isascii() and text.isprintable():
        return text
    keep = "\n\t" if multiline else ""
    out: list[str] = []
    marks = 0
    for char in text:
        if unicodedata.combining(char):
            marks += 1
            if marks > _MAX_COMBINING:
                continue
        else:
            marks = 0
        out.append(_shown(char, keep))
    return "".join(out)


@dataclass(frozen=True, slots=True)
class Clipped:
    """A text cut to a bound; ``more`` says how many characters were left out."""

    text: str
    more: int = 0


def clip(text: str, limit: int, *, multiline: bool = False) -> Clipped:
    """Return at most ``limit`` characters of ``text``, made visible, and how many more there are."""
    return Clipped(visible(text[:limit], multiline=multiline), max(0, len(text) - limit))


def one_line(text: str, limit: int) -> str:
    """Return ``text`` as a single bounded line, the cut shown by an ellipsis: for labels and table cells."""
    if len(text) <= limit:
        return visible(text)
    return visible(text[: max(1, limit - 1)]) + "\u2026"
