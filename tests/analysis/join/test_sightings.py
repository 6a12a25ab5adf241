"""Sightings are numbered by their places; one that is as it was is the object that it was."""

import msgspec

from harness.analysis.join.masks import Mask
from harness.analysis.join.memory import Memory
from harness.analysis.join.phases import PhaseTimes
from harness.analysis.join.sightings import sightings_of
from harness.analysis.model import Sighting
from harness.analysis.search.found import Found, Spot
from harness.analysis.search.match import Matcher
from harness.analysis.search.patterns import PatternSet
from harness.evidence.exchange import Exchange
from harness.values.needle import Needle

NEEDLES = [Needle(value_id="phone", category="phone_number", text="13800138000")]
MASK = Mask(Matcher(PatternSet()), NEEDLES, {})


def spot(start: int) -> Spot:
    found = Found(ref=0, form="plain", path=(), start=start, end=start + 11)
    return Spot(where="body", direction="request", found=found, time_us=5)


def exchange(index: int) -> Exchange:
    return Exchange(index=index, id=f"x{index}", time_us=5, host="a.example", url="https://a.example/")


def made(found: list[tuple[Exchange, Spot]], memory: Memory) -> list[Sighting]:
    return sightings_of(found, NEEDLES, 100, PhaseTimes(()), MASK, memory)


def test_they_stand_in_the_order_of_their_places_on_the_device_s_clock() -> None:
    one, two = exchange(1), exchange(2)
    rows = made([(two, spot(0)), (one, spot(9)), (one, spot(3))], Memory())
    assert [(row.id, row.index, row.offset, row.time) for row in rows] == [
        ("s00001", 1, 3, 105), ("s00002", 1, 9, 105), ("s00003", 2, 0, 105)
    ]  # fmt: skip


def test_what_is_as_it_was_is_the_same_object_and_what_moves_is_another() -> None:
    memory, found = Memory(), [(exchange(1), spot(0)), (exchange(2), spot(0))]
    first = made(found, memory)
    assert all(new is old for new, old in zip(made(found, memory), first, strict=True))
    before, one, two = made([(exchange(0), spot(0)), *found], memory)
    assert [row.id for row in (before, one, two)] == ["s00001", "s00002", "s00003"]
    assert [row.id for row in first] == ["s00001", "s00002"] and one == msgspec.structs.replace(first[0], id="s00002")
    again = (exchange(1), found[0][1])
    assert made([again, found[1]], memory)[0] is not one


def test_a_spot_in_two_exchanges_is_two_sightings() -> None:
    memory, same = Memory(), spot(0)
    found = [(exchange(1), same), (exchange(2), same)]
    for _ in range(2):
        assert [(row.id, row.index) for row in made(found, memory)] == [("s00001", 1), ("s00002", 2)]
