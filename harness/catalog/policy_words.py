"""The vocabulary of privacy policies: categories, SDK names, and the turns by which something is said of them."""

import re
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from harness.catalog._load import load_as

Language = Literal["zh", "en"]
Promise = Literal[
    "encrypted", "retention", "withdrawal", "account_cancellation", "rights", "complaint", "reply_limit", "minors",
    "personalisation_off",
]  # fmt: skip


class _Both(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def of(self, language: Language) -> tuple[str, ...]:
        return self.zh if language == "zh" else self.en


class _Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    covers: tuple[str, ...]
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    origin: Literal["ours"]
    categories: dict[str, _Both]
    both: tuple[_Group, ...]
    umbrellas: tuple[_Group, ...]
    in_lists: dict[str, _Both]
    ignored: _Both


class NamedSdk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How policies call the SDKs of these package prefixes (``names``), and the companies behind them."""

    prefixes: tuple[str, ...]
    names: tuple[str, ...]
    companies: tuple[str, ...]


class _Sdks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    origin: Literal["ours"]
    sdks: tuple[NamedSdk, ...]


class _Sections(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    collect: _Both
    sdk: _Both
    not_collect: _Both
    aside: _Both


class _Cues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    origin: Literal["ours"]
    masks: _Both
    collect: _Both
    collect_denied: _Both
    upload: _Both
    stays: _Both
    share: _Both
    sell: _Both
    recipients: _Both
    at_large: _Both
    negators: _Both
    conditions: _Both
    exceptions: _Both
    weak: _Both
    background: _Both
    foreground: _Both
    others: _Both
    purposes: _Both
    leads: _Both
    sections: _Sections
    countries: dict[str, _Both]


class _Licence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    grant: _Both
    face: _Both
    content: _Both
    to_the_user: _Both
    denied: _Both


class _Places(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    abroad: _Both
    denied: _Both
    in_china: _Both


class _Turns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    origin: Literal["ours"]
    promises: dict[Promise, _Both]
    places: _Places
    licence_terms: dict[str, _Both]
    licence: _Licence


class Word(msgspec.Struct, frozen=True):
    """What a word stands for: categories (none: it only keeps shorter words from being found in it).

    ``vague``: it is an umbrella, which names none of them. ``listed``: it stands for them only beside another word of
    a list ("name, e-mail and address").
    """

    covers: tuple[str, ...] = ()
    vague: bool = False
    listed: bool = False


class Cues(msgspec.Struct, frozen=True):
    """The turns of one language, compiled; see ``policy_cues.yaml`` for what each is."""

    masks: re.Pattern[str]
    collect: re.Pattern[str]
    collect_denied: re.Pattern[str]
    upload: re.Pattern[str]
    stays: re.Pattern[str]
    share: re.Pattern[str]
    sell: re.Pattern[str]
    recipients: re.Pattern[str]
    at_large: re.Pattern[str]
    negators: re.Pattern[str]
    conditions: re.Pattern[str]
    exceptions: re.Pattern[str]
    weak: re.Pattern[str]
    background: re.Pattern[str]
    foreground: re.Pattern[str]
    others: re.Pattern[str]
    purposes: re.Pattern[str]
    leads: re.Pattern[str]
    section_collect: re.Pattern[str]
    section_sdk: re.Pattern[str]
    section_not: re.Pattern[str]
    section_aside: re.Pattern[str]
    countries: dict[str, re.Pattern[str]]


class Turns(msgspec.Struct, frozen=True):
    """The turns of ``policy_turns.yaml`` in one language, compiled: anywhere in a sentence, parts of words included."""

    promises: dict[Promise, re.Pattern[str]]
    abroad: re.Pattern[str]
    denied_abroad: re.Pattern[str]
    in_china: re.Pattern[str]
    licence_terms: dict[str, re.Pattern[str]]
    grant: re.Pattern[str]
    face: re.Pattern[str]
    content: re.Pattern[str]
    to_the_user: re.Pattern[str]
    denied_licence: re.Pattern[str]


@cache
def turns(language: Language) -> Turns:
    """Return the turns of promises, places and licences in a language."""
    file = load_as(Path(__file__).with_name("policy_turns.yaml"), _Turns)

    def compiled(both: _Both) -> re.Pattern[str]:
        return re.compile("|".join(both.of(language)))

    return Turns(
        promises={kind: compiled(both) for kind, both in file.promises.items()},
        abroad=compiled(file.places.abroad),
        denied_abroad=compiled(file.places.denied),
        in_china=compiled(file.places.in_china),
        licence_terms={term: compiled(both) for term, both in file.licence_terms.items()},
        grant=compiled(file.licence.grant),
        face=compiled(file.licence.face),
        content=compiled(file.licence.content),
        to_the_user=compiled(file.licence.to_the_user),
        denied_licence=compiled(file.licence.denied),
    )


@cache
def _words() -> _Words:
    return load_as(Path(__file__).with_name("policy_words.yaml"), _Words)


@cache
def _cues() -> _Cues:
    return load_as(Path(__file__).with_name("policy_cues.yaml"), _Cues)


@cache
def words(language: Language) -> dict[str, Word]:
    """Return what each word of a language stands for. Words are in lower case."""
    file = _words()
    found: dict[str, Word] = {word.lower(): Word() for word in file.ignored.of(language)}
    for group, vague in ((file.umbrellas, True), (file.both, False)):
        for item in group:
            said = item.zh if language == "zh" else item.en
            found |= {word.lower(): Word(item.covers, vague) for word in said}
    for category, both in file.in_lists.items():
        found |= {word.lower(): Word((category,), listed=True) for word in both.of(language)}
    for category, both in file.categories.items():
        found |= {word.lower(): Word((category,)) for word in both.of(language)}
    return found


@cache
def named_sdks() -> tuple[NamedSdk, ...]:
    """Return how policies call SDKs."""
    return load_as(Path(__file__).with_name("policy_sdks.yaml"), _Sdks).sdks


@cache
def cues(language: Language) -> Cues:
    """Return the compiled turns of a language."""
    file = _cues()
    whole = language == "en"

    def compiled(both: _Both) -> re.Pattern[str]:
        turns = "|".join(both.of(language)) or r"(?!)"
        # Latin words stand alone; what looks ahead of itself has its own end.
        return re.compile(rf"(?<![a-z0-9])(?:{turns})(?![a-z0-9])" if whole else f"(?:{turns})")

    plain = {
        name: compiled(getattr(file, name))
        for name in (
            "masks", "collect", "upload", "stays", "share", "sell", "recipients", "at_large", "conditions",
            "exceptions", "weak", "background", "foreground", "others", "purposes", "leads",
        )
    }  # fmt: skip
    return Cues(
        **plain,
        # "don't": the negator is a part of a word
        negators=re.compile(rf"(?:(?<![a-z])|(?<=[a-z])(?=n['’]t))(?:{'|'.join(file.negators.en)})(?![a-z])")
        if whole
        else compiled(file.negators),
        collect_denied=re.compile("|".join(file.collect_denied.of(language))),
        section_collect=compiled(file.sections.collect),
        section_sdk=compiled(file.sections.sdk),
        section_not=compiled(file.sections.not_collect),
        section_aside=compiled(file.sections.aside),
        countries={code: compiled(both) for code, both in file.countries.items()},
    )
