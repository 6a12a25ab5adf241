"""What the join needs of each call: who made it, which values were in it, what came of it."""

from bisect import insort
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from harness.analysis.calls.operations import observation_id, role
from harness.analysis.join.actors import NOBODY, Actors
from harness.analysis.join.held import Held
from harness.analysis.join.phases import Moment, PhaseTimes
from harness.analysis.join.refused import Outcome, outcome
from harness.analysis.join.sockets import Socket, socket_of
from harness.analysis.model import Actor
from harness.analysis.search.match import Matcher
from harness.catalog.categories import categories
from harness.evidence.rows import Observation
from harness.values.needle import texts

_MAX_BYTES = 1 << 20
_MOST_STACKS = 50_000
_MOST_BLOBS = 20_000
_SHORT_BLOB = 256
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
    return inorder_of(row for row in found if row is not None)


class Calls:
    """Makes readings of observations, one by one."""

    def __init__(self, matcher: Matcher, actors: Actors) -> None:
        """``matcher`` may grow meanwhile."""
        self._matcher = matcher
        self._actors = actors
        self._by_stack: dict[tuple[str, ...], Actor] = {}
        self._by_blob: dict[bytes, frozenset[int]] = {}
        self._grew = 0

    def actor(self, row: Observation) -> Actor:
        """Return who made a call."""
        stack = tuple(row.stack)
        found = self._by_stack.get(stack)
        if found is None:
            if len(self._by_stack) >= _MOST_STACKS:
                self._by_stack.clear()
            found = self._by_stack[stack] = self._actors.of(stack)
        return found

    def reading(self, row: Observation, timeline: PhaseTimes, held: Held, blob: bytes | None = None) -> Reading | None:
        """Return an observation as far as the join needs it, ``None`` when it does not.

        ``blob`` is what :func:`searched` made of it, if that is known.
        """
        blob = searched(row) if blob is None else blob
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

    def forget_actors(self) -> None:
        """Name actors anew: what carries others' connections has changed."""
        self._by_stack.clear()

    def refs(self, blob: bytes) -> frozenset[int]:
        """Return the values in what an observation was searched as. Most of what is short is said again and again."""
        if self._grew != self._matcher.grew or len(self._by_blob) >= _MOST_BLOBS:
            self._grew = self._matcher.grew
            self._by_blob.clear()
        found = self._by_blob.get(blob)
        if found is None:
            found = frozenset(hit.pattern.ref for hit in self._matcher.values(blob) if not hit.pattern.need)
            if len(blob) <= _SHORT_BLOB:
                self._by_blob[blob] = found
        return found


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


def inorder_of(rows: Iterable[Reading]) -> list[Reading]:
    """Return readings in the order of time, with the actors that only their threads' other calls tell."""
    threads, found = Threads(), sorted(rows, key=order_of)
    for row in found:
        threads.learn(row)
    return [threads.told(row) for row in found]


class Threads:
    """For whom each thread works, as its calls tell: what runs on platform code alone (executors, timers) is given to
    the only actor its thread ever worked for."""

    def __init__(self) -> None:
        """Nothing is known."""
        self._known: dict[tuple[int, tuple[int, str]], dict[str, Actor]] = {}
        self._alone: set[tuple[int, tuple[int, str]]] = set()

    def learn(self, row: Reading) -> bool:
        """Take a call; whether calls that :meth:`told` was asked for before are somebody else's now."""
        thread = (row.pid, row.thread)
        if row.actor.id == NOBODY.id:
            self._alone.add(thread)
            return False
        known = self._known.setdefault(thread, {})
        new = row.actor.id not in known
        known[row.actor.id] = row.actor
        return new and thread in self._alone

    def told(self, row: Reading) -> Reading:
        """Return a call with the actor that its thread's other calls tell, if its own stack tells none."""
        if row.actor.id == NOBODY.id and len(only := self._known.get((row.pid, row.thread), {})) == 1:
            return row._replace(actor=msgspec.structs.replace(next(iter(only.values())), inferred=True))
        return row


def order_of(row: Reading) -> tuple[int, int, str]:
    """Return a key that puts calls in the order of time."""
    return row.time_us, row.pid, row.id


def put(rows: list[Reading], row: Reading) -> None:
    """Add a call in its place in the order of time: mostly the end, but processes hand in what they saw each in its
    own time."""
    if rows and order_of(row) < order_of(rows[-1]):
        insort(rows, row, key=order_of)
    else:
        rows.append(row)
