"""What Android answers instead of data that an app may not have, where it throws no exception."""

from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from harness.catalog._load import load_as


class Refusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row: under its conditions these ``answers`` of ``points`` (globs of ids) are refusals, or an exception with
    the message ``throws``.

    ``without``: only when the app held none of these permissions (named without their prefix).
    """

    points: tuple[str, ...]
    source: str
    answers: tuple[str, ...] = ()
    throws: str = ""
    min_api: int = 0
    max_api: int = 1000
    min_target: int = 0
    max_target: int = 1000
    without: tuple[str, ...] = ()

    def applies(self, api: int | None, target: int | None, held: Callable[[str], bool | None]) -> bool:
        """Whether it holds on a device with this API level, for an app with this target; the unknown fits nothing.

        ``held`` says whether the app held a permission at that moment, ``None`` where that is not known.
        """
        if not _within(api, self.min_api, self.max_api) or not _within(target, self.min_target, self.max_target):
            return False
        return all(held(name) is False for name in self.without)


def _within(level: int | None, least: int, most: int) -> bool:
    return (least, most) == (0, 1000) or (level is not None and least <= level <= most)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    refusals: tuple[Refusal, ...]


@cache
def _refusals() -> tuple[Refusal, ...]:
    return load_as(Path(__file__).with_name("refusals.yaml"), _File).refusals


@cache
def refusals(point: str) -> tuple[Refusal, ...]:
    """Return the rows for one access point. Raises ``CatalogError`` when the shipped table cannot be read."""
    return tuple(row for row in _refusals() if any(fnmatchcase(point, glob) for glob in row.points))
