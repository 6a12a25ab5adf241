"""Sizes in pixels of a 1080x1920 screen at 420 dpi (2.625 pixels per dp), and an estimate of text."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

WIDTH: Final = 1080
HEIGHT: Final = 1920
DENSITY: Final = 420
STATUS_BAR: Final = 63
NAVIGATION_BAR: Final = 126
TITLE_BAR: Final = 147
PAD: Final = 42
GAP: Final = 21
TEXT: Final = 42
SMALL: Final = 37
TITLE: Final = 52
BUTTON: Final = 126
LINE: Final = 1.36


@lru_cache(maxsize=4096)
def text_width(text: str, size: int) -> int:
    """The width of one line. Full-width characters are one em, others about half of one."""
    em = 0.0
    for char in text:
        if unicodedata.combining(char):
            continue
        if _is_wide(char):
            em += 1.0
        elif char in "iljtf.,:;!'|()[] ":
            em += 0.33
        elif char.isupper() or char in "mwMW@%":
            em += 0.72
        else:
            em += 0.56
    return int(em * size + 0.5)


def wrap(text: str, size: int, width: int) -> list[str]:
    """Lines that fit the width: Latin text breaks between words, Chinese anywhere."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            if line and text_width(line + piece.rstrip(), size) > width:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
            while text_width(line, size) > width and len(line) > 1:
                cut = max(1, next(n for n in range(len(line), 0, -1) if n == 1 or text_width(line[:n], size) <= width))
                lines.append(line[:cut])
                line = line[cut:]
        lines.append(line.rstrip())
    return lines


def _is_wide(char: str) -> bool:
    """Whether a Chinese font draws it one em wide; so are quotation marks and dashes, which Unicode calls ambiguous."""
    width = unicodedata.east_asian_width(char)
    return width in "WF" or (width == "A" and 0x2010 <= ord(char) < 0x2030)


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    word = ""
    for char in text:
        wide = _is_wide(char)
        if wide and unicodedata.category(char).startswith("P") and (word or pieces):
            word, pieces = (word + char, pieces) if word else ("", [*pieces[:-1], pieces[-1] + char])
        elif wide:
            if word:
                pieces.append(word)
            pieces.append(char)
            word = ""
        else:
            word += char
            if char == " ":
                pieces.append(word)
                word = ""
    return [*pieces, word] if word else pieces


def line_height(size: int) -> int:
    """The distance of two lines of text."""
    return int(size * LINE)
