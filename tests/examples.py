"""How many examples hypothesis tries: all that a test asks for, a tenth where only quick tests are asked for."""

import os

from hypothesis import settings

ALL = "HARNESS_ALL_EXAMPLES"
"""Set by CI, which asks for the quick tests first, and for all examples of them."""
LEAST = 20
_ONLY_QUICK = [False]


def choose(marks: str) -> None:
    """Take what ``-m`` says: ``quick`` is for trying a change, ``make test`` and CI try all.

    To be told before tests are collected, which ask as they are imported.
    """
    _ONLY_QUICK[0] = marks == "quick" and not os.environ.get(ALL)


def examples(most: int) -> settings:
    """Let a test try ``most`` examples, however long each takes."""
    return settings(max_examples=min(most, max(LEAST, most // 10)) if _ONLY_QUICK[0] else most, deadline=None)
