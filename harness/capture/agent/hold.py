"""One process that waits for its hooks: for how long it may, and that it is let run whatever becomes of them.

Android ends a process that has not attached to it within 10 s (AOSP ``ActivityManagerService.PROC_START_TIMEOUT``,
times ``ro.hw_timeout_multiplier``), and Frida opens its whole gate when one waits for longer than 8 s (frida-core,
``SpawnGatingWatchdog``). Frida's gate holds a process in ``Process.setArgV0``, before it attaches, so both count.
"""

import threading
from collections.abc import Callable

from harness.capture.host_clock import now_us

WARN_S = 6.0
"""From so many seconds on the time for which a process was held is said while the run goes on."""
STEP_SHARE = 0.75
"""How much of the limit may be used before what is left of the hooks goes in after the process has attached."""


class Hold:
    """One held process. ``let_run`` lets it run; it is called once, on the thread that comes first.

    ``limit_s`` is how long it may wait (``None``: as long as it takes). After that it runs, hooked or not, and
    ``overdue`` says so. ``bind_s`` is how long it may then keep the system waiting until it is bound.
    """

    def __init__(
        self,
        let_run: Callable[[], None],
        limit_s: float | None = None,
        *,
        bind_s: float = 10.0,
        since_us: int = 0,
    ) -> None:
        """Begin to count: from ``since_us`` (this host's clock, µs) if the beginning was seen, else from now."""
        self._let_run = let_run
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        now = now_us()
        self.since_us = min(since_us or now, now)
        self.released_us = 0
        self.overdue = False
        self.bind_s = bind_s
        self._limit_s = limit_s
        if limit_s is not None:
            self._timer = threading.Timer(max(0.0, limit_s - self.held_s), self._expire)
            self._timer.daemon = True
            self._timer.start()

    @property
    def held_s(self) -> float:
        """For how long it has waited, in seconds."""
        return ((self.released_us or now_us()) - self.since_us) / 1e6

    @property
    def budget_s(self) -> float | None:
        """How much longer hooks may go in before it runs, in seconds; ``None`` is for as long as it takes."""
        return None if self._limit_s is None else max(0.0, self._limit_s * STEP_SHARE - self.held_s)

    def release(self) -> None:
        """Let it run. What is raised by that is raised here; a second call does nothing."""
        with self._lock:
            if self.released_us:
                return
            self.released_us = now_us()
        if self._timer is not None:
            self._timer.cancel()
        self._let_run()

    def ran(self, since_us: int) -> None:
        """Note that it runs since then without having been let."""
        with self._lock:
            if not self.released_us or self.released_us > since_us:
                self.overdue = True
                self.released_us = since_us
        if self._timer is not None:
            self._timer.cancel()

    def _expire(self) -> None:
        with self._lock:
            if self.released_us:
                return
            self.overdue = True
        try:
            self.release()
        except Exception:  # noqa: BLE001 - on a timer's thread: whoever hooks the process hears of its end
            return
