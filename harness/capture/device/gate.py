"""Holding every process of an app as it starts, by Frida's spawn gating.

Frida's gate is the whole device's: once it is open every app process that starts waits until somebody resumes it. Those
of other apps are let go at once. Written against Frida's documented behaviour (``enable_spawn_gating``,
``spawn-added``, ``enumerate_pending_spawn``, ``resume``); it has not been run on hardware.
"""

import contextlib
import queue
import time
from collections.abc import Iterable
from typing import Any

import frida

from harness.capture.device.errors import DeviceError
from harness.capture.device.protocol import Started


class SpawnGate:
    """The gate of one device."""

    def __init__(self, device: Any, *, own: bool = False) -> None:
        """Take Frida's handle on the device; nothing is gated yet. With ``own`` all that comes there is the app's."""
        self._device = device
        self._own = own
        self._queue: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._package = ""
        self._names: frozenset[str] = frozenset()
        self._seen: set[int] = set()
        self._open = False

    def open(self, package: str, processes: Iterable[str] = ()) -> None:
        """Hold the processes of ``package`` from now on. ``processes`` are names that do not begin with the package's.

        Raises :class:`DeviceError` when the device's frida-server cannot gate.
        """
        self._package, self._names = package, frozenset(processes)
        if self._open:
            return
        # Frida's signals come on its own thread, which must not wait for Frida: they are only put away here.
        self._device.on("spawn-added", self._arrived)
        try:
            self._device.enable_spawn_gating()
        except (frida.NotSupportedError, frida.TransportError, frida.PermissionDeniedError) as error:
            self._device.off("spawn-added", self._arrived)
            raise DeviceError(f"Frida cannot hold the app's processes as they start: {error}.") from None
        self._open = True
        for spawn in self._device.enumerate_pending_spawn():
            self._queue.put(spawn)

    def _arrived(self, spawn: Any) -> None:
        """Put a process away. Not the queue's own method: Frida counts a callback's parameters, and that has three."""
        self._queue.put(spawn)

    def forget(self, pid: int) -> None:
        """Leave a process to whoever spawned it."""
        self._seen.add(pid)

    def belongs(self, name: str | None) -> bool:
        """Whether a process of this name is the app's."""
        if self._own or name is None:
            return self._own
        return name == self._package or name.startswith(f"{self._package}:") or name in self._names

    def held(self, wait_s: float = 0.0) -> list[Started]:
        """Return the app's processes that came to the gate since the last time; let other apps' go."""
        found: list[Started] = []
        end = time.monotonic() + wait_s
        while True:
            left = 0.0 if found else max(0.0, end - time.monotonic())
            try:
                spawn = self._queue.get(timeout=left) if left > 0 else self._queue.get_nowait()
            except queue.Empty:
                return found
            pid, name = int(spawn.pid), spawn.identifier
            if pid in self._seen:
                continue
            if self.belongs(name):
                self._seen.add(pid)
                found.append(Started(pid=pid, name=str(name)))
            else:
                self._let_go(pid)

    def close(self) -> None:
        """Stop gating; whatever waits runs."""
        if not self._open:
            return
        self._open = False
        with contextlib.suppress(frida.TransportError, frida.InvalidOperationError):
            self._device.off("spawn-added", self._arrived)
            self._device.disable_spawn_gating()
        while True:
            try:
                self._let_go(int(self._queue.get_nowait().pid))
            except queue.Empty:
                return

    def _let_go(self, pid: int) -> None:
        with contextlib.suppress(frida.ProcessNotFoundError, frida.InvalidArgumentError, frida.TransportError):
            self._device.resume(pid)
