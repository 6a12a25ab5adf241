"""How a person's name may be written: in another order, in Latin letters, without accents, in part."""

import re
import unicodedata
from collections.abc import Iterator

from harness.values.pinyin import initials, pinyin_names
from harness.values.variant import Guard, Need, Variant, need_of

_CHINESE = re.compile(r"[\u4e00-\u9fff]{3,4}")


def names(text: str) -> Iterator[Variant]:
    """Yield how a person's name is written besides: in another order, without the family's, in Latin letters."""
    for written in _latin_names(text):
        yield Variant("name-order", written, Guard.WORD, need_of(written), hashed=False)
    if _CHINESE.fullmatch(text):
        for size in (1, 2):
            if len(text) - size >= 2:
                yield Variant("part:given", text[size:], Guard.NONE, Need.KEY, hashed=False)
    first = initials(text)
    for written in (first, first.upper()) if first else ():
        yield Variant("part:initials", written, Guard.WORD, Need.KEY, hashed=False)
    for written in pinyin_names(text):
        need = Need.NOTHING if len(written) >= 9 else Need.NAME
        # Of so many spellings, digests are made of the ones without marks.
        yield Variant("pinyin", written, Guard.WORD, need, hashed=written.isalpha() and written.islower())


def _latin_names(text: str) -> Iterator[str]:
    """Yield how a name in Latin letters is written besides: the other way round, and without accents."""
    words = text.replace(",", " ").split()
    if not 2 <= len(words) <= 4 or not all(letter.isalpha() or letter in "'-. ," for letter in text):
        return
    plain_words = [_unaccented(word) for word in words]
    if not "".join(plain_words).isascii():
        return  # other scripts; names in Chinese have no spaces
    for each in (words, plain_words):
        for given in (" ".join(each), " ".join((each[-1], *each[:-1])), ", ".join((each[-1], " ".join(each[:-1])))):
            yield given
            yield given.lower()
    yield ".".join(plain_words).lower()
    yield "".join(plain_words).lower()


def _unaccented(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
