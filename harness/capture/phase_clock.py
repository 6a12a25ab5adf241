"""Phases and their boundaries in device time."""

import threading
from collections.abc import Callable

from harness.capture.host_clock import now_us
from harness.evidence.rows import Phase

INSTALL = "install"
ATTACHED = "attached"
"""The first phase of a run that began in the middle of the app's life: what the user had decided is not known."""


class PhaseClock:
    """The phases of a run, in the device's time at the run's start: a clock that is moved does not move it.

    A boundary is the moment its cause acts (a tap: when the finger goes down); its effects come after.
    """

    def __init__(self, clock_offset_us: int, branch: str, first: str = INSTALL) -> None:
        """``clock_offset_us`` is device minus host; ``first`` the phase that runs from now on."""
        self.offset_us = clock_offset_us
        self._branch = branch
        self._lock = threading.Lock()
        self._starts: list[tuple[int, str, str]] = [(self.now_us(), first, "")]
        self._shifts: list[int] = [0]
        self.jumps: list[tuple[int, int]] = []
        """When somebody else set the device's clock, and by how much (µs both)."""
        self.ended: list[Phase] = []
        self.uncertain_us = 0
        self._heard: Callable[[Phase], None] = lambda phase: None

    def heard(self, on_begin: Callable[[Phase], None]) -> None:
        """Have each phase told as it begins, without its end; the one that runs now at once."""
        self._heard = on_begin
        self._tell()

    def _tell(self) -> None:
        with self._lock:
            start, name, begun_by = self._starts[-1]
        self._heard(Phase(name=name, start_us=start, end_us=0, cause="", begun_by=begun_by, branch=self._branch))

    def now_us(self) -> int:
        """Return the device's wall time in microseconds since the epoch, as if its clock had never been moved."""
        return now_us() + self.offset_us

    @property
    def current(self) -> str:
        """The name of the phase that runs now."""
        with self._lock:
            return self._starts[-1][1]

    @property
    def began_us(self) -> int:
        """When the first phase began."""
        with self._lock:
            return self._starts[0][0]

    @property
    def started_us(self) -> int:
        """When the phase that runs now began."""
        with self._lock:
            return self._starts[-1][0]

    @property
    def shift_us(self) -> int:
        """How far the device's clock stands from where it would be by itself."""
        with self._lock:
            return self._shifts[-1]

    def shifted(self, shift_us: int) -> None:
        """Note that the device's clock was moved, to ``shift_us`` from where it would be by itself."""
        with self._lock:
            self._shifts.append(shift_us)

    def jumped(self, by_us: int) -> None:
        """Note that somebody other than the scenario has set the device's clock."""
        now = self.now_us()
        with self._lock:
            self.jumps.append((now, by_us))
            self._shifts.append(self._shifts[-1] + by_us)

    def canonical(self, time_us: int) -> int:
        """Return a time read from the device's clock as if that had never been moved.

        What is on its way for less than the least move (a minute) is told apart by how far it lies from now.
        """
        now = self.now_us()
        with self._lock:
            return min((time_us - shift for shift in self._shifts), key=lambda each: abs(each - now))

    def at(self, time_us: int) -> str:
        """Return the phase a device time lies in. Times before the first boundary belong to the first phase."""
        with self._lock:
            for start, name, _ in reversed(self._starts):
                if time_us >= start:
                    return name
            return self._starts[0][1]

    def begin(self, name: str, cause: str, at_us: int | None = None) -> Phase:
        """End the current phase because of ``cause``, now or at ``at_us``, and begin ``name``; return what ended."""
        moment = self.now_us() if at_us is None else at_us
        with self._lock:
            moment = max(moment, self._starts[-1][0])
            self._starts.append((moment, name, cause))
        self._tell()
        return self._end(-2, moment, cause)

    def finish(self, cause: str) -> Phase:
        """End the last phase."""
        return self._end(-1, max(self.now_us(), self.started_us), cause)

    def _end(self, index: int, moment: int, cause: str) -> Phase:
        with self._lock:
            start, name, begun_by = self._starts[index]
            shift = self._shifts[-1]
        ended = Phase(
            name=name, start_us=start, end_us=moment, cause=cause, begun_by=begun_by, branch=self._branch,
            clock_shift_us=shift, uncertain_us=self.uncertain_us,
        )  # fmt: skip
        self.uncertain_us = 0
        self.ended.append(ended)
        return ended
