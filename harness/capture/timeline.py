"""Phases and their boundaries in device time."""

import threading
import time
from collections.abc import Callable

from harness.evidence.records import Phase

INSTALL = "install"


class Timeline:
    """The phases of a run. A boundary is taken just before the step that causes it acts: its effects come after."""

    def __init__(self, clock_offset_us: int, branch: str) -> None:
        """``clock_offset_us`` is device minus host."""
        self._offset = clock_offset_us
        self._branch = branch
        self._lock = threading.Lock()
        self._starts: list[tuple[int, str]] = [(self.now_us(), INSTALL)]
        self.ended: list[Phase] = []

    def now_us(self) -> int:
        """Return the device's wall time in microseconds since the epoch."""
        return time.time_ns() // 1000 + self._offset

    @property
    def current(self) -> str:
        """The name of the phase that runs now."""
        with self._lock:
            return self._starts[-1][1]

    def at(self, time_us: int) -> str:
        """Return the phase a device time lies in. Times before the first boundary belong to the first phase."""
        with self._lock:
            for start, name in reversed(self._starts):
                if time_us >= start:
                    return name
            return self._starts[0][1]

    def begin(self, name: str, cause: str) -> None:
        """End the current phase now because of ``cause`` and begin ``name``."""
        moment = self.now_us()
        with self._lock:
            start, previous = self._starts[-1]
            self._starts.append((moment, name))
        self.ended.append(Phase(name=previous, start_us=start, end_us=moment, cause=cause, branch=self._branch))

    def finish(self, cause: str) -> None:
        """End the last phase."""
        with self._lock:
            start, name = self._starts[-1]
        self.ended.append(Phase(name=name, start_us=start, end_us=self.now_us(), cause=cause, branch=self._branch))


class Waiting:
    """Adds up the time that a scenario spends waiting by its own will (not working), in seconds."""

    def __init__(self) -> None:
        """Nothing waited yet."""
        self.seconds = 0.0

    def sleep(self, seconds: float) -> None:
        """Wait."""
        started = time.monotonic()
        time.sleep(seconds)
        self.seconds += time.monotonic() - started

    def until(self, condition: Callable[[], bool], at_most_s: float, poll_s: float = 0.05) -> bool:
        """Wait until ``condition`` holds; return whether it did within ``at_most_s``."""
        deadline = time.monotonic() + at_most_s
        while not condition():
            if time.monotonic() >= deadline:
                return False
            self.sleep(poll_s)
        return True
