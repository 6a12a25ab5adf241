"""Readings made as observations come, and again where a value that is learnt later may be in them."""

from collections.abc import Callable, Sequence

from harness.analysis.join.held import Held
from harness.analysis.join.phases import PhaseTimes
from harness.analysis.join.readers import Calls, Reading, in_order, searched
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
        self.count = 0
        self.changed = False
        """Whether there is anything new since :meth:`in_order`."""

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
        if reading is not None:
            self._rows[number] = reading
            if not reading.handled and (row.exception is not None or refusals(row.point)):
                self._doubtful.add(number)
        self.changed |= reading != before
        return reading

    def grown(self, grown: Grown) -> None:
        """Note which observations are to be looked at again for values that are looked for in addition."""
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

    def _reread(self, numbers: Sequence[int], timeline: PhaseTimes, held: Held) -> None:
        for number in numbers:
            try:
                row = self._back(number)
            except LookupError:
                continue
            self._read(number, row, timeline, held)

    def in_order(self, gone: set[int]) -> list[Reading]:
        """Return the readings in the order of time; ``gone`` are no values any more."""
        self.changed = False
        rows = self._rows.values()
        if gone:
            return in_order(row._replace(refs=row.refs - gone) if row.refs & gone else row for row in rows)
        return in_order(rows)
