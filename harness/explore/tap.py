"""A running session as a source: what the run writes down is heard as it is written.

The run's threads only put things away here. Where the stream does not keep up, observations are forgotten here and read
again from the bundle: nothing is lost, and what waits is bounded.
"""

import threading
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from harness.analysis.calls.operations import role
from harness.analysis.recording import Recording
from harness.evidence.bundle import PERSONA
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Observation, Phase
from harness.evidence.rows.row import Row
from harness.evidence.run_record import RunRecord
from harness.explore.caught import Calls, Caught, Early, Flow, Heard, Persona
from harness.explore.events import Ended, Event
from harness.explore.shelf import Shelf
from harness.explore.sources import Ahead, Began, Item

MOST_WAITING = 50_000
"""Observations that wait in memory: five seconds of a flood."""
_CALLS = 250
"""Observations that are put away together."""
_AT_ONCE = 1_000
"""Observations that are given at a time."""
_BEHIND = 2_000
"""Observations that wait when those of them that made something go ahead: in time for the exchanges that carry it."""
_OTHERS = 100
"""Things of other kinds that are given at a time, before observations: an exchange does not wait behind a flood."""
TOGETHER_S = 0.02
"""How long what comes is collected: each taking has a price of its own, whatever is taken."""


class Some(NamedTuple):
    """What was heard, of the kinds that wait for nothing, and calls."""

    others: list[Heard]
    calls: list[Calls]


class Tap:
    """Hears a run (``Ear``) and gives what it heard (``Source``; raw, for another process: :meth:`hear`)."""

    def __init__(self, most: int = MOST_WAITING) -> None:
        """``most`` observations wait in memory."""
        self.base: Recording | None = None
        self.shelf = Shelf()
        self._most = most
        self._others: deque[Heard] = deque()
        self._calls: deque[Calls] = deque()
        self._rows = self._waiting = 0
        self._ahead = 0
        """Up to which observation those that made something have gone ahead."""
        self._changed = threading.Condition()
        self._over = False
        self._end: Ended | None = None
        self._caught = Caught(self.shelf)

    # -- what the run tells ---------------------------------------------------------------------------------------

    def begun(self, bundle: Path, run: RunRecord) -> None:
        """Hear that the bundle was begun."""
        self.shelf.path = bundle
        self.base = Recording(exchanges=(), run=run)

    def row(self, row: Row, place: int) -> None:
        """Hear a row."""
        if not isinstance(row, Observation):
            self._put(msgspec.structs.replace(row))  # some are changed, and written again
            return
        with self._changed:
            number, kept = len(self.shelf.rows), self._rows < self._most
            self.shelf.rows.append(place)
            last = self._calls[-1] if self._calls else None
            if last is None or last.count >= _CALLS or bool(last.rows) != kept:
                last = Calls(number)
                self._calls.append(last)
                self._heard(len(self._calls))
            last.count += 1
            self._waiting += 1
            if kept:
                last.rows.append(row)
                self._rows += 1

    def flow(self, start: int, end: int) -> None:
        """Hear of a flow."""
        with self._changed:
            index = len(self.shelf.flows) // 2
            self.shelf.flows.extend((start, end))
            self._others.append(Flow(index, start, end))
            self._heard(len(self._others))

    def early(self, frame: bytes) -> None:
        """Hear of a flow that is not written yet."""
        self._put(Early(frame))

    def file(self, name: str) -> None:
        """Hear of a file: the persona has more values now."""
        if name == PERSONA:
            self._put(Persona())

    def phase(self, begun: Phase) -> None:
        """Hear that a phase began."""
        self._put(Began(begun))

    def tell(self, event: Event) -> None:
        """Tell something of the session itself."""
        self._put(event)

    def end(self, event: Ended) -> None:
        """Nothing more comes."""
        with self._changed:
            self._end, self._over = event, True
            self._changed.notify()

    def _heard(self, waiting: int) -> None:
        """Wake the stream, unless it has not yet taken what it was woken for."""
        if waiting <= 1:
            self._changed.notify()

    def _put(self, item: Any) -> None:
        with self._changed:
            self._others.append(item)
            self._heard(len(self._others))

    # -- what the stream takes ------------------------------------------------------------------------------------

    def hear(self, timeout_s: float) -> Some | None:
        """Return what was heard, nothing when nothing was within so many seconds; ``None`` at the end.

        Each kind is in the order in which it came; observations come after what came at the same time.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._others or self._calls or self._over, timeout_s)
            if not self._others and not self._calls and self._end is None:
                return None if self._over else Some([], [])
            many = len(self._others) + _CALLS * len(self._calls) >= _AT_ONCE or self._over
        if not many:
            time.sleep(TOGETHER_S)
        with self._changed:
            others = [self._others.popleft() for _ in range(min(_OTHERS, len(self._others)))]
            others += self._hastened()
            calls: list[Calls] = []
            while self._calls and sum(each.count for each in calls) < _AT_ONCE:
                calls.append(self._calls.popleft())
                self._rows -= len(calls[-1].rows)
                self._waiting -= calls[-1].count
            if self._end is not None and not self._others and not self._calls:
                others.append(self._end)
                self._end = None
        for each in calls:
            self.shelf.keep(each.first, each.rows)
        return Some(others, calls)

    def _hastened(self) -> list[Heard]:
        """Return which of the observations that wait go ahead, where many do: always the first of all that have not."""
        found: list[Heard] = []
        for calls in self._calls if self._waiting > _BEHIND else ():
            if calls.first + calls.count <= self._ahead:
                continue
            if not calls.rows:  # forgotten: it comes in its turn, and so does all behind it
                break
            for number, row in enumerate(calls.rows, calls.first):
                if len(found) == _OTHERS:
                    return found
                if number >= self._ahead and role(row.point) is not None:
                    found.append(Ahead(number, row))
                self._ahead = max(self._ahead, number + 1)
        return found

    def take(self, timeout_s: float) -> Sequence[Item] | None:
        """Return what has come; see ``Source``."""
        heard = self.hear(timeout_s)
        if heard is None:
            return None
        found = [item for each in heard.others for item in self._caught.other(each)]
        return [*found, *(row for each in heard.calls for row in self._caught.calls(each))]

    def observation(self, number: int) -> Observation:
        """Read an observation back. Raises ``LookupError``."""
        return self.shelf.observation(number)

    def exchange(self, index: int) -> Exchange:
        """Read an exchange back. Raises ``LookupError``."""
        return self.shelf.exchange(index)

    def close(self) -> None:
        """Close the bundle's files."""
        self._caught.close()
