"""An assessment in the making: rows go in as they come, sightings and disclosures come out as they stand."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec

from harness.analysis.assessment import assess, prepare
from harness.analysis.join.actors import Actors
from harness.analysis.model import Actor, Disclosure, Sighting, Verdict
from harness.analysis.model_coverage import Coverage
from harness.analysis.recording import Recording
from harness.analysis.search.found import Layer, Scanned
from harness.analysis.show.trace import Tracer
from harness.evidence.exchange import Exchange
from harness.evidence.parts import changed
from harness.evidence.rows import (
    AppScreen,
    Attempt,
    Connection,
    ConsentScreen,
    Defence,
    Gap,
    Hook,
    Observation,
    PermissionRequest,
    Phase,
    Place,
    Process,
    SelfTest,
)
from harness.evidence.rows.row import Row, kind_of
from harness.values.needle import Needle


class SeenCall(NamedTuple):
    """One observation with its place among all, who made the call, and the ids of the known values in it."""

    number: int
    row: Observation
    actor: Actor
    value_ids: list[str]


class SeenExchange(NamedTuple):
    """One exchange, and what the search in it left."""

    exchange: Exchange
    scanned: Scanned
    value_ids: list[str]


class Standing(NamedTuple):
    """What an assessment made now would say of what left."""

    sightings: Sequence[Sighting]
    disclosures: Sequence[Disclosure]


class Covering(NamedTuple):
    """What it would say of how far the run was seen."""

    coverage: Coverage
    verdict: Verdict
    reasons: list[str]


_LISTS: dict[type[Row], str] = {
    Connection: "connections", Hook: "hooks", Process: "processes", PermissionRequest: "permissions",
    SelfTest: "selftests", Defence: "defences", Gap: "gaps", Attempt: "attempts", ConsentScreen: "consent",
    Place: "places", AppScreen: "screens",
}  # fmt: skip


class Live:
    """Takes what a run sees, in any order between its kinds, and keeps an assessment of it.

    Called on one thread.
    """

    def __init__(
        self,
        base: Recording,
        extra: Sequence[Needle] = (),
        observation: Callable[[int], Observation] | None = None,
        exchange: Callable[[int], Exchange] | None = None,
    ) -> None:
        """``base`` is the recording without its rows; ``extra`` are values to look for besides its persona's.

        ``observation`` and ``exchange`` read one back by its place.
        """
        self._back = (observation, exchange)
        self._base = base
        self._extra = list(extra)
        self._observations: list[Observation] = []
        self._exchanges: list[Exchange] = []
        self._phases: dict[tuple[str, int], Phase] = {}
        self._rows: dict[str, dict[tuple[Any, ...], list[Any]]] = {name: {} for name in _LISTS.values()}
        self._actors = Actors(base.run.app)
        self._ready = prepare(self._recording(), self._extra)
        self.stale = True
        """Whether anything has come since the last :meth:`refresh`."""
        self.uncovered = True
        """Whether anything has come since the last :meth:`covering` that coverage speaks of."""

    def _recording(self) -> Recording:
        lists = {name: [row for same in rows.values() for row in same] for name, rows in self._rows.items()}
        phases = sorted(self._phases.values(), key=lambda row: row.start_us)
        return changed_recording(
            self._base, exchanges=self._exchanges, observations=self._observations, phases=phases, **lists
        )

    def observe(self, rows: Sequence[Observation]) -> list[SeenCall]:
        """Take observations, in the order in which they were written."""
        first = len(self._observations)
        self._observations += rows
        self._touch()
        names = self._ready.needles
        found = []
        for number, row in enumerate(rows, first):
            text = msgspec.json.encode(row.result) + msgspec.json.encode(row.args)
            refs = {hit.pattern.ref for hit in self._ready.matcher.find(text).values if not hit.pattern.need}
            found.append(
                SeenCall(number, row, self._actors.of(row.stack), [names[ref].value_id for ref in sorted(refs)])
            )
        return found

    def exchange(self, exchanges: Sequence[Exchange]) -> list[SeenExchange]:
        """Take exchanges, in the order in which they were written."""
        self._exchanges += exchanges
        self._touch()
        found = []
        for one in exchanges:
            scanned = self._ready.scanner.scan(one)
            refs = {spot.found.ref for spot in scanned.spots}
            found.append(SeenExchange(one, scanned, [self._ready.needles[ref].value_id for ref in sorted(refs)]))
        return found

    def phase(self, row: Phase) -> None:
        """Take a phase, which may not have ended yet."""
        self._phases[row.name, row.start_us] = row
        self._touch()

    def row(self, row: Row) -> None:
        """Take a row of another kind."""
        name = _LISTS.get(type(row))
        if name is not None:
            kind, known = kind_of(type(row)), self._rows[name]
            key = kind.key_of(row) if kind.key else (len(known),)
            known[key] = row.among(known.get(key, []))
            self._touch()

    def plant(self, persona: dict[str, Any]) -> None:
        """Take the persona as it is now."""
        self._base = changed_recording(self._base, persona=persona)
        self._ready = prepare(self._recording(), self._extra)
        self._touch()

    def want(self, needles: Sequence[Needle]) -> None:
        """Look for further values, in what came before, too."""
        self._extra += needles
        self._ready = prepare(self._recording(), self._extra)
        self._touch()

    def _touch(self) -> None:
        self.stale = self.uncovered = True

    def refresh(self) -> Standing:
        """Join again, and return how things stand."""
        self.stale = False
        self._found = assess(self._recording(), self._extra)
        return Standing(self._found.sightings, self._found.disclosures)

    def finish(self) -> Standing:
        """Return how things stand when nothing more comes."""
        return self.refresh()

    def covering(self) -> Covering:
        """Return how far the run is seen now."""
        self.uncovered = False
        return Covering(self._found.coverage, self._found.summary.verdict, self._found.summary.reasons)

    def steps(self, exchange: Exchange, sightings: Sequence[Sighting]) -> list[tuple[Layer, ...]]:
        """Return the way from the wire to the value for each sighting of an exchange (see ``Tracer.steps``)."""
        tracer = Tracer(self._ready.scanner, self._ready.needles)
        return [tracer.steps(exchange, row) for row in sightings]

    def consent(self, phase: str) -> str:
        """Return where the user stands in a phase."""
        from harness.analysis.join.phases import PhaseTimes

        return PhaseTimes(list(self._phases.values())).named(phase, 0).consent


def changed_recording(base: Recording, **parts: Any) -> Recording:
    """Return a recording with other parts."""
    import dataclasses

    return dataclasses.replace(base, **parts)


__all__ = ["Covering", "Live", "SeenCall", "SeenExchange", "Standing", "changed"]
