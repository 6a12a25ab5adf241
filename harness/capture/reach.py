"""Hooking every process of the app, not only the first: those that start later, children, and those found running."""

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from typing import Protocol

import frida

from harness.capture.agent.agent import AgentError, Child
from harness.capture.device.errors import DeviceError
from harness.capture.device.protocol import Device, Running
from harness.evidence.records import Process

HELD_WAIT_S = 0.25
"""How long one question for held processes waits; a launch in the middle of the run waits for it to end."""
CHILDREN_S = 10.0
"""An app may wait for a process that it has forked, and that is hooked first. After so many seconds in all no more are
held, and the next is listed as not hooked: an app that forks all the time must not crawl because of us."""
LOOK_S = 1.0
"""How often the list of running processes is looked at for those that no gate has held."""

_LOST = (frida.TransportError, frida.InvalidOperationError, frida.ProcessNotFoundError, frida.InvalidArgumentError)


class Hooker(Protocol):
    """What puts hooks into processes (the ``Agent``)."""

    def attach(
        self, pid: int, process_name: str, gated: bool = True, *, origin: str = "launch", age_s: float = 0.0
    ) -> None:
        """Put the hooks into a process. Raises ``AgentError``."""

    def resumed(self, pid: int) -> None:
        """Note that a held process may run from now on."""


class Reach:
    """Watches for processes of one app from its first launch to the end of the run."""

    def __init__(self, device: Device, package: str, on_process: Callable[[Process], None]) -> None:
        """``on_process`` is given the rows of processes that could not be hooked."""
        self._device = device
        self._package = package
        self._on_process = on_process
        self._agent: Hooker | None = None
        self._known: set[int] = set()
        self._children: queue.SimpleQueue[Child | None] = queue.SimpleQueue()
        self._launching = threading.Lock()
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self.notes: list[str] = []
        self.first: int | None = None
        self._held_up_s = 0.0
        self.hooking = 0

    def child(self, child: Child) -> None:
        """Take a process that the app has forked (called on Frida's thread: it is only put away)."""
        self._children.put(child)

    def launch(self, agent: Hooker, processes: list[str]) -> None:
        """Start the app held, hook its first process, let it run, and watch for the others from now on.

        Raises ``DeviceError`` or ``AgentError``: the first process must be hooked.
        """
        self._agent = agent
        with self._launching:
            started = self._device.launch_held(self._package, processes)
            self._known.add(started.pid)
            self.first = started.pid
            agent.attach(started.pid, started.name, gated=True)
            agent.resumed(started.pid)
            self._device.resume(started.pid)
        if not self._threads:
            for work in (self._watch_held, self._watch_children):
                thread = threading.Thread(target=work, name=f"reach-{work.__name__}", daemon=True)
                thread.start()
                self._threads.append(thread)

    def stop(self) -> None:
        """End the watch. Every held child is let go."""
        self._stop.set()
        self._children.put(None)
        for thread in self._threads:
            thread.join(timeout=60)

    def _watch_held(self) -> None:
        looked = time.monotonic()
        while not self._stop.is_set():
            try:
                with self._launching:
                    held = self._device.held(self._package, HELD_WAIT_S)
                for started in held:
                    self._held(started.pid, started.name, "start", self._resumer(started.pid))
                if time.monotonic() - looked >= LOOK_S:
                    self.look()
                    looked = time.monotonic()
            except DeviceError as error:
                self.notes.append(f"Processes were no longer watched for: {error}")
                return

    def _resumer(self, pid: int) -> Callable[[bool], None]:
        return lambda _hooked: self._device.resume(pid)

    def _watch_children(self) -> None:
        while (child := self._children.get()) is not None:
            self._child(child)

    def _child(self, child: Child) -> None:
        """Hook a forked process, as long as the app has not been held up by that for too long already."""
        name = f"{self._package} (forked by {child.parent})"
        begun = time.monotonic()
        if self._held_up_s < CHILDREN_S:
            self._held(child.pid, name, "fork", lambda hooked: child.let_go(hooked))
            self._held_up_s += time.monotonic() - begun
            return
        self._known.add(child.pid)
        child.let_go(False, hold=False)
        self._missed(child.pid, name, "fork", _now_us(), f"such processes had held the app up for {CHILDREN_S:g} s")

    def _held(self, pid: int, name: str, origin: str, let_go: Callable[[bool], None]) -> None:
        """Hook a process that waits, and let it run whatever comes of that: an app must not hang because of us."""
        assert self._agent is not None  # noqa: S101 - the watch begins with a launch
        self._known.add(pid)
        started = _now_us()
        hooked = False
        self.hooking += 1
        try:
            self._agent.attach(pid, name, gated=True, origin=origin)
            hooked = True
        except (AgentError, *_LOST) as error:
            self._missed(pid, name, origin, started, str(error))
        finally:
            try:
                self._agent.resumed(pid)
            finally:
                with contextlib.suppress(DeviceError, *_LOST):
                    let_go(hooked)
                self.hooking -= 1

    def look(self) -> None:
        """Hook the processes that run and that nothing has held, late as it is."""
        for running in self._device.running(self._package):
            if running.pid not in self._known:
                self._known.add(running.pid)
                self._late(running)

    def _late(self, running: Running) -> None:
        started = _now_us() - int(running.age_s * 1e6)
        if running.isolated:
            reason = "an isolated process: the agent does not go into it"
            self._missed(running.pid, running.name, "found", started, reason, isolated=True)
            return
        assert self._agent is not None  # noqa: S101 - the watch begins with a launch
        try:
            self._agent.attach(running.pid, running.name, gated=False, origin="found", age_s=running.age_s)
        except (AgentError, *_LOST) as error:
            self._missed(running.pid, running.name, "found", started, str(error))

    def _missed(self, pid: int, name: str, origin: str, start: int, reason: str, *, isolated: bool = False) -> None:
        row = Process(
            pid=pid, name=name, gated=False, start_us=start, origin=origin, isolated=isolated, reason=reason[:500]
        )
        self._on_process(row)


def _now_us() -> int:
    return time.time_ns() // 1000
