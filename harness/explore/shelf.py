"""Where what came stands in the bundle, so that any of it can be read back."""

import threading
from array import array
from collections import deque
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from harness.evidence.bundle import FLOWS, Bundle, BundleError
from harness.evidence.exchange import Exchange
from harness.evidence.flows import UNREADABLE, read_flow
from harness.evidence.rows import Observation

_RECENT = 5_000
"""Observations that can be had without the bundle, which gets them half a second late."""


class Shelf:
    """Observations and exchanges by their places among the bundle's. Reading may be done on any thread."""

    def __init__(self) -> None:
        """Nothing has come, and no bundle was begun."""
        self.path: Path | None = None
        self.rows = array("Q")
        """At which byte each observation begins."""
        self.flows = array("Q")
        """Between which two bytes each flow stands."""
        self._recent: deque[Observation] = deque(maxlen=_RECENT)
        self._next = 0
        """The number of the one that comes behind those."""
        self._keeping = threading.Lock()

    @property
    def bundle(self) -> Bundle:
        """The bundle. Raises ``LookupError``."""
        if self.path is None:
            raise LookupError("the bundle was not begun")
        return Bundle(self.path)

    def keep(self, first: int, rows: Sequence[Observation]) -> None:
        """Have observations at hand for a while."""
        with self._keeping:
            if first != self._next:
                self._recent.clear()
            self._recent.extend(rows)
            self._next = first + len(rows)

    def observation(self, number: int) -> Observation:
        """Read an observation back. Raises ``LookupError``."""
        with self._keeping:
            at = number - self._next + len(self._recent)
            if 0 <= at < len(self._recent):
                return self._recent[at]
        try:
            return self.bundle.row_at(Observation, self.rows[number])
        except (IndexError, BundleError):
            raise LookupError(number) from None

    def exchange(self, index: int) -> Exchange:
        """Read an exchange back. Raises ``LookupError``, also for one that has no place yet (below zero)."""
        if index < 0:
            raise LookupError(index)
        try:
            start, end = self.flows[2 * index], self.flows[2 * index + 1]
            with self.bundle.open(FLOWS) as file:  # a file of its own: this may be any thread
                return read_flow(file, start, end, index)
        except (IndexError, BundleError, *UNREADABLE):
            raise LookupError(index) from None


def early(frame: bytes, index: int) -> Exchange | None:
    """Return a flow that is not written yet; ``None`` for what cannot be read, which is told of when it is written."""
    try:
        return read_flow(BytesIO(frame), 0, len(frame), index)
    except UNREADABLE:
        return None
