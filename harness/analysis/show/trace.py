"""The way from the wire to one sighting's value, walked again by the scanner itself."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from harness.analysis.calls.operations import recorded
from harness.analysis.model import Sighting
from harness.analysis.search.exchange import Scanner
from harness.analysis.search.found import Layer, Spot
from harness.analysis.search.match import Matcher
from harness.analysis.search.patterns import PatternSet
from harness.analysis.search.recorded_calls import RecordedCalls
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Observation
from harness.values.needle import Needle

_LONGEST = 4096
"""Longer values are not walked to again: what they would cost is out of proportion."""


def needles_of(values: Mapping[str, Any], sightings: Iterable[Sighting]) -> list[Needle]:
    """Return an assessment's sighted values as they were looked for; none for a redacted assessment."""
    # What two personas' runs do not have in common cannot be recognised in one of them.
    categories = {row.value_id: row.category for row in sightings if row.form != "differential"}
    made = (needle_of(value_id, category, values.get(value_id)) for value_id, category in sorted(categories.items()))
    return [needle for needle in made if needle is not None and len(needle.text) <= _LONGEST]


def needle_of(value_id: str, category: str, value: Any) -> Needle | None:
    """Return a value of an assessment as it was looked for; ``None`` where there is none."""
    if isinstance(value, Mapping):
        try:
            place = (float(value["latitude"]), float(value["longitude"]))
        except (KeyError, TypeError, ValueError):
            return None
        return Needle(value_id=value_id, category=category, place=place)
    if value in (None, ""):
        return None
    return Needle(value_id=value_id, category=category, text=str(value))


def tracer_of(values: Mapping[str, Any], sightings: Sequence[Sighting], calls: Iterable[Observation]) -> "Tracer":
    """Return a tracer for an assessment's sightings. ``calls`` are the recorded crypto calls they name."""
    needles = needles_of(values, sightings)
    known = RecordedCalls(recorded(calls).operations)
    patterns = PatternSet()
    patterns.add_needles(needles)
    known.add_patterns(patterns)
    return Tracer(Scanner(Matcher(patterns), needles, known), needles)


class Tracer:
    """Finds the steps of sightings. Keeps the last exchange's, since sightings come by exchange."""

    def __init__(self, scanner: Scanner, needles: Sequence[Needle]) -> None:
        """``needles`` are those the scanner looks for."""
        self._scanner = scanner
        self._needles = needles
        self._last: tuple[Exchange, list[Spot]] | None = None

    def steps(self, exchange: Exchange, sighting: Sighting) -> tuple[Layer, ...]:
        """Return the steps from the wire to the value, outermost first; empty when the exchange does not hold it."""
        if self._last is None or self._last[0] is not exchange:
            self._last = (exchange, self._scanner.scan(exchange, trail=True).spots)
        fitting = [spot for spot in self._last[1] if self._fits(spot, sighting)]
        if not fitting:
            return ()
        best = min(
            fitting,
            key=lambda spot: (spot.found.form != sighting.form, abs(spot.found.start - sighting.offset)),
        )
        return best.found.trail

    def _fits(self, spot: Spot, sighting: Sighting) -> bool:
        found = spot.found
        return (
            self._needles[found.ref].value_id == sighting.value_id
            and spot.where == sighting.where
            and spot.direction == sighting.direction
            and found.form.startswith("digest:") == sighting.form.startswith("digest:")
            and len(found.path) == len(sighting.path)
            # Values in the names of places are masked in an assessment.
            and all(own == masked or "{" in masked for own, masked in zip(found.path, sighting.path, strict=True))
        )
