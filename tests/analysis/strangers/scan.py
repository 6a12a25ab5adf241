"""Looks for the values of ``made.py`` in an exchange."""

import functools

from harness.analysis.search.exchange import Scanner
from harness.analysis.search.match import Matcher
from harness.analysis.search.patterns import PatternSet
from harness.evidence.exchange import Exchange
from harness.values.needle import Needle
from tests.analysis.strangers.made import VALUES

NEEDLES = [Needle(value_id=key, category=key, text=value) for key, value in VALUES.items()]


@functools.cache
def scanner() -> Scanner:
    """Return what looks for the values; compiled when it is first asked for."""
    patterns = PatternSet()
    patterns.add_needles(NEEDLES)
    return Scanner(Matcher(patterns), NEEDLES)


def found(exchange: Exchange) -> set[str]:
    """Return the values that have a sighting which is not weak."""
    spots = scanner().scan(exchange).spots
    return {NEEDLES[spot.found.ref].value_id for spot in spots if not spot.found.weak}
