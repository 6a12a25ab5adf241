"""Looks for the values of ``made.py`` in an exchange."""

import functools
from collections.abc import Sequence

from harness.analysis.search.exchange import Scanner
from harness.analysis.search.match import Matcher
from harness.analysis.search.patterns import PatternSet
from harness.evidence.exchange import Exchange
from harness.values.needle import Needle
from tests.analysis.strangers.made import VALUES

NEEDLES = [Needle(value_id=key, category=key, text=value) for key, value in VALUES.items()]


def scanner_of(needles: Sequence[Needle]) -> Scanner:
    """Return what looks for values."""
    patterns = PatternSet()
    patterns.add_needles(needles)
    return Scanner(Matcher(patterns), needles)


@functools.cache
def scanner() -> Scanner:
    """Return what looks for the values; compiled when it is first asked for."""
    return scanner_of(NEEDLES)


def found(exchange: Exchange) -> set[str]:
    """Return the values that have a sighting which is not weak."""
    spots = scanner().scan(exchange).spots
    return {NEEDLES[spot.found.ref].value_id for spot in spots if not spot.found.weak}


MORE = [
    *NEEDLES,
    Needle(value_id="place", category="location_precise", place=(30.274153, 120.155071)),
    *(
        Needle(value_id=f"short.{number}", category=category, text=text)
        for number, (category, text) in enumerate(
            [
                ("credential", "4821"), ("credential", "482913"), ("name", "Li"), ("demographic", "25"),
                ("demographic", "F"), ("demographic", "女"), ("postal_address", "杭州"), ("demographic", "1987-03-14"),
                ("postal_address", "310013"), ("user_account", "10001"), ("carrier", "T-Mobile"),
            ]
        )
    ),
]  # fmt: skip
"""Besides those a position and short or common values, for what must not be found."""


@functools.cache
def scanner_of_all() -> Scanner:
    """Return what looks for all of them."""
    return scanner_of(MORE)
