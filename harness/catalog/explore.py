"""The words that steer the explorer."""

import re
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from harness.catalog._load import CatalogError, load_as
from harness.catalog.consent import normal

_PATH = Path(__file__).with_name("explore.yaml")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class _Avoid(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    what: str
    patterns: tuple[str, ...]


class _Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    what: str
    patterns: tuple[str, ...]
    value: str = ""
    text: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    avoid: tuple[_Avoid, ...]
    affirmative: tuple[str, ...]
    fields: tuple[_Field, ...]
    changing: tuple[str, ...]
    loading: tuple[str, ...]


class FieldWords(msgspec.Struct, frozen=True):
    """A kind of field: its name, the id of the persona's ``value`` for it (or a fixed ``text``), and its words."""

    what: str
    value: str
    text: str
    pattern: re.Pattern[str]


class ExploreWords(msgspec.Struct, frozen=True):
    """The compiled words. All patterns match anywhere in a normalised text."""

    avoid: tuple[tuple[str, re.Pattern[str]], ...]
    affirmative: re.Pattern[str]
    fields: tuple[FieldWords, ...]
    changing: re.Pattern[str]
    loading: re.Pattern[str]

    def avoided(self, text: str, resource_id: str = "") -> str:
        """Return why a control of this label and id is not touched, empty when it may be."""
        for said in (normal(text), words_of_id(resource_id)):
            for what, pattern in self.avoid:
                if said and pattern.search(said):
                    return what
        return ""

    def field(self, texts: list[str], *, password: bool = False) -> FieldWords:
        """Return the kind of a field that is described by these texts, the most telling first."""
        if password:
            return next(one for one in self.fields if one.what == "password")
        for text in texts:
            found = next((one for one in self.fields[:-1] if one.pattern.search(normal(text))), None)
            if found is not None:
                return found
        return self.fields[-1]

    def steady(self, text: str) -> str:
        """Return a text without what changes by itself."""
        return self.changing.sub("#", normal(text))


def words_of_id(resource_id: str) -> str:
    """Return the words of a resource id such as ``com.app:id/btn_logOut``."""
    return normal(_CAMEL.sub(" ", resource_id.rpartition("/")[2]).replace("_", " "))


@cache
def explore_words() -> ExploreWords:
    """Load the shipped words. Raises ``CatalogError`` when they are none."""
    raw = load_as(_PATH, _File)

    def either(patterns: tuple[str, ...]) -> re.Pattern[str]:
        try:
            return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
        except re.error as error:
            raise CatalogError(f"{_PATH}: {error} in one of {list(patterns)[:3]}") from error

    kinds = [one.what for one in raw.fields]
    if "password" not in kinds or not kinds or kinds[-1] != "other":
        raise CatalogError(f"{_PATH}: the fields must name 'password', and 'other' last")
    return ExploreWords(
        avoid=tuple((one.what, either(one.patterns)) for one in raw.avoid),
        affirmative=either(raw.affirmative),
        fields=tuple(FieldWords(one.what, one.value, one.text, either(one.patterns)) for one in raw.fields),
        changing=either(raw.changing),
        loading=either(raw.loading),
    )
