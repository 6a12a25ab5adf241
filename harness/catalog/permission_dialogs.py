"""The vocabulary of permission dialogs: who shows them, their controls, the groups, and what apps say around them."""

import re
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from harness.catalog._load import load_as


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A permission group: its permissions (without ``android.permission.``), and patterns that speak of it."""

    id: str
    zh: str
    en: str
    permissions: tuple[str, ...]
    asks: tuple[str, ...]
    purpose: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    packages: tuple[str, ...]
    allow: tuple[str, ...]
    deny: tuple[str, ...]
    deny_for_good: tuple[str, ...]
    message: tuple[str, ...]
    allow_labels: tuple[str, ...]
    deny_labels: tuple[str, ...]
    for_good_labels: tuple[str, ...]
    groups: tuple[Group, ...]
    vague: tuple[str, ...]
    pleas: tuple[str, ...]
    asks_again: tuple[str, ...]
    leaves: tuple[str, ...]
    goes_on: tuple[str, ...]


class PermissionWords(msgspec.Struct, frozen=True):
    """The compiled vocabulary. Patterns of labels match a whole label, the others anywhere in a text."""

    packages: frozenset[str]
    allow: tuple[str, ...]
    deny: tuple[str, ...]
    deny_for_good: tuple[str, ...]
    message: tuple[str, ...]
    allow_labels: re.Pattern[str]
    deny_labels: re.Pattern[str]
    for_good_labels: re.Pattern[str]
    groups: tuple[Group, ...]
    asks: tuple[tuple[str, re.Pattern[str]], ...]
    purposes: dict[str, re.Pattern[str]]
    vague: re.Pattern[str]
    pleas: re.Pattern[str]
    asks_again: re.Pattern[str]
    leaves: re.Pattern[str]
    goes_on: re.Pattern[str]

    def groups_in(self, message: str) -> list[str]:
        """Return the groups that a dialog's message (normalised) asks for, the most specific one alone."""
        found = [group for group, pattern in self.asks if pattern.search(message)]
        # "photos and media" speaks of photos, "call logs" of phones: what is named first in the catalogue decides.
        return found[:1]

    def group_of(self, permission: str) -> str:
        """Return the group of a permission's name, empty for one that no user is asked for."""
        name = permission.rpartition(".")[2]
        return next((group.id for group in self.groups if name in group.permissions), "")


@cache
def permission_words() -> PermissionWords:
    """Load the shipped vocabulary. Raises ``CatalogError`` when it is not one."""
    words = load_as(Path(__file__).with_name("permission_dialogs.yaml"), _File)

    def either(patterns: tuple[str, ...]) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))

    return PermissionWords(
        packages=frozenset(words.packages),
        allow=words.allow,
        deny=words.deny,
        deny_for_good=words.deny_for_good,
        message=words.message,
        allow_labels=either(words.allow_labels),
        deny_labels=either(words.deny_labels),
        for_good_labels=either(words.for_good_labels),
        groups=words.groups,
        asks=tuple((group.id, either(group.asks)) for group in words.groups),
        purposes={group.id: either(group.purpose) for group in words.groups},
        vague=either(words.vague),
        pleas=either(words.pleas),
        asks_again=either(words.asks_again),
        leaves=either(words.leaves),
        goes_on=either(words.goes_on),
    )
