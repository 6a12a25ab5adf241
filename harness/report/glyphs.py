"""Which fonts a document on paper is set in, so that no character of it becomes an empty box.

Fonts are tried in their order until each character has one; a character that none has is written as its number.
"""

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from fontTools.ttLib import TTCollection, TTFont, TTLibError
from typst import FontInfo, Fonts

_PREFERRED = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "Noto Sans", "DejaVu Sans", "Liberation Sans", "Noto Sans Arabic", "Noto Sans Thai",
    "Noto Sans Devanagari", "Noto Sans Hebrew",
)  # fmt: skip
"""Families, those that have Chinese first; what comes with the compiler (Libertinus Serif) is the last resort."""
_MONO = ("Noto Sans Mono CJK SC", "WenQuanYi Micro Hei Mono", "DejaVu Sans Mono")
_OURS = "paperang_p2_fonts_cjk"
_LAST = "Libertinus Serif"
_MOST = 60
"""Font files that are looked into."""
_EMBEDDED = frozenset(map(chr, (*range(0xA0, 0x180), *range(0x2010, 0x2028), *range(0x2030, 0x203B))))
"""What the fonts inside the compiler have for sure: western letters and punctuation."""
_BREAK = "\u200b"
"""Where a long word may be broken: it is never drawn."""
_CHINESE = "\u4e2d\u6587"


class Typeset(NamedTuple):
    """What to set a text in: families, those for code, all fonts, and the characters that none of them has."""

    fonts: Fonts
    families: list[str]
    mono: list[str]
    missing: frozenset[str]

    @property
    def chinese(self) -> bool:
        """Whether Chinese can be written."""
        return not set(_CHINESE) & self.missing


def typeset(text: str, fonts: Fonts | None = None) -> Typeset:
    """Return the fonts for a text; ``fonts`` are those of this machine and of the packages that harness brings."""
    fonts = fonts or Fonts(include_system_fonts=True, font_paths=_packaged())
    known: dict[str, FontInfo] = {}
    for info in fonts.fonts():
        known.setdefault(info.family, info)
    left = {char for char in {*text, *_CHINESE} if not char.isascii() and not char.isspace() and char != _BREAK}
    used: list[str] = []
    ordered = [name for name in (*_PREFERRED, *sorted(known)) if name in known]
    for name in list(dict.fromkeys(ordered))[:_MOST]:
        if used and not left:
            break
        has = _characters(known[name])
        # The first one sets what is plain; of the others only those that add something are named.
        if not used or left & has:
            used.append(name)
            left -= has
    mono = [name for name in _MONO if name in known]
    return Typeset(fonts, [*used, _LAST], [*mono, *used], frozenset(left))


def written(text: str, missing: Iterable[str]) -> str:
    """Return a text with characters for which there is no font as their numbers."""
    return text.translate({ord(char): f"<U+{ord(char):04X}>" for char in missing})


def _packaged() -> list[str]:
    spec = find_spec(_OURS)
    return list(spec.submodule_search_locations or []) if spec else []


def _characters(info: FontInfo) -> frozenset[str]:
    return _of_file(Path(info.path), info.index) if info.path else _EMBEDDED


@cache
def _of_file(path: Path, index: int) -> frozenset[str]:
    try:
        with path.open("rb") as file:
            head = file.read(4)
        if head == b"ttcf":
            with TTCollection(path, lazy=True) as collection:
                table = collection.fonts[index].getBestCmap()
        else:
            with TTFont(path, lazy=True) as font:
                table = font.getBestCmap()
    except (OSError, TTLibError, IndexError, KeyError):
        return frozenset()
    return frozenset(map(chr, table or ()))
