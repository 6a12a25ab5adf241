"""Readings made as observations come, and again where a value that is learnt later may be in them."""

from collections.abc import Callable, Sequence

from harness.analysis.join.held import Held
from harness.analysis.join.phases import PhaseTimes
from harness.analysis.join.readers import Readers
from harness.analysis.join.readings import Calls, Reading, Threads, order_of, put, searched
from harness.analysis.live.searched import ROOM, Asked
from harness.analysis.search.match import Grown
from harness.catalog.refusals import refusals
from harness.evidence.rows import Observation

_CHUNK = 256
"""Observations that are searched again together."""


class Reads:
    """The observations of a run that goes on, as far as the join needs them.

    Those in which no known value is, and that made nothing, tell of nobody who could have sent something: they are left
    out here, but for what they tell of their thread.
    """

    def __init__(self, calls: Calls, back: Callable[[int], Observation], room: int = ROOM) -> None:
        """``back`` reads an observation again by its number."""
        self._calls = calls
        self._back = back
        self._asked = Asked(room)
        self._open: list[bytes] = []
        self._again: dict[int, None] = {}
        self._rows: dict[int, Reading] = {}
        self._doubtful: set[int] = set()
        self._unnamed: set[str] = set()
        """Readings that named no phase: where they lie is known by the clock alone."""
        self.count = 0
        self._new: list[Reading] = []
        self._list: list[Reading] = []
        self._readers = Readers()
        self._threads = Threads()
        self._gone: set[int] = set()
        self._dirty = True

    def take(self, row: Observation, timeline: PhaseTimes, held: Held) -> Reading | None:
        """Take the next observation."""
        number = self.count
        self.count += 1
        blob = searched(row)
        self._open.append(blob or b"")
        if len(self._open) == _CHUNK:
            self._asked.keep(number // _CHUNK, b"\n".join(self._open))
            self._open = []
        return None if blob is None else self._read(number, row, timeline, held, blob)

    def _read(
        self, number: int, row: Observation, timeline: PhaseTimes, held: Held, blob: bytes | None = None
    ) -> Reading | None:
        reading = self._calls.reading(row, timeline, held, blob)
        before = self._rows.pop(number, None)
        if before is None and reading is not None and number == self.count - 1:
            self._new.append(reading)
        elif reading != before:
            self._dirty = True
        if reading is not None:
            self._rows[number] = reading
            if not row.phase:
                self._unnamed.add(reading.id)
            if not reading.handled and (row.exception is not None or refusals(row.point)):
                self._doubtful.add(number)
        return reading

    def grown(self, grown: Grown) -> None:
        """Note which observations are to be looked at again for values that are looked for in addition."""
        if not grown.valued:
            return
        if self._open and grown.touches(b"\n".join(self._open)):
            self._again.setdefault(self.count // _CHUNK)
        for chunk in self._asked.touched(grown):
            self._again.setdefault(chunk)

    @property
    def waiting(self) -> int:
        """How many chunks of observations wait to be looked at again."""
        return len(self._again)

    def read_again(self, timeline: PhaseTimes, held: Held) -> None:
        """Look again at the chunk that has to be next."""
        chunk = next(iter(self._again))
        del self._again[chunk]
        self._reread(range(chunk * _CHUNK, min((chunk + 1) * _CHUNK, self.count)), timeline, held)

    def judge_again(self, timeline: PhaseTimes, held: Held) -> None:
        """See again what came of calls that a permission decides about: more is known of those now."""
        self._reread(sorted(self._doubtful), timeline, held)

    def name_again(self, timeline: PhaseTimes, held: Held) -> None:
        """See again who made the calls: what carries others' connections is known better now."""
        self._reread(sorted(self._rows), timeline, held)

    def _reread(self, numbers: Sequence[int], timeline: PhaseTimes, held: Held) -> None:
        for number in numbers:
            try:
                row = self._back(number)
            except LookupError:
                continue
            self._read(number, row, timeline, held)

    def placed(self, rows: Sequence[Reading], timeline: PhaseTimes) -> list[Reading]:
        """Return readings in the phases as they are known now, which may be later than they came."""
        return [
            row._replace(moment=timeline.named("" if row.id in self._unnamed else row.moment.phase, row.time_us))
            for row in rows
        ]

    def in_order(self, gone: set[int], *, ordered: bool = True) -> tuple[list[Reading], Readers]:
        """Return the readings in the order of time, and what is known of them; ``gone`` are no values any more.

        ``ordered``: calls and exchanges are on one clock. What came last is added to what was there; where what was
        there reads otherwise now, all is made anew.
        """
        new = sorted(self._new, key=order_of)
        self._new = []
        if self._dirty or gone != self._gone:
            self._dirty, self._gone, self._threads, self._list = False, set(gone), Threads(), []
            self._readers, new = Readers(ordered=ordered), sorted(self._rows.values(), key=order_of)
            for row in new:
                self._threads.learn(row)
        elif any(self._threads.learn(row) for row in new):
            self._dirty = True  # others of a thread are somebody's now
            return self.in_order(gone, ordered=ordered)
        told = [self._threads.told(row._replace(refs=row.refs - gone) if row.refs & gone else row) for row in new]
        for row in told:
            put(self._list, row)
        self._readers.extend(told)
        return self._list, self._readers
