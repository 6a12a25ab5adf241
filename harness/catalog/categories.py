"""The categories of personal data."""

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from harness.catalog._load import load_as

Sensitivity = Literal["low", "medium", "high", "critical"]


class Category(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One category of personal data.

    ``typed`` is true for what no API of a device gives: a user types it into the app's own fields.
    ``unresettable`` is true for identifiers the user cannot change; ``reset`` says in words how one can be changed.
    The legal fields hold what ``statuses()`` marks as checked, partly checked or from memory; empty means "no" or
    "not listed".
    """

    id: str
    zh: str
    en: str
    sensitivity: Sensitivity
    typed: bool = False
    sensitivity_note: str = ""
    unresettable: bool = False
    reset: str = ""
    gb35273_group: str = ""
    gb35273_sensitive: str = ""
    pipl_sensitive: str = ""
    play: str = ""
    masvs: tuple[int, ...] = ()
    ccpa: str = ""
    eu: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    status: dict[str, str]
    categories: tuple[Category, ...]


@cache
def _file() -> _File:
    return load_as(Path(__file__).with_name("categories.yaml"), _File)


@cache
def categories() -> dict[str, Category]:
    """Return every category by its id, in the catalogue's order."""
    return {category.id: category for category in _file().categories}


def statuses() -> dict[str, str]:
    """Say for each field of a category how far it was checked (``checked``, ``partly``, ``memory``, ``own``)."""
    return dict(_file().status)
