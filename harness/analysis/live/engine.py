"""An assessment in the making: rows go in as they come, sightings and disclosures come out as they stand.

Nothing here decides anything: values, patterns, searching, readings and the join are the whole analysis' own. What is
here is the order in which things become known, and what has to be looked at again then.
"""

import copy
import dataclasses
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from harness.analysis.assessment import Joined, Prepared, concluded, join, ordered_calls, summed_up, watched
from harness.analysis.facts.defences import Looked
from harness.analysis.facts.permissions import REQUEST
from harness.analysis.facts.uses import Uses
from harness.analysis.join.actors import Actors
from harness.analysis.join.held import Held
from harness.analysis.join.memory import Memory
from harness.analysis.join.phases import PhaseTimes
from harness.analysis.join.readings import Calls
from harness.analysis.join.transport import Transports
from harness.analysis.live.crypto import CryptoCalls
from harness.analysis.live.reads import Reads
from harness.analysis.live.searched import Noted, Searched
from harness.analysis.live.values import Values
from harness.analysis.model import Actor, Assessment, Disclosure, Sighting, Verdict
from harness.analysis.model_coverage import Coverage
from harness.analysis.recording import Recording
from harness.analysis.search.exchange import Scanner
from harness.analysis.search.found import Layer, Scanned
from harness.analysis.search.patterns import Further, Pattern, PatternSet
from harness.analysis.show.trace import Tracer
from harness.evidence.exchange import Exchange
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

WORK_S = 0.1
"""How long one :meth:`Live.refresh` searches again what something new may be in; the rest waits for the next."""
_EARLY_SHARE = 20
"""Where what is learnt is looked for before the next join, one part of so many of the time may go into it."""
_AT_HAND = 32 << 20
"""Bytes of the newest exchanges that are not read back to be searched again."""


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
    """Takes what a run sees, in any order between its kinds, and keeps an assessment of it. Called on one thread."""

    def __init__(
        self,
        base: Recording,
        extra: Sequence[Needle] = (),
        observation: Callable[[int], Observation] | None = None,
        exchange: Callable[[int], Exchange] | None = None,
    ) -> None:
        """``base`` is the recording without its rows; ``extra`` are values to look for besides its persona's.

        ``observation`` and ``exchange`` read one back by its place. Raises ``ValuesError``.
        """
        self._base = base
        package = base.run.app
        self._values = Values(package, base.persona, extra)
        planted = PatternSet()
        for place in self._values.settle():
            planted.add_needle(place, self._values.needles[place])
        self._meanings: dict[bytes, list[Pattern]] = {data: list(found) for data, found in planted.meanings.items()}
        self._matcher = Noted(planted)
        self._crypto = CryptoCalls()
        self._early = 0.0
        self._keys = 0
        self._masked: dict[str, str] = {}
        self._memory = Memory()
        self._at_hand: OrderedDict[int, Exchange] = OrderedDict()
        self._size = 0
        self._exchange_back = exchange or _nothing
        self._searched = Searched(self._matcher, self._values.needles, self._crypto.made, self._back)
        self._actors = Actors(package, owners=base.owners)
        self._transports = Transports()
        self._carried = False
        """Whether a way out has come that was not seen before."""
        self._calls = Calls(self._matcher, self._actors)
        self._reads = Reads(self._calls, observation or _nothing)
        self._ahead: set[int] = set()
        """Calls that went ahead, and whose turn is still to come."""
        self._asking: list[Observation] = []
        """Calls that ask for permissions."""
        self._looked = Looked()
        self._used = Uses(base.run, package)
        self._phases: dict[tuple[str, int], Phase] = {}
        self._rows: dict[str, dict[tuple[Any, ...], list[Any]]] = {name: {} for name in _LISTS.values()}
        self._timeline, self._held = PhaseTimes(()), Held(base.run, ())
        self._judge = False
        self._revised: list[SeenExchange] = []
        self._open: dict[str, int] = {}
        self._moved: dict[int, int] = {}
        self._found: Joined | None = None
        self.took_s = 0.0
        """How long the last join took, in seconds of this thread, without what was searched again."""
        self.stale = True
        """Whether anything has come that :meth:`refresh` has to do with."""
        self.uncovered = True
        """Whether anything has come since the last :meth:`covering` that coverage speaks of."""

    # -- what comes -----------------------------------------------------------------------------------------------

    def observe(self, rows: Sequence[Observation]) -> list[SeenCall]:
        """Take observations, in the order in which they were written."""
        found = []
        names, first = self._values.needles, self._reads.count
        for _ in self._used.through(self._looked.through(rows)):
            pass
        for number, row in enumerate(rows, first):
            self._values.observe(row)
            if row.category == REQUEST:
                self._asking.append(row)
            self._carried |= self._transports.learn(row)
            if number in self._ahead:
                self._ahead.discard(number)
            else:
                self._crypto.take(row)
            reading = self._reads.take(row, self._timeline, self._held)
            refs = reading.refs if reading is not None else frozenset[int]()
            actor = reading.actor if reading is not None else self._calls.actor(row)
            found.append(SeenCall(number, row, actor, [names[ref].value_id for ref in sorted(refs)] if refs else []))
        self._touch()
        return found

    def ahead(self, number: int, row: Observation) -> None:
        """Take a call that made something before its turn, which comes later; those that made something go ahead in
        their order. ``number`` is its place among all observations.
        """
        if number >= self._reads.count and number not in self._ahead:
            self._ahead.add(number)
            self._crypto.take(row)
            self._touch()

    def exchange(self, exchanges: Sequence[Exchange]) -> list[SeenExchange]:
        """Take exchanges, in the order in which they were written."""
        self._grow_early()
        found = []
        for one in exchanges:
            self._values.exchange(one)
            self._replaces(one)
            self._keep(one)
            found.append(self._seen(one, self._searched.take(one)))
        self._touch()
        return found

    def unfinished(self, exchange: Exchange) -> None:
        """Take an exchange that waits for its answer, or goes on, as it is: that counts until it comes whole.

        Its index is one that no other exchange has, below zero.
        """
        self._grow_early()
        self._replaces(exchange)
        self._keep(exchange)
        self._open[exchange.id] = exchange.index
        self._searched.take_early(exchange)
        self._touch()

    def _replaces(self, exchange: Exchange) -> None:
        """Forget what was taken of an exchange before."""
        early = self._open.pop(exchange.id, None)
        if early is not None:
            self._searched.drop(early)
            self._moved = {old: exchange.index if new == early else new for old, new in self._moved.items()}
            self._moved[early] = exchange.index

    def moved(self) -> dict[int, int]:
        """Return which exchanges have come further, or whole, since: the indexes they had by those they have."""
        found, self._moved = self._moved, {}
        return found

    def _seen(self, exchange: Exchange, scanned: Scanned) -> SeenExchange:
        refs = {spot.found.ref for spot in scanned.spots} - self._values.gone
        return SeenExchange(exchange, scanned, [self._values.needles[ref].value_id for ref in sorted(refs)])

    def _keep(self, exchange: Exchange) -> None:
        self._at_hand[exchange.index] = exchange
        self._size += exchange.size
        while self._size > _AT_HAND:
            self._size -= self._at_hand.popitem(last=False)[1].size

    def _back(self, index: int) -> Exchange:
        found = self._at_hand.get(index)
        return found if found is not None else self._exchange_back(index)

    def phase(self, row: Phase) -> None:
        """Take a phase, which may not have ended yet."""
        self._phases[row.name, row.start_us] = row
        self._placed()

    def row(self, row: Row) -> None:
        """Take a row of another kind."""
        name = _LISTS.get(type(row))
        if name is None:
            return
        kind, known = kind_of(type(row)), self._rows[name]
        key = kind.key_of(row) if kind.key else (len(known),)
        known[key] = row.among(known.get(key, []))
        if isinstance(row, PermissionRequest):
            self._placed()
        if isinstance(row, Connection):
            self.stale = True
        self.uncovered = True

    def _placed(self) -> None:
        """What a moment lies in is known better now."""
        recording = self._recording()
        self._timeline = PhaseTimes(recording.phases)
        self._held = Held(recording.run, recording.phases, recording.permissions)
        self._judge = True
        self._touch()

    def plant(self, persona: dict[str, Any]) -> None:
        """Take the persona as it is now. Raises ``ValuesError``."""
        self._base = dataclasses.replace(self._base, persona=persona)
        self._values.plant(persona)
        self._touch()

    def want(self, needles: Sequence[Needle]) -> None:
        """Look for further values, in what came before, too."""
        self._values.want(needles)
        self._touch()

    def _touch(self) -> None:
        self.stale = self.uncovered = True

    def _recording(self) -> Recording:
        lists: dict[str, Any] = {
            name: [row for same in rows.values() for row in same] for name, rows in self._rows.items()
        }
        phases = sorted(self._phases.values(), key=lambda row: row.start_us)
        return dataclasses.replace(self._base, phases=phases, **lists)

    # -- what follows ---------------------------------------------------------------------------------------------

    def _grow_early(self) -> None:
        """Look for what has become known before the next join does, unless that took long of late: each time all that
        came before is looked through, and what is learnt together is looked for together.
        """
        if time.monotonic() >= self._early:
            begun = time.thread_time()
            self._grow()
            self._early = time.monotonic() + _EARLY_SHARE * (time.thread_time() - begun)

    def _grow(self, *, over: bool = False) -> None:
        """Look for what has become known since; ``over``: no call comes any more."""
        needles, before = self._values.needles, self._values.named
        fresh = self._values.settle()
        if self._values.named != before:
            self._masked.clear()
            self._memory.forget_texts()
        made, keyed = self._crypto.grow(over=over), self._crypto.keyed
        if not fresh and not made:
            return
        patterns = Further(self._meanings)
        for place in fresh:
            patterns.add_needle(place, needles[place])
        if keyed and (fresh or len(keyed) > self._keys):
            patterns.add_keyed(needles, keyed)
        self._keys = len(keyed)
        if made:
            self._crypto.made.add_patterns(patterns, made[0])
        if not patterns.meanings:
            return
        grown = self._matcher.grow(patterns)
        for data, found in patterns.meanings.items():
            self._meanings.setdefault(data, []).extend(found)
        self._searched.grown(grown)
        self._reads.grown(grown)

    def work(self, seconds: float) -> None:
        """Search again what something new may be in, for so long: :meth:`refresh` does, a little."""
        until = time.monotonic() + seconds
        while self._searched.waiting and time.monotonic() < until:
            if (again := self._searched.search_again()) is not None and again[0].index >= 0:
                self._revised.append(self._seen(*again))
        while self._reads.waiting and time.monotonic() < until:
            self._reads.read_again(self._timeline, self._held)

    def revised(self) -> list[SeenExchange]:
        """Return the exchanges that were searched again since."""
        found, self._revised = self._revised, []
        return found

    @property
    def waiting(self) -> bool:
        """Whether something is to be searched again, or comes to rest soon."""
        return bool(self._searched.waiting or self._reads.waiting or self._crypto.resting)

    def refresh(self) -> Standing:
        """Return how things stand."""
        return self._joined(WORK_S)

    def end(self) -> None:
        """Nothing more comes: what never came whole is not in the bundle."""
        for index in self._open.values():
            self._searched.drop(index)
        self._open.clear()
        self._grow(over=True)

    def finish(self) -> Standing:
        """Return how things stand when nothing more comes."""
        self.end()
        return self._joined(float("inf"))

    def _name_transports(self) -> None:
        """Have calls named again when another code turns out to be the way out, or no longer to be it."""
        self._carried = False
        carrying = self._transports.known(self._actors)
        if carrying != self._actors.transport:
            self._actors.transport = carrying
            self._calls.forget_actors()
            self._reads.name_again(self._timeline, self._held)

    def _joined(self, seconds: float) -> Standing:
        self._grow()
        begun = time.thread_time()  # not the time that others took from this thread
        if self._carried:
            self._name_transports()
        if self._judge:
            self._judge = False
            self._reads.judge_again(self._timeline, self._held)
        searching = time.thread_time()
        self.work(seconds)
        begun += time.thread_time() - searching
        self.stale = self.waiting
        gone = self._values.gone
        recording = self._recording()
        rows, readers = self._reads.in_order(gone, ordered=ordered_calls(recording))
        gathered = self._searched.gathered(gone)
        self._found = join(recording, self._ready(), gathered, rows, readers=readers, memory=self._memory)
        self.took_s = time.thread_time() - begun
        return Standing(self._found.sightings, self._found.disclosures)

    def _ready(self) -> Prepared:
        needles = self._values.needles
        return Prepared(
            needles=needles, matcher=self._matcher, scanner=Scanner(self._matcher, needles, self._crypto.made),
            package=self._base.run.app, crypto=self._crypto.recorded(), masked=self._masked,
        )  # fmt: skip

    def covering(self) -> Covering:
        """Return how far the run was seen when things were joined last."""
        self.uncovered = False
        joined, recording = self._last(), self._recording()
        gathered = self._searched.gathered(self._values.gone)
        seen = watched(recording, self._ready(), gathered, joined, self._uses(), self._looked)
        summary = summed_up(joined.disclosures, seen, recording)
        return Covering(seen.coverage, summary.verdict, summary.reasons)

    def assessment(self) -> Assessment:
        """Return the assessment of things as they were joined last; nothing of it is judged."""
        joined, recording = self._last(), dataclasses.replace(self._recording(), observations=self._asking)
        gone = self._values.gone
        rows, _ = self._reads.in_order(gone, ordered=ordered_calls(recording))
        placed = self._reads.placed(rows, self._timeline)
        gathered = self._searched.gathered(gone)
        return concluded(
            recording, self._ready(), gathered, placed, joined, self._uses(), self._looked, self._actors, {}
        )

    def _last(self) -> Joined:
        if self._found is None:
            self._joined(0.0)
        assert self._found is not None  # noqa: S101 - it was joined
        return self._found

    def _uses(self) -> Uses:
        """Return the uses so far, as ones that may be added to."""
        used = copy.copy(self._used)
        used.tallies = {
            key: dataclasses.replace(tally, told=[*tally.told], names=Counter(tally.names))
            for key, tally in self._used.tallies.items()
        }
        return used

    def steps(self, exchange: Exchange, sightings: Sequence[Sighting]) -> list[tuple[Layer, ...]]:
        """Return the way from the wire to the value for each sighting of an exchange (see ``Tracer.steps``)."""
        ready = self._ready()
        tracer = Tracer(ready.scanner, ready.needles)
        return [tracer.steps(exchange, row) for row in sightings]

    def owners(self, stack: Sequence[str]) -> list[Actor]:
        """Return whose each line of a stack is, by itself; what carries others' connections is nobody's."""
        return [self._actors.of([line]) for line in stack]

    @property
    def ahead_us(self) -> int:
        """How far the device's clock is ahead of the one by which exchanges are dated."""
        return self._base.run.clock_offset_us or 0

    def consent(self, phase: str) -> str:
        """Return where the user stands in a phase."""
        return self._timeline.named(phase, 0).consent


def _nothing(number: int) -> Any:
    raise LookupError(number)
