"""Ties values to the calls that read or handled them, and ranks who let a value leave."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from harness.analysis.calls.operations import observation_id, role
from harness.analysis.join.actors import NOBODY, Actors, owner_of
from harness.analysis.join.held import Held
from harness.analysis.join.phases import Moment, PhaseTimes
from harness.analysis.join.refused import Outcome, outcome
from harness.analysis.join.sockets import Socket, socket_of
from harness.analysis.model import Actor, Candidate
from harness.analysis.search.match import Matcher
from harness.catalog.categories import categories
from harness.evidence.rows import Observation
from harness.values.needle import texts

SLACK_US = 50_000
"""How much later than the sighting a reading may be stamped: the two clocks are compared only once a run."""
_MAX_BYTES = 1 << 20
_MOST_STACKS = 50_000
_WRITES = frozenset({"insert", "update", "delete", "apply"})


class Reading(NamedTuple):
    """One observation as far as the join needs it.

    ``refs`` are the values in it; ``handled``: it did not read them. ``threw``: it ended in an exception; ``outcome``
    says what came of it. ``pid`` and ``thread`` say where it ran; ``socket`` is the connection it opened.
    """

    id: str
    time_us: int
    last_us: int
    point: str
    category: str
    moment: Moment
    actor: Actor
    refs: frozenset[int]
    handled: bool
    threw: bool
    outcome: Outcome
    calls: int
    pid: int
    thread: tuple[int, str]
    socket: Socket | None


def is_personal(category: str | None) -> bool:
    """Whether a point's category is one of personal data (points that hide or carry data have other ones)."""
    return category is not None and category in categories()


def readings(
    observations: Iterable[Observation], matcher: Matcher, actors: Actors, timeline: PhaseTimes, held: Held
) -> list[Reading]:
    """Return what read personal data, handled a known value or was a crypto call, in the order of time.

    ``held`` knows the app's permissions.
    """
    made = Calls(matcher, actors)
    found = (made.reading(row, timeline, held) for row in observations)
    return in_order(row for row in found if row is not None)


class Calls:
    """Makes readings of observations, one by one."""

    def __init__(self, matcher: Matcher, actors: Actors) -> None:
        """``matcher`` may grow meanwhile."""
        self._matcher = matcher
        self._actors = actors
        self._by_stack: dict[tuple[str, ...], Actor] = {}

    def actor(self, row: Observation) -> Actor:
        """Return who made a call."""
        stack = tuple(row.stack)
        found = self._by_stack.get(stack)
        if found is None:
            if len(self._by_stack) >= _MOST_STACKS:
                self._by_stack.clear()
            found = self._by_stack[stack] = self._actors.of(stack)
        return found

    def reading(self, row: Observation, timeline: PhaseTimes, held: Held) -> Reading | None:
        """Return an observation as far as the join needs it, ``None`` when it does not."""
        blob = searched(row)
        if blob is None:
            return None
        personal = _reads(row)
        refs = self.refs(blob)
        socket = socket_of(row)
        if not personal and not refs and socket is None and role(row.point) is None:
            return None
        return Reading(
            id=observation_id(row),
            time_us=row.time_us,
            last_us=row.last_us or row.time_us,
            point=row.point,
            category=row.category or "",
            moment=timeline.named(row.phase, row.time_us),
            actor=self.actor(row),
            refs=refs,
            handled=not personal,
            threw=row.exception is not None,
            outcome=outcome(row, held) if personal else "obtained",
            calls=row.count,
            pid=row.pid,
            thread=(row.thread_id, row.thread),
            socket=socket,
        )

    def refs(self, blob: bytes) -> frozenset[int]:
        """Return the values in what an observation was searched as."""
        return frozenset(hit.pattern.ref for hit in self._matcher.find(blob).values if not hit.pattern.need)


def _reads(row: Observation) -> bool:
    return is_personal(row.category) and row.kind not in _WRITES


def searched(row: Observation) -> bytes | None:
    """Return the texts and bytes of an observation in which values are looked for.

    ``None`` for what was there to be read, and for parts of a reading that has its own row: these are no readings.
    """
    if row.kind == "field" or (row.within and is_personal(row.category)):
        return None
    parts: list[bytes] = []
    for value in [row.result] if _reads(row) else [*row.args, row.result]:
        parts += (text.encode("utf-8", "surrogatepass") for text in texts(value))
        if value is not None and value.data:
            parts.append(value.data)
    return b"\n".join(parts)[:_MAX_BYTES]


def in_order(rows: Iterable[Reading]) -> list[Reading]:
    """Return readings in the order of time, with the actors that only their threads' other calls tell."""
    return _inferred(sorted(rows, key=lambda reading: (reading.time_us, reading.pid, reading.id)))


def _inferred(rows: list[Reading]) -> list[Reading]:
    """Give what ran on platform code alone (executors, timers) to the only actor its thread ever worked for."""
    known: dict[tuple[int, tuple[int, str]], dict[str, Actor]] = {}
    for row in rows:
        if row.actor.id != NOBODY.id:
            known.setdefault((row.pid, row.thread), {})[row.actor.id] = row.actor
    return [
        row._replace(actor=msgspec.structs.replace(next(iter(only.values())), inferred=True))
        if row.actor.id == NOBODY.id and len(only := known.get((row.pid, row.thread), {})) == 1
        else row
        for row in rows
    ]


class Openers(NamedTuple):
    """Who opened the connection of a sighting: readings, certain when the app's own port tells."""

    rows: Sequence[Reading] = ()
    certain: bool = False


class _Tally:
    """Points of those who may have sent a value, with what they are for."""

    def __init__(self) -> None:
        self.actors: dict[str, Actor] = {}
        self._scores: dict[str, int] = {}
        self._reasons: dict[str, list[str]] = {}
        self._latest: dict[str, int] = {}

    def count(self, row: Reading, points: int, reason: str) -> None:
        """Give a call's actor ``points``, once for each reason."""
        key = row.actor.id
        if key == NOBODY.id:
            return
        self.actors.setdefault(key, row.actor)
        self._latest[key] = max(self._latest.get(key, 0), row.time_us)
        if reason not in self._reasons.setdefault(key, []):
            self._reasons[key].append(reason)
            self._scores[key] = self._scores.get(key, 0) + points

    def count_company(self, host: str) -> None:
        """Give points to those whose company the recipient is."""
        owner = owner_of(host)
        for key, actor in self.actors.items():
            if owner and actor.company == owner.company:
                self._scores[key] += 3
                self._reasons[key].append("the recipient is its company's")

    def ranked(self) -> list[Candidate]:
        """Return them, best first."""
        ranked = sorted(self.actors, key=lambda key: (-self._scores[key], -self._latest[key], key))
        return [
            Candidate(actor=self.actors[key], score=self._scores[key], reasons=self._reasons[key]) for key in ranked
        ]


def _count_reads(tally: _Tally, reads: Sequence[Reading], openers: Openers, *, ordered: bool) -> None:
    for row in reads:
        tally.count(row, 2, "read the value")
    for row in reads[-1:] if ordered else ():
        tally.count(row, 1, "read it last")
    sender = openers.rows[0].pid if openers.certain else 0
    if sender and len({row.pid for row in reads}) > 1:
        for row in reads:
            if row.pid == sender:
                tally.count(row, 1, "read it in the process that sent it")


def _time(row: Reading) -> int:
    return row.time_us


class Readers:
    """Who had which value when."""

    def __init__(self, rows: Sequence[Reading], *, ordered: bool = True) -> None:
        """``rows`` in the order of time; not ``ordered``: on a clock of which nothing is known.

        Then a call may have come before or after any exchange, and every one that had the value counts.
        """
        self.ordered = ordered
        self._by_ref: dict[int, list[Reading]] = {}
        self._by_id = {row.id: row for row in rows}
        for row in rows:
            for ref in row.refs:
                self._by_ref.setdefault(ref, []).append(row)

    def before(self, ref: int, time_us: int) -> list[Reading]:
        """Return the calls that had the value up to the moment it was seen; where no order is known, all of them."""
        known = self._by_ref.get(ref, [])
        return known[: bisect_right(known, time_us + SLACK_US, key=_time)] if self.ordered else known

    def candidates(
        self, ref: int, time_us: int, form: str, calls: Sequence[str], host: str, openers: Openers | None = None
    ) -> list[Candidate]:
        """Rank who may have sent the value, best first; empty when nobody is known to have had it."""
        openers = openers or Openers()
        known = self.before(ref, time_us)
        tally = _Tally()
        reads = [row for row in known if not row.handled and row.outcome == "obtained"]
        _count_reads(tally, reads, openers, ordered=self.ordered)
        digest = form.startswith("digest:")
        for call in calls:
            if call in self._by_id:
                tally.count(self._by_id[call], 6, "made the call whose output was sent")
        for row in known:
            if row.handled and row.id not in calls:
                hashing = row.point.startswith(("digest.", "mac."))
                tally.count(row, 4 if hashing == digest else 1, f"passed it to {row.point}")
        for row in openers.rows:
            if openers.certain:
                tally.count(row, 3 if row.actor.id in tally.actors else 2, "opened the connection it left by")
            else:
                tally.count(row, 1, "opened a connection at the moment that one was")
        tally.count_company(host)
        return tally.ranked()
