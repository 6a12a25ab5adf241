"""Types of apps, and what their basic function needs by regulation."""

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from harness.catalog._load import CatalogError, load_as


class AppType(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One type: ``needs`` are tokens of necessary personal information, ``permissions`` the groups it cannot do
    without (names of the permission catalogue)."""

    id: str
    number: int
    zh: str
    en: str
    function: dict[str, str]
    needs: tuple[str, ...]
    needs_zh: tuple[str, ...]
    permissions: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    instrument: dict[str, str]
    verified: dict[str, str]
    types: tuple[AppType, ...]


@cache
def _file() -> _File:
    return load_as(Path(__file__).with_name("app_types.yaml"), _File)


def app_types() -> dict[str, AppType]:
    """Return every type by its id, in the regulation's order."""
    return {item.id: item for item in _file().types}


def verified() -> dict[str, str]:
    """Say for each part of a type how far it was checked."""
    return dict(_file().verified)


def app_type(name: str) -> AppType:
    """Return a type by its id or number. Raises ``CatalogError`` that lists the ids."""
    for item in _file().types:
        if name in (item.id, str(item.number)):
            return item
    raise CatalogError(f"There is no app type {name[:40]!r}; the types are: {', '.join(app_types())}.")
