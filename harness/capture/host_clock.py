"""This host's wall clock, as it went on from when the program began: a clock that is set meanwhile moves no time.

All rows of a run lie on one line of time, and durations are differences on it. So a time is the wall clock's of one
moment, and what the monotonic clock has counted since (both are slewed alike by NTP, clock_gettime(2); only steps tell
them apart).
"""

import time
from collections.abc import Callable

STEP_US = 1_000_000
"""A wall clock that is this far from the line was set: readings one after the other are microseconds apart."""


class HostClock:
    """One line of time. ``wall_ns`` and ``mono_ns`` read the two clocks."""

    def __init__(
        self, wall_ns: Callable[[], int] = time.time_ns, mono_ns: Callable[[], int] = time.monotonic_ns
    ) -> None:
        """It begins now."""
        self._wall_ns = wall_ns
        self._mono_ns = mono_ns
        self.begin()

    def begin(self) -> None:
        """Take the wall clock's word once more: before a run, since which it may have been set right."""
        self._began_ns = self._wall_ns() - self._mono_ns()

    def now_us(self) -> int:
        """Return the time in microseconds since the epoch."""
        return (self._began_ns + self._mono_ns()) // 1000

    def stepped_us(self) -> int:
        """Return how far the wall clock was set since (µs, forward is more than 0); 0 when it was not."""
        off = self._wall_ns() // 1000 - self.now_us()
        return off if abs(off) >= STEP_US else 0


CLOCK = HostClock()
"""This program's."""


def now_us() -> int:
    """Return the time in microseconds since the epoch, unmoved by whoever sets the clock."""
    return CLOCK.now_us()
