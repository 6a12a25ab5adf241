"""Sightings: what was found in an exchange, with where it went, when, and in which phase."""

from collections.abc import Sequence
from operator import attrgetter

import msgspec

from harness.analysis.join.masks import Mask
from harness.analysis.join.memory import Made, Memory
from harness.analysis.join.phases import PhaseTimes
from harness.analysis.model import Sighting
from harness.analysis.search.found import Spot
from harness.evidence.exchange import Exchange
from harness.values.needle import Needle


def sightings_of(
    found: list[tuple[Exchange, Spot]],
    needles: Sequence[Needle],
    offset_us: int,
    timeline: PhaseTimes,
    mask: Mask,
    memory: Memory,
) -> list[Sighting]:
    """Return the sightings that spots in exchanges are, in the order of their places, numbered.

    ``needles`` are by the spots' references, ``offset_us`` is how far the device's clock is ahead of the exchanges'.
    What ``memory`` has of them already are the same objects, as long as they have the same numbers.
    """
    before = memory.made
    all_of = []
    for exchange, spot in found:
        made = before.get(id(spot))
        if made is None or made.exchange is not exchange:
            row = _sighting(exchange, spot, needles, offset_us, timeline, mask)
            made = Made(spot, exchange, _place(row), row)
        all_of.append(made)
    all_of.sort(key=attrgetter("place"))
    for at, made in enumerate(all_of):
        if made.row.id != (name := f"s{at + 1:05d}"):  # another object: others have the former
            all_of[at] = made._replace(row=msgspec.structs.replace(made.row, id=name))
    memory.made = {id(made.spot): made for made in all_of}
    return [made.row for made in all_of]


def _sighting(
    exchange: Exchange, spot: Spot, needles: Sequence[Needle], offset_us: int, timeline: PhaseTimes, mask: Mask
) -> Sighting:
    needle = needles[spot.found.ref]
    time_us = spot.time_us + offset_us
    return Sighting(
        id="",
        exchange=exchange.id,
        index=exchange.index,
        host=mask(exchange.host) if exchange.kind == "dns" else exchange.host,
        url=mask.url(exchange),
        category=needle.category,
        value_id=needle.value_id,
        where=spot.where,
        path=[mask(element) for element in spot.found.path],
        form=spot.found.form,
        direction=spot.direction,
        phase=timeline.at(time_us).phase,
        time=time_us,
        offset=spot.found.start,
        length=spot.found.end - spot.found.start,
        weak=spot.found.weak,
        calls=list(dict.fromkeys(spot.found.calls)),
    )


def _place(row: Sighting) -> tuple[object, ...]:
    return (row.index, row.direction, row.where, row.offset, row.path, row.value_id, row.form)


def numbered(rows: list[Sighting]) -> list[Sighting]:
    """Sort sightings by their places and number them."""
    rows = sorted(rows, key=_place)
    for number, row in enumerate(rows, 1):
        row.id = f"s{number:05d}"
    return rows
