"""How many examples are tried of cases that are alike: a tenth, unless all are asked for, as CI does."""

import os
from collections.abc import Sequence
from typing import TypeVar

from hypothesis import settings
from hypothesis.internal.conjecture import providers

ALL = "HARNESS_ALL_EXAMPLES"
"""The environment variable that asks for all of them; CI sets it for everything it runs."""
LEAST = 20
_Case = TypeVar("_Case")


def few() -> bool:
    """Whether a tenth is tried."""
    return not os.environ.get(ALL)


def profile() -> None:
    """Have tests that do not say how many try as many as few are; Hypothesis' own number is a hundred.

    Few are too few for the constants of all our modules to come up among them, which it would read the sources for.
    """
    if few():
        providers._get_local_constants = lambda: providers._local_constants
        settings.register_profile("few", max_examples=LEAST, deadline=None)
        settings.load_profile("few")


def examples(most: int) -> settings:
    """Let a test try ``most`` examples, however long each takes."""
    return settings(max_examples=min(most, max(LEAST, most // 10)) if few() else most, deadline=None)


def some(cases: Sequence[_Case], least: int = 3) -> Sequence[_Case]:
    """Return all of many cases that are alike, such as seeds; a tenth of them where few are tried, evenly spread."""
    if not few() or len(cases) <= least:
        return cases
    most = max(least, len(cases) // 10)
    return [cases[at * len(cases) // most] for at in range(most)]
