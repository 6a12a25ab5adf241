"""Chinese names as apps and servers write them in Latin letters."""

import re
from collections.abc import Iterator

_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_LEAST = 5
"""Letters of the shortest spelling worth looking for."""


def pinyin_names(text: str) -> Iterator[str]:
    """Yield spellings of a name of two to four characters: with and without space, either order, three cases.

    Where the family name may have one character or two, both are tried; some spellings come twice.
    """
    if not _NAME.fullmatch(text):
        return
    from pypinyin import lazy_pinyin  # its tables take a moment to load

    syllables = lazy_pinyin(text)
    for split in (1, 2):
        family, given = "".join(syllables[:split]), "".join(syllables[split:])
        if not given or len(family) + len(given) < _LEAST:
            continue
        for first, second in ((family, given), (given, family)):
            for joint in ("", " ", "_", "-", "."):
                for word in (str.lower, str.upper, str.title):
                    yield joint.join((word(first), word(second)))
        families, givens = syllables[:split], syllables[split:]
        yield ", ".join((family.title(), given.title()))
        for parts in ((families, givens), (givens, families)):
            for joint in ("", " "):
                yield joint.join("".join(map(str.title, part)) for part in parts)
            for word in (str.lower, str.title):
                yield " ".join(word(syllable) for part in parts for syllable in part)
    yield from _with_tones(text)


def _with_tones(text: str) -> Iterator[str]:
    """Yield a name with the marks of its tones, by words and by syllables."""
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(text, style=Style.TONE)
    for split in (1, 2):
        family, given = "".join(syllables[:split]), "".join(syllables[split:])
        if given:
            for word in (str.lower, str.capitalize):
                yield " ".join((word(family), word(given)))
                yield "".join((word(family), word(given)))


def initials(text: str) -> str:
    """Return the first letters of the syllables of a name of two to four characters, else nothing."""
    if not _NAME.fullmatch(text):
        return ""
    from pypinyin import lazy_pinyin

    return "".join(syllable[0] for syllable in lazy_pinyin(text))
