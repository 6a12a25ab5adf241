"""How many examples are tried: all that a test asks for, a tenth where only quick tests are asked for."""

import os
from collections.abc import Sequence
from typing import TypeVar

from hypothesis import settings

ALL = "HARNESS_ALL_EXAMPLES"
"""Set by CI, which asks for the quick tests first, and for all examples of them."""
LEAST = 20
_Case = TypeVar("_Case")
_ONLY_QUICK = [False]


def choose(marks: str) -> bool:
    """Take what ``-m`` says: ``quick`` is for trying a change, ``make test`` and CI try all. Return whether it is that.

    To be told before tests are collected, which ask as they are imported.
    """
    _ONLY_QUICK[0] = marks == "quick" and not os.environ.get(ALL)
    if _ONLY_QUICK[0]:  # for tests that do not say how many, which is a hundred
        settings.register_profile("quick", max_examples=LEAST, deadline=None)
        settings.load_profile("quick")
    return _ONLY_QUICK[0]


def few() -> bool:
    """Whether of many examples a tenth is tried."""
    return _ONLY_QUICK[0]


def examples(most: int) -> settings:
    """Let a test try ``most`` examples, however long each takes."""
    return settings(max_examples=min(most, max(LEAST, most // 10)) if _ONLY_QUICK[0] else most, deadline=None)


def some(cases: Sequence[_Case], least: int = 3) -> Sequence[_Case]:
    """Return all of many cases that are alike, such as seeds; where only quick tests are asked for, a tenth of them."""
    if not _ONLY_QUICK[0] or len(cases) <= least:
        return cases
    most = max(least, len(cases) // 10)
    return [cases[at * len(cases) // most] for at in range(most)]
