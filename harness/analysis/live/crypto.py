"""Recorded crypto calls put together as they come: what they make is looked for from when they end, or rest."""

import itertools
import time
from collections.abc import Sequence

from harness.analysis.calls.operations import MAC, Assembler, Operation, Recorded, identity, role
from harness.analysis.search.recorded_calls import RecordedCalls
from harness.evidence.rows import Observation

_IDLE_S = 1.0
"""A crypto object that was not called for so long has made, for now, what it has made."""


class CryptoCalls:
    """The operations of a run that goes on. ``made`` has what each made, by a number."""

    def __init__(self) -> None:
        """No call has come yet."""
        self.made = RecordedCalls(())
        self.keyed: list[Operation] = []
        """Those that ended and whose key is known, of message authentication."""
        self._assembler = Assembler()
        self._ended: list[Operation] = []
        self._under_way: dict[tuple[str, str, bytes, bytes], tuple[int, Operation]] = {}
        self._called = 0.0

    def take(self, row: Observation) -> None:
        """Take a call, which may be none of a crypto object."""
        what = role(row.point)
        if what is not None and not row.exception:
            self._assembler.take(row, what)
            self._called = time.monotonic()

    @property
    def resting(self) -> bool:
        """Whether something comes to rest soon."""
        return bool(self._called)

    def grow(self, *, over: bool) -> tuple[int, int] | None:
        """Have operations recognised that have ended since, and those that rest; return their numbers.

        ``over``: no call comes any more.
        """
        ended = list(itertools.islice(self._assembler.operations.values(), len(self._ended), None))
        for operation in ended:
            if (known := self._under_way.pop(identity(operation), None)) is not None:
                self.made.retire(known[0])
        self._ended += ended
        self.keyed += (row for row in ended if row.kind == MAC and row.key)
        resting: Sequence[Operation] = ()
        if over or (self._called and time.monotonic() - self._called > _IDLE_S):
            resting = self._rest()
        if not ended and not resting:
            return None
        first, last = self.made.grow([*ended, *resting])
        for number, operation in enumerate(resting, last - len(resting)):
            self._under_way[identity(operation)] = (number, operation)
        return first, last

    def _rest(self) -> list[Operation]:
        """Return what rests now and did not so far; retire what has gone on."""
        now = {identity(row): row for row in self._assembler.under_way()}
        now = {key: row for key, row in now.items() if key not in self._assembler.operations}
        for key in [key for key, (_, known) in self._under_way.items() if now.get(key) != known]:
            self.made.retire(self._under_way.pop(key)[0])
        self._called = 0.0
        return [row for key, row in now.items() if key not in self._under_way]

    def recorded(self) -> Recorded:
        """Return all of them as they are now."""
        return Recorded([*self._ended, *(row for _, row in self._under_way.values())], self._assembler.skipped)
