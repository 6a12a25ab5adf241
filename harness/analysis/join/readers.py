"""Ties values to the calls that read or handled them, and ranks who let a value leave."""

from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from harness.analysis.join.actors import NOBODY, owner_of
from harness.analysis.join.readings import Reading, order_of, put
from harness.analysis.model import Actor, Candidate

SLACK_US = 50_000
"""How much later than the sighting a reading may be stamped: the two clocks are compared only once a run."""
_MOST_KEPT = 50_000
_NEVER = 1 << 63
_STORE = "control.store"


_C = TypeVar("_C")


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

    def count(self, row: Reading, points: int, reason: str, last: Reading | None = None) -> None:
        """Give a call's actor ``points``, once for each reason; ``last`` is the last of several such calls."""
        key = row.actor.id
        if key == NOBODY.id:
            return
        self.actors.setdefault(key, row.actor)
        self._latest[key] = max(self._latest.get(key, 0), (last or row).time_us)
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


def _time(row: Reading) -> int:
    return row.time_us


class _Alike:
    """Calls that count alike for a value: of one actor in one process, which read it or passed it to one point."""

    def __init__(self, row: Reading) -> None:
        self.actor, self.pid, self.point, self.handled = row.actor.id, row.pid, row.point, row.handled
        self.read = not row.handled and row.outcome == "obtained"
        self.rows: list[Reading] = []
        self._long: list[Reading] = []
        """Those that stand for several calls, and so end later than they begin."""

    def add(self, row: Reading) -> None:
        """Add one, in its place in the order of time."""
        for rows in (self.rows, self._long) if row.last_us != row.time_us else (self.rows,):
            put(rows, row)

    def latest(self, until: int, moment: int) -> int | None:
        """Return when the last of those that began up to ``until`` was, as far as its end is before ``moment``."""
        at = self.before(until)
        ends = [row.last_us if row.last_us <= moment else row.time_us for row in self._long if row.time_us <= until]
        while at and self.rows[at - 1].last_us != self.rows[at - 1].time_us:
            at -= 1
        return max([*ends, *(row.time_us for row in self.rows[max(0, at - 1) : at])], default=None)

    def before(self, time_us: int) -> int:
        """Return how many of them there were up to a moment."""
        return bisect_right(self.rows, time_us, key=_time)


class _Span(NamedTuple):
    """The first and the last of some calls that count alike."""

    first: Reading
    last: Reading
    alike: _Alike


def _count_reads(tally: _Tally, reads: Sequence[_Span], openers: Openers, *, ordered: bool) -> None:
    for span in reads:
        tally.count(span.first, 2, "read the value", span.last)
    if reads and ordered:
        tally.count(max((span.last for span in reads), key=order_of), 1, "read it last")
    sender = openers.rows[0].pid if openers.certain else 0
    if sender and len({span.alike.pid for span in reads}) > 1:
        for span in reads:
            if span.alike.pid == sender:
                tally.count(span.first, 1, "read it in the process that sent it", span.last)


class Readers:
    """Who had which value when."""

    def __init__(self, rows: Iterable[Reading] = (), *, ordered: bool = True) -> None:
        """``rows`` in the order of time; not ``ordered``: on a clock of which nothing is known.

        Then a call may have come before or after any exchange, and every one that had the value counts.
        """
        self.ordered = ordered
        self._by_ref: dict[int, dict[tuple[str, bool, str, str, int], _Alike]] = {}
        self._by_id: dict[str, Reading] = {}
        self._times: dict[int, list[int]] = {}
        self._late: Counter[int] = Counter()
        """How often a call was added among others that had a value."""
        self._concluded: dict[Hashable, Any] = {}
        self.opened: list[Reading] = []
        """The calls that opened a connection, in the order of time."""
        self.stored: set[int] = set()
        """The values that the app kept."""
        self.extend(rows)

    def extend(self, rows: Iterable[Reading]) -> None:
        """Add calls; dearer where one does not come after all others."""
        for row in rows:
            self._by_id[row.id] = row
            if row.socket:
                put(self.opened, row)
            if row.category == _STORE:
                self.stored |= row.refs
            for ref in row.refs:
                # What was read is one thing whatever the point.
                key = (row.actor.id, row.handled, row.outcome, row.point if row.handled else "", row.pid)
                known = self._by_ref.setdefault(ref, {})
                alike = known.get(key)
                if alike is None:
                    alike = known[key] = _Alike(row)
                alike.add(row)
                times = self._times.setdefault(ref, [])
                if times and row.time_us < times[-1]:
                    insort(times, row.time_us)
                    self._late[ref] += 1
                else:
                    times.append(row.time_us)

    def reach(self, ref: int, time_us: int) -> tuple[int, int]:
        """Return what tells the calls that had the value up to the moment it was seen: the same is the same calls."""
        return bisect_right(self._times.get(ref, ()), self._until(time_us)), self._late.get(ref, 0)

    def know(self, calls: Iterable[str]) -> bool:
        """Whether all of these calls are among them."""
        return all(call in self._by_id for call in calls)

    def concluded(self, key: Hashable, conclude: Callable[[], _C]) -> _C:
        """Return what follows from some of these calls, told by ``key`` (see :meth:`reach`): once, as long as it is the
        same ones.
        """
        if key not in self._concluded:
            if len(self._concluded) >= _MOST_KEPT:
                self._concluded.clear()
            self._concluded[key] = conclude()
        found: _C = self._concluded[key]
        return found

    def before(self, ref: int, time_us: int) -> list[Reading]:
        """Return the calls that had read the value up to the moment it was seen.

        In the order of time; where no order is known, all of them.
        """
        until = self._until(time_us)
        found = [alike.rows[: alike.before(until)] for alike in self._read(ref, "")]
        return found[0] if len(found) == 1 else sorted(chain.from_iterable(found), key=order_of)

    def newest(self, moments: Mapping[int, int], actor: str, most: int) -> list[Reading]:
        """Return the last calls, ``most`` of them, that had read a value up to the moment it was seen, each once, in
        the order of time; those of one actor if that is given. ``moments`` are by the places of the values.
        """
        found: dict[str, Reading] = {}
        for ref, time_us in moments.items():
            for alike in self._read(ref, actor):
                count = alike.before(self._until(time_us))
                found |= {row.id: row for row in alike.rows[max(0, count - most) : count]}
        return sorted(found.values(), key=lambda row: (row.time_us, row.id))[-most:]

    def latest(self, refs: Iterable[int], actor: str, moment: int) -> int | None:
        """Return when one of these values was read last before a moment; ``None`` where no order is known, too.

        Clocks agree only roughly: a reading may be stamped a little after what it led to.
        """
        if not self.ordered:
            return None
        found = [alike.latest(self._until(moment), moment) for ref in refs for alike in self._read(ref, actor)]
        return max((time_us for time_us in found if time_us is not None), default=None)

    def _read(self, ref: int, actor: str) -> Iterator[_Alike]:
        return (alike for alike in self._by_ref.get(ref, {}).values() if alike.read and actor in ("", alike.actor))

    def _until(self, time_us: int) -> int:
        return time_us + SLACK_US if self.ordered else _NEVER

    def _handled(self, ref: int, until: int, calls: Sequence[str]) -> list[_Span]:
        """Return who passed the value to what, in the order of the first time; ``calls`` count otherwise."""
        found = []
        for alike in self._by_ref.get(ref, {}).values():
            rows = alike.rows[: alike.before(until)] if alike.handled and calls else ()
            first = next((row for row in rows if row.id not in calls), None)
            if alike.handled and not calls and (count := alike.before(until)):
                found.append(_Span(alike.rows[0], alike.rows[count - 1], alike))
            elif first is not None:
                last = next(row for row in reversed(rows) if row.id not in calls)
                found.append(_Span(first, last, alike))
        return sorted(found, key=lambda span: order_of(span.first))

    def candidates(
        self, ref: int, time_us: int, form: str, calls: Sequence[str], host: str, openers: Openers | None = None
    ) -> list[Candidate]:
        """Rank who may have sent the value, best first; empty when nobody is known to have had it."""
        openers = openers or Openers()
        key = (
            ref, self.reach(ref, time_us), form.startswith("digest:"), tuple(calls),
            tuple(call in self._by_id for call in calls), host, tuple(row.id for row in openers.rows), openers.certain,
        )  # fmt: skip
        return self.concluded(key, lambda: self._rank(ref, self._until(time_us), form, calls, host, openers))

    def _rank(
        self, ref: int, until: int, form: str, calls: Sequence[str], host: str, openers: Openers
    ) -> list[Candidate]:
        tally = _Tally()
        reads = [
            _Span(alike.rows[0], alike.rows[count - 1], alike)
            for alike in self._by_ref.get(ref, {}).values()
            if alike.read and (count := alike.before(until))
        ]
        reads.sort(key=lambda span: order_of(span.first))
        _count_reads(tally, reads, openers, ordered=self.ordered)
        digest = form.startswith("digest:")
        for call in calls:
            if call in self._by_id:
                tally.count(self._by_id[call], 6, "made the call whose output was sent")
        for span in self._handled(ref, until, calls):
            hashing = span.alike.point.startswith(("digest.", "mac."))
            points = 4 if hashing == digest else 1
            tally.count(span.first, points, f"passed it to {span.alike.point}", span.last)
        for row in openers.rows:
            if openers.certain:
                tally.count(row, 3 if row.actor.id in tally.actors else 2, "opened the connection it left by")
            else:
                tally.count(row, 1, "opened a connection at the moment that one was")
        tally.count_company(host)
        return tally.ranked()
