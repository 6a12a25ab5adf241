"""What the app is doing right now, from the agent's and the proxy's point of view."""

import threading
import time
from collections.abc import Callable

from harness.capture.proxy.addon import Recorder
from harness.evidence.rows import Process

_MAIN = ("launch", "attached")
"""How the process begins that an app lives by, as far as a scenario is concerned."""


class Watch:
    """Follows the app's processes, hooked calls and traffic. Called from several threads."""

    def __init__(self, recorder: Recorder) -> None:
        """``recorder`` knows of the traffic."""
        self._recorder = recorder
        self.hooking: Callable[[], bool] = lambda: False
        self._lock = threading.Lock()
        self._last = time.monotonic()
        self._processes: dict[int, Process] = {}

    def observed(self) -> None:
        """Note that a hooked call was seen."""
        with self._lock:
            self._last = time.monotonic()

    def process(self, row: Process) -> None:
        """Note the state of one process."""
        with self._lock:
            self._processes[row.pid] = row
            self._last = time.monotonic()

    def processes(self) -> list[Process]:
        """Return the last known state of each process."""
        with self._lock:
            return list(self._processes.values())

    def idle_seconds(self) -> float:
        """Seconds since anything was seen."""
        with self._lock:
            own = time.monotonic() - self._last
        return min(own, self._recorder.idle_seconds)

    def busy(self) -> bool:
        """Whether a request is under way, or a process waits for its hooks."""
        return self._recorder.unanswered > 0 or self.hooking()

    def launched(self) -> Process | None:
        """Return the last known state of the process that was launched last, or was attached to."""
        with self._lock:
            rows = [row for row in self._processes.values() if row.origin in _MAIN]
        return max(rows, key=lambda row: row.start_us) if rows else None

    def how_ended(self) -> str:
        """How the app's processes ended, in words."""
        with self._lock:
            rows = [row for row in self._processes.values() if row.origin in _MAIN]
            return ", ".join(row.end or "it runs" for row in rows) or "no process"

    def alive(self) -> bool:
        """Whether the process that was launched is known to run: an app's other processes may outlive its screen."""
        with self._lock:
            return any(row.end is None for row in self._processes.values() if row.origin in _MAIN)
