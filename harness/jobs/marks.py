"""What an assessment says of each exchange, for whoever looks at the traffic in another program."""

from collections import defaultdict
from typing import Any

from harness.analysis.join.phases import PhaseTimes
from harness.evidence.exchange import Exchange
from harness.evidence.har_write import Marks
from harness.jobs.assess import Asked, Assessed, assess_asked
from harness.jobs.told import Told


def marks_for(asked: Asked, told: Told) -> Marks:
    """Return the marks for what was read, none where there is nothing to look for."""
    return marks_of(assess_asked(asked, told)) if asked.planted else lambda exchange: {}


def marks_of(assessed: Assessed) -> Marks:
    """Return the phase of each exchange, who sent it as far as a disclosure tells, and the sightings in it.

    Values themselves are not in it, only their ids. ``actor`` is an actor's id, ``sightings`` and ``disclosures`` have
    the assessment's ids.
    """
    found = assessed.found
    recording = assessed.recording
    times = PhaseTimes(recording.phases)
    ahead_us = recording.run.clock_offset_us or 0
    by_exchange: dict[int, list[dict[str, Any]]] = defaultdict(list)
    place: dict[str, int] = {}
    for row in found.sightings:
        place[row.id] = row.index
        by_exchange[row.index].append(
            {
                "id": row.id, "category": row.category, "value_id": row.value_id, "direction": row.direction,
                "where": row.where, "path": row.path, "form": row.form, **({"weak": True} if row.weak else {}),
            }
        )  # fmt: skip
    actors: dict[int, set[str]] = defaultdict(set)
    disclosures: dict[int, list[str]] = defaultdict(list)
    for disclosure in found.disclosures:
        for index in {place[sighting] for sighting in disclosure.sightings if sighting in place}:
            actors[index].add(disclosure.actor.id)
            disclosures[index].append(disclosure.id)

    def marks(exchange: Exchange) -> dict[str, Any]:
        said: dict[str, Any] = {}
        if recording.phases and exchange.time_us:
            said["phase"] = times.at(exchange.time_us + ahead_us).phase
        if exchange.index in by_exchange:
            said["sightings"] = by_exchange[exchange.index]
        if exchange.index in disclosures:
            said["disclosures"] = disclosures[exchange.index]
            said["actor"] = sorted(actors[exchange.index])
        return said

    return marks
