"""Holding every process of an app as it starts, by Frida's spawn gating.

Frida's gate is the whole device's: once it is open every app process that starts waits until somebody resumes it. Those
of other apps are let go at once, by a thread of the gate's own, whatever the run is doing. A process that waits for
longer than 8 s makes Frida close its gate for good and let everything run (frida-core 17.16, ``SpawnGatingWatchdog`` in
``session.vala``; the signal ``spawn-gating-disabled``): the gate is opened again, and the time between is told. Written
against Frida's documented behaviour and frida-core's sources; it has not been run on hardware.
"""

import contextlib
import queue
import threading
import time
from collections.abc import Iterable
from typing import Any

from harness.capture.device.errors import CannotHold, DeviceLost
from harness.capture.device.frida.handle import FridaHandle, FridaSilent
from harness.capture.device.structs import Started, Ungated
from harness.capture.frida_errors import FRIDA_ERRORS, meaning
from harness.capture.host_clock import now_us

REOPEN_S = 1.0
"""How long to wait before the next attempt to open a gate that Frida has closed."""
CLOSE_S = 10.0
"""How long the gate's thread has to end."""
WATCHDOG = "a process waited at it for longer than 8 s, and Frida let all run"


class SpawnGate:
    """The gate of one device."""

    def __init__(self, device: FridaHandle, *, own: bool = False) -> None:
        """Take Frida's handle on the device; nothing is gated yet. With ``own`` all that comes there is the app's."""
        self._device = device
        self._own = own
        self._events: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._held: queue.SimpleQueue[Started] = queue.SimpleQueue()
        self._package = ""
        self._names: frozenset[str] = frozenset()
        self._lock = threading.Lock()
        self._seen: set[int] = set()
        self._forgotten: set[int] = set()
        self._waiting: set[int] = set()
        self._gaps: list[Ungated] = []
        self._open_since: Ungated | None = None
        self._closed = threading.Event()
        self._worker: threading.Thread | None = None

    def open(self, package: str, processes: Iterable[str] = ()) -> None:
        """Hold the processes of ``package`` from now on. ``processes`` are names that do not begin with the package's.

        Raises :class:`CannotHold` when the device's frida-server cannot gate, :class:`DeviceLost` when it is silent.
        """
        self._package, self._names = package, frozenset(processes)
        if self._worker is not None:
            return
        # Frida's signals come on its own thread, which must not wait for Frida: they are only put away here.
        self._device.on("spawn-added", self._arrived)
        self._device.on("spawn-gating-disabled", self._disabled)
        try:
            self._device.enable_spawn_gating()
            pending = self._device.enumerate_pending_spawn()
        except FridaSilent as error:
            self._deaf()
            raise DeviceLost(f"Frida does not answer, and holds no process: {meaning(error)}.") from None
        except FRIDA_ERRORS as error:
            self._deaf()
            raise CannotHold(f"Frida cannot hold the app's processes as they start: {meaning(error)}.") from None
        for spawn in pending:
            self._arrived(spawn)
        self._worker = threading.Thread(target=self._work, name="gate", daemon=True)
        self._worker.start()

    def _arrived(self, spawn: Any) -> None:
        """Put a process away. Not the queue's own method: Frida counts a callback's parameters, and that has three."""
        self._events.put((spawn, now_us()))

    def _disabled(self, reason: str) -> None:
        """Put away that Frida holds nothing any more."""
        self._events.put((str(reason), now_us()))

    def _work(self) -> None:
        while (event := self._events.get()) is not None:
            what, at_us = event
            if isinstance(what, str):
                self._reopen(what, at_us)
            else:
                self._sort(int(what.pid), what.identifier, at_us)

    def _sort(self, pid: int, name: str | None, at_us: int) -> None:
        """Keep a process of the app, let any other go."""
        with self._lock:
            if pid in self._seen or pid in self._forgotten:
                return
            belongs = self.belongs(name)
            if belongs:
                self._seen.add(pid)
                self._waiting.add(pid)
                self._held.put(Started(pid=pid, name=str(name), since_us=at_us))
        if not belongs:
            self._let_go(pid)

    def _reopen(self, reason: str, at_us: int) -> None:
        """Gate again. What waited was let run by Frida, and what starts until then is not held."""
        with self._lock:
            freed, self._waiting = sorted(self._waiting), set()
        detail = f"Frida's gate was opened: {WATCHDOG if reason == 'watchdog-timeout' else reason}"
        gap = Ungated(from_us=at_us, freed=freed, detail=detail)
        with self._lock:
            self._open_since = gap
        while not self._closed.is_set():
            try:
                self._device.enable_spawn_gating()
                gap.to_us = now_us()
                break
            except FRIDA_ERRORS as error:
                gap.detail = f"{detail}; it cannot be closed again: {meaning(error)}"
            self._closed.wait(REOPEN_S)
        with self._lock:
            if self._open_since is gap:
                self._open_since = None
                self._gaps.append(gap)

    def gaps(self, *, ended: bool = False) -> list[Ungated]:
        """Return the stretches since the last time in which nothing was held; with ``ended`` one that lasts, too."""
        with self._lock:
            gaps, self._gaps = self._gaps, []
            if ended and self._open_since is not None:
                gaps.append(self._open_since)
                self._open_since = None
        return gaps

    def forget(self, pid: int) -> None:
        """Leave a process to whoever spawned it."""
        with self._lock:
            self._forgotten.add(pid)
            self._waiting.discard(pid)

    def resumed(self, pid: int) -> None:
        """Note that a process does not wait any more."""
        with self._lock:
            self._waiting.discard(pid)

    def belongs(self, name: str | None) -> bool:
        """Whether a process of this name is the app's."""
        if self._own or name is None:
            return self._own
        return name == self._package or name.startswith(f"{self._package}:") or name in self._names

    def held(self, wait_s: float = 0.0) -> list[Started]:
        """Return the app's processes that came to the gate since the last time, after ``wait_s`` at most."""
        found: list[Started] = []
        end = time.monotonic() + wait_s
        while True:
            left = 0.0 if found else max(0.0, end - time.monotonic())
            try:
                started = self._held.get(timeout=left) if left > 0 else self._held.get_nowait()
            except queue.Empty:
                return found
            if started.pid not in self._forgotten:
                found.append(started)

    def close(self) -> None:
        """Stop gating; whatever waits runs."""
        worker, self._worker = self._worker, None
        if worker is None:
            return
        self._closed.set()
        self._deaf()
        self._events.put(None)
        with contextlib.suppress(*FRIDA_ERRORS):
            self._device.disable_spawn_gating()
        worker.join(CLOSE_S)
        for started in self.held():
            self._let_go(started.pid)

    def _deaf(self) -> None:
        with contextlib.suppress(*FRIDA_ERRORS):
            self._device.off("spawn-added", self._arrived)
            self._device.off("spawn-gating-disabled", self._disabled)

    def _let_go(self, pid: int) -> None:
        with contextlib.suppress(*FRIDA_ERRORS):
            self._device.resume(pid)
