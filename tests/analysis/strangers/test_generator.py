"""Strangers' stacks are undone, confusable traffic says nothing. Figures: ``benchmarks/analysis/strangers.py``."""

import random

import pytest

from tests.analysis.strangers.confusable import exchanges
from tests.analysis.strangers.encodings import DOCUMENTED, FRAMED, wrap
from tests.analysis.strangers.made import VALUES, document
from tests.analysis.strangers.people import SURE, trials
from tests.analysis.strangers.places import PLACES
from tests.analysis.strangers.scan import MORE, found, scanner_of_all
from tests.table import every


def test_every_documented_encoding_alone() -> None:
    every(sorted(DOCUMENTED), check_alone)


def check_alone(name: str) -> None:
    rng = random.Random(name)
    for category, value in VALUES.items():
        data = wrap(document(value, rng), [name], rng)
        assert found(PLACES["body"](data, rng)) == {category}


@pytest.mark.parametrize("name", sorted(FRAMED))
def test_what_frames_packed_data(name: str) -> None:
    rng = random.Random(name)
    missed = [
        category
        for category in sorted(VALUES)
        for _ in range(3)
        if category not in found(PLACES["body"](wrap(document(VALUES[category], rng), [name], rng), rng))
    ]
    assert len(missed) <= 4, missed  # short values alone, which packers leave nearly as they were


@pytest.mark.parametrize("place", sorted(PLACES))
def test_every_place_of_a_request(place: str) -> None:
    rng = random.Random(place)
    names = sorted(DOCUMENTED)
    cases = [(category, rng.choices(names, k=2)) for category in sorted(VALUES) for _ in range(5)]
    missed = []
    for category, stack in cases:
        data = wrap(document(VALUES[category], rng), stack, rng)
        if category not in found(PLACES[place](data, rng)):
            missed.append(stack)
    assert len(missed) <= 2, missed


@pytest.mark.parametrize("most", [0, 1])
def test_ever_other_values(most: int) -> None:
    assert [row for row in trials("others", SURE, most, 300) if not row[2] or row[3]] == []


@pytest.mark.slow
def test_confusable_traffic_says_nothing() -> None:
    said = [
        (MORE[spot.found.ref].value_id, spot.found.form, spot.found.path)
        for made in exchanges(400_000, 7)
        for spot in scanner_of_all().scan(made.exchange).spots
        if not spot.found.weak
    ]
    assert said == []
