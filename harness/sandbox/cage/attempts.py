"""What apps tried that reaches out of their confinement: kept by kind and target, counted, bounded."""

import threading
import time
from dataclasses import dataclass

MOST = 2000
"""Different attempts that are kept; of what is tried after these only the number is known."""
MOST_TARGET = 400
"""Characters of a target: an app may make up any."""


@dataclass(slots=True)
class Attempt:
    """One thing that was tried, ``count`` times between two moments (seconds since the epoch).

    ``what`` and ``answer`` are those of :class:`~harness.evidence.rows.Attempt`; ``pid`` is who tried it first,
    ``program`` its name, ``process`` the app's process that it belongs to.
    """

    what: str
    target: str
    answer: str
    pid: int
    process: str
    program: str
    time: float
    last: float
    count: int = 1


class Attempts:
    """Those of one device; threads may note them."""

    def __init__(self) -> None:
        """Nothing was tried yet."""
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str, str, str], Attempt] = {}
        self._more = 0

    def note(self, what: str, target: str, answer: str, *, pid: int, process: str, program: str) -> None:
        """Note one."""
        target, now = target[:MOST_TARGET], time.time()
        with self._lock:
            known = self._known.get((what, target, answer, process))
            if known is not None:
                known.count, known.last = known.count + 1, now
            elif len(self._known) < MOST:
                self._known[what, target, answer, process] = Attempt(
                    what, target, answer, pid, process, program, now, now
                )
            else:
                self._more += 1

    def all(self) -> list[Attempt]:
        """Return what was tried, in order of the first time; a last row ``more`` counts those that were not kept."""
        with self._lock:
            rows = list(self._known.values())
            if self._more:
                last = rows[-1].last
                rows.append(Attempt("more", "", "", 0, "", "", last, last, self._more))
            return rows

    def reset(self) -> None:
        """Forget all."""
        with self._lock:
            self._known.clear()
            self._more = 0
