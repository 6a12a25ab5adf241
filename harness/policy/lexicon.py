"""Where words of categories and names of SDKs stand in a sentence."""

import itertools
import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

import ahocorasick_rs
import msgspec

from harness.catalog.policy_words import Language, Word, named_sdks, words
from harness.catalog.sdks import sdks

_INSIDE = re.compile(r"[^(,，。;；]{0,6}\(([^()]{2,400}(?:\([^()]{0,80}\)[^()]{0,200})*)\)")
_OPEN = re.compile(r"等|^(?:例?如)|例如|包括但不限于|such as|e\.g|for example|including|etc|\blike\b")
_PLURALS = ("", "s", "es", "'s")
_JOINT = re.compile(
    r"\s*(?:[,、/]|和|及|与|或)\s*(?:您的|你的)?\s*"
    r"|\s*(?:,\s*)?\b(?:and|or)\b\s*(?:their |your |his |her |the )?|\s*,\s*(?:their |your )?"
)
"""What stands between two words of a list."""
_BEFORE = re.compile(r"(?:^|[,，、/:：(的]|您|你|和|及|与|或|如)$")
_AFTER = re.compile(r"$|[\s,，、/;；。.)]|和|及|与|或|等")
"""What may stand beside a word that counts within a list alone."""


_THING_OF = re.compile(r"'?s? ?(?:advertising id|广告|play\b)")
"""What follows a company's name where it says what a thing is called, and not who is there: "Google Advertising ID"."""


class Hit(msgspec.Struct, frozen=True):
    """One word of a category, with its place in the sentence."""

    start: int
    end: int
    word: str
    covers: tuple[str, ...]
    vague: bool


class Name(msgspec.Struct, frozen=True):
    """A name under which policies know an SDK (``product``) or the company behind some."""

    sdk: str
    company: str
    prefixes: tuple[str, ...]
    product: bool


class NameHit(msgspec.Struct, frozen=True):
    """One name of an SDK or company, with its place in the sentence."""

    start: int
    end: int
    word: str
    name: Name


def _longest(automaton: ahocorasick_rs.AhoCorasick, text: str) -> Iterator[tuple[int, int, int]]:
    """Yield (pattern, start, end) of whole words: the first, the longest of those at one place, none inside another.

    "Our email" in "your email" is no whole word, and must not hide the one that is.
    """
    whole = [
        (start, -end, index)
        for index, start, stop in automaton.find_matches_as_indexes(text, overlapping=True)
        if (end := _whole(text, start, stop))
    ]
    upto = 0
    for start, end, index in sorted(whole):
        if start >= upto:
            upto = -end
            yield index, start, upto


@cache
def _categories(language: Language) -> tuple[ahocorasick_rs.AhoCorasick, tuple[tuple[str, Word], ...]]:
    table = tuple(words(language).items())
    return ahocorasick_rs.AhoCorasick([word for word, _ in table]), table


def category_hits(plain: str, language: Literal["zh", "en", "other"]) -> list[Hit]:
    """Return the words of categories in a sentence (as ``plain``); the longest at each place wins."""
    if language == "other":
        return []
    automaton, table = _categories(language)
    found: list[Hit] = []
    alone: set[int] = set()
    for index, start, end in _longest(automaton, plain):
        word, means = table[index]
        if means.listed:
            begins = _latin(word[0]) or _BEFORE.search(plain, max(0, start - 1), start)
            if not (begins and _AFTER.match(plain, end)):
                continue
            alone.add(start)
        if means.covers:
            found.append(Hit(start, end, word, means.covers, means.vague))
    for row in (found, list(reversed(found))) if alone else ():
        for one, two in itertools.pairwise(row):
            first, second = sorted((one, two), key=lambda hit: hit.start)
            if one.start not in alone and _JOINT.fullmatch(plain, first.end, second.start):
                alone.discard(two.start)
    found = [hit for hit in found if hit.start not in alone]
    return [hit for hit in found if not (hit.vague and _listed(plain, hit, found))]


def _listed(plain: str, umbrella: Hit, hits: list[Hit]) -> bool:
    """Whether an umbrella is followed by the whole of what is under it: "device information (IMEI, Android ID)".

    Examples ("such as", "等") leave it open, and vague.
    """
    inside = _INSIDE.match(plain, umbrella.end)
    return (
        inside is not None
        and not _OPEN.search(inside[1])
        and any(inside.start() < hit.start < inside.end() and not hit.vague for hit in hits)
    )


def _whole(text: str, start: int, end: int) -> int:
    """Return where the word at this place ends (a plural's s included), 0 when it is a part of a longer Latin word."""
    if start and _latin(text[start]) and _latin(text[start - 1]):
        return 0
    if not _latin(text[end - 1]):
        return end
    for plural in _PLURALS:
        after = end + len(plural)
        if text.startswith(plural, end) and (after >= len(text) or not _latin(text[after])):
            return after
    return 0


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


@cache
def _names() -> tuple[ahocorasick_rs.AhoCorasick, tuple[tuple[str, Name], ...]]:
    known = sdks()
    table: dict[str, Name] = {}
    for entry in named_sdks():
        first = known[entry.prefixes[0]]
        for word in entry.names:
            named = (known[prefix].name for prefix in entry.prefixes if word.lower() in known[prefix].name.lower())
            table[word.lower()] = Name(next(named, first.name), first.company, entry.prefixes, True)
        for word in entry.companies:
            table.setdefault(word.lower(), Name("", first.company, entry.prefixes, False))
    for sdk in known.values():
        # The catalogue's own names and prefixes, where nobody wrote how policies call the SDK.
        table.setdefault(sdk.name.lower(), Name(sdk.name, sdk.company, (sdk.prefix,), True))
        table.setdefault(sdk.prefix, Name(sdk.name, sdk.company, (sdk.prefix,), True))
    rows = tuple(table.items())
    return ahocorasick_rs.AhoCorasick([word for word, _ in rows]), rows


def sdk_hits(plain: str) -> list[NameHit]:
    """Return the names of SDKs and of the companies behind them in a sentence (as ``plain``)."""
    automaton, table = _names()
    found = [NameHit(start, end, *table[index]) for index, start, end in _longest(automaton, plain)]
    return [hit for hit in found if hit.name.product or not _THING_OF.match(plain, hit.end)]
