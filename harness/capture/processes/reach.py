"""Hooking every process of the app, not only the first: those that start later, children, and those found running."""

import concurrent.futures
import contextlib
import queue
import threading
import time
from collections.abc import Callable
from typing import Protocol

from harness.capture.agent.agent import AgentError
from harness.capture.agent.hold import WARN_S, Hold
from harness.capture.agent.script import LeftHalfway
from harness.capture.agent.session import Child
from harness.capture.bounds import allowed
from harness.capture.device.errors import CannotHold, DeviceError, StartTimeout
from harness.capture.device.protocol import Apps, Holding, Processes
from harness.capture.device.structs import Running, Started, Ungated
from harness.capture.frida_errors import FRIDA_ERRORS, meaning
from harness.capture.host_clock import now_us
from harness.evidence.rows import Gap, Process

HELD_WAIT_S = 0.25
"""How long one question for held processes waits; a launch in the middle of the run waits for it to end."""
CHILDREN_S = 10.0
"""An app may wait for a process that it has forked, and that is hooked first. After so many seconds in all no more are
held, and the next is listed as not hooked: an app that forks all the time must not crawl because of us."""
LOOK_S = 1.0
"""How often the list of running processes is looked at for those that no gate has held."""
_END_S = 1.0
"""How long the device may take to tell that a process whose start failed has ended."""
HOOKERS = 4
"""How many held processes are hooked at the same time: each has a time-out of its own, and the device few cores."""
LAUNCH_S = 30.0
"""How long an app that could not be held has until it runs."""
POLL_S = 0.02
"""How soon it is looked for again: each moment of it is one without hooks."""

_FAILED: tuple[type[Exception], ...] = (AgentError, DeviceError, *FRIDA_ERRORS)


def not_running(package: str, serial: str) -> DeviceError:
    """Return what is wrong where an app is to be attached to that does not run."""
    return DeviceError(f"{package} does not run on {serial}: start it there, or leave --attach out.")


class Hooker(Protocol):
    """What puts hooks into processes (the ``Agent``)."""

    def attach(
        self,
        pid: int,
        process_name: str,
        gated: bool = True,
        *,
        origin: str = "launch",
        age_s: float = 0.0,
        hold: Hold | None = None,
    ) -> None:
        """Put the hooks into a process. Raises ``AgentError``."""

    def resumed(self, pid: int) -> None:
        """Note that a held process may run from now on."""

    def ran_ahead(self, pid: int, since_us: int) -> None:
        """Note that a held process ran from then on by somebody else's doing."""


class Reached(Holding, Apps, Processes, Protocol):
    """A device that holds an app's processes, or has them run."""


class Reach:
    """Watches for processes of one app from its first launch to the end of the run."""

    def __init__(
        self,
        device: Reached,
        package: str,
        on_process: Callable[[Process], None],
        on_gap: Callable[[Gap], None] = lambda gap: None,
        warn: Callable[[str], None] = lambda text: None,
    ) -> None:
        """``on_process`` is given the rows of processes that could not be hooked, ``on_gap`` what was not watched (by
        this host's clock), ``warn`` what the user should hear while the run goes on. All come on several threads."""
        self._device = device
        self._package = package
        self._on_process = on_process
        self._on_gap = on_gap
        self._warn = warn
        self._agent: Hooker | None = None
        self._lock = threading.Lock()
        self._known: set[int] = set()
        self._holds: dict[int, Hold] = {}
        self._freed: dict[int, int] = {}
        self._children: queue.SimpleQueue[Child | None] = queue.SimpleQueue()
        self._launching = threading.Lock()
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._pool = concurrent.futures.ThreadPoolExecutor(HOOKERS, thread_name_prefix="reach-hook")
        self.notes: list[str] = []
        self.first: int | None = None
        self._launched = False
        self._unheld: CannotHold | None = None
        self._held_up_s = 0.0
        self.hooking = 0

    def child(self, child: Child) -> None:
        """Take a process that the app has forked (called on Frida's thread: it is only put away)."""
        self._children.put(child)

    def launch(self, agent: Hooker, processes: list[str]) -> None:
        """Start the app held, hook its first process, let it run, and watch for the others from now on.

        Where the device cannot hold it, it is started as it is and hooked as early as that goes, and a gap says so.
        Where Frida gave its first process up halfway, it is started once more: nothing of the app had run yet.
        Raises ``DeviceError`` or ``AgentError``: the first process must be hooked.
        """
        self._agent = agent
        started = self._start(agent, processes)
        self._watch()
        if started is None:
            return
        try:
            self._first(agent, started)
        except LeftHalfway as error:
            self._note(f"{self._package} was ended before its first line, and started once more: {error}")
            if (again := self._start(agent, processes)) is not None:
                self._first(agent, again)

    def _start(self, agent: Hooker, processes: list[str]) -> Started | None:
        """Start the app, and return its first process where that is held; else it is hooked by now."""
        begun = now_us()
        with self._launching:  # what starts now is this launch's, not one of those that start by themselves
            started: Started | None = None
            try:
                if self._unheld is None:
                    started = self._device.launch_held(self._package, processes)
            except CannotHold as error:
                self._unheld = error
                self._warn(f"{error} It is started unheld and hooked late.")
            if started is not None:
                self._launched = True
            if self._unheld is not None:
                started = self._launch_anyway(agent, str(self._unheld), begun)
            if started is not None:
                self._known.add(started.pid)
                if started.doubt:
                    self._note(started.doubt)
        return started

    def _note(self, note: str) -> None:
        self.notes.append(note)
        self._warn(note)

    def attach(self, agent: Hooker, processes: list[str]) -> None:
        """Hook the app's processes that run, and watch for others from now on. A gap says that they ran before.

        Raises ``DeviceError`` when none runs, and ``AgentError`` when the one that is named as the app is cannot be
        hooked.
        """
        self._agent = agent
        with self._launching:
            try:
                self._device.hold(self._package, processes)
            except CannotHold as error:
                self._unheld = error
                self._warn(f"{error} Further processes of the app are hooked late.")
            rows = self._device.running(self._package)
            own = [row for row in rows if not row.isolated]
            main = next((row for row in own if row.name == self._package), own[0] if own else None)
            if main is None:
                raise not_running(self._package, self._device.serial)
            self._known.update(row.pid for row in rows)
            self.first, self._launched = main.pid, True
            agent.attach(main.pid, main.name, gated=False, origin="attached", age_s=main.age_s)
            for row in rows:
                if row is not main:
                    self._late(row)
        self._warn(
            f"{self._package} ran already, for {main.age_s:.0f} s: what it did before is not seen, and nothing can be "
            "concluded from what is missing."
        )
        for row in own:
            begun = now_us() - int(row.age_s * 1e6)
            self._gap("attached", begun, now_us(), f"it had run for {row.age_s:.0f} s", row.pid, row.name)
        self._watch()

    def _how_ended(self, pid: int) -> str:
        """Return how a process has ended, empty when it has not, or the device does not say."""
        until = time.monotonic() + _END_S
        while time.monotonic() < until:
            with contextlib.suppress(*_FAILED):
                if found := [row.how for row in self._device.ended(self._package) if row.pid == pid]:
                    return found[-1]
                if any(row.pid == pid for row in self._device.running(self._package)):
                    return ""
            time.sleep(_END_S / 20)
        return ""

    def _first(self, agent: Hooker, started: Started) -> None:
        self.first = started.pid
        hold = self._hold(started.pid, lambda: self._device.resume(started.pid), started.since_us, first=True)
        try:
            try:
                agent.attach(started.pid, started.name, gated=True, hold=hold)
            finally:
                agent.resumed(started.pid)
                self._released(started, hold)
            hold.release()
        except _FAILED as error:
            self._check_start(started, hold)
            if isinstance(error, LeftHalfway):
                self._device.stop_app(self._package)  # before it is let run, without hooks
                raise
            if how := self._how_ended(started.pid):  # whatever Frida says of a process that is not there any more
                told = f"The process of {self._package} ended as it started, while its hooks went in ({how})."
                raise DeviceError(told) from None
            if isinstance(error, AgentError | DeviceError):
                raise
            raise DeviceError(f"{started.name} cannot be let run on {self._device.serial}: {meaning(error)}.") from None
        finally:
            with contextlib.suppress(*_FAILED):
                hold.release()

    def _launch_anyway(self, agent: Hooker, reason: str, begun_us: int) -> Started | None:
        """Start the app unheld, hook it as it runs, and say so. Returns it when it came to the gate all the same.

        Nothing of it was seen since ``begun_us``: an attempt to start it held may have let it run, for up to Frida's
        20 s. So it is ended, and what a first start has left is removed: the one that is watched is a first one.
        """
        self._device.stop_app(self._package)
        if not self._launched:
            try:
                self._device.clear_data(self._package)
            except DeviceError as error:
                self._note(
                    f"{self._package} may have run unwatched before its first start, and its data is left: {error}"
                )
        self._launched = True
        self._device.launch(self._package)
        deadline = time.monotonic() + LAUNCH_S
        while time.monotonic() < deadline:
            if held := self._device.held(self._package, HELD_WAIT_S):
                main = next((row for row in held if row.name == self._package), held[0])
                for other in held:
                    if other is not main:
                        self._submit(other)
                return main
            rows = [row for row in self._device.running(self._package) if not row.isolated]
            running = next((row for row in rows if row.name == self._package), rows[0] if rows else None)
            if running is not None:
                self._known.add(running.pid)
                self.first = running.pid
                try:
                    agent.attach(running.pid, running.name, gated=False, age_s=running.age_s)
                finally:
                    self._gap("started_unheld", begun_us, now_us(), reason, running.pid, running.name)
                return None
            self._stop.wait(POLL_S)
        raise DeviceError(f"{reason} Started without that, no process of {self._package} ran within {LAUNCH_S:g} s.")

    def check_first(self) -> None:
        """Raise :class:`StartTimeout` when it was the system that ended the launched process as it started."""
        hold = self._holds.get(self.first or 0)
        if hold is not None and self.first is not None:
            self._check_start(Started(pid=self.first, name=self._package), hold)

    def _check_start(self, started: Started, hold: Hold) -> None:
        """Raise :class:`StartTimeout` when it was the system that ended a process, because it was held."""
        told = ""
        with contextlib.suppress(DeviceError):
            told = self._device.ended_in_start(started.pid, hold.held_s)
        if told:
            self._gap("start_timeout", hold.since_us, now_us(), told, started.pid, started.name)
            raise StartTimeout(
                f"{started.name} was killed by the system on {self._device.serial}: start time-out ({told}). Hooks had "
                f"been going in for {hold.held_s:.1f} s: use a faster device, or fewer access points."
            )

    def _watch(self) -> None:
        if not self._threads:
            for work in (self._watch_held, self._watch_children):
                thread = threading.Thread(target=work, name=f"reach-{work.__name__}", daemon=True)
                thread.start()
                self._threads.append(thread)

    def stop(self) -> None:
        """End the watch. Every held process is let go."""
        self._stop.set()
        self._children.put(None)
        for thread in self._threads:
            thread.join(allowed(60))
        self._pool.shutdown()
        with contextlib.suppress(DeviceError):
            self._open_gate(ended=True)

    def _watch_held(self) -> None:
        begun = now_us()
        try:
            looked = time.monotonic()
            while not self._stop.is_set():
                asked = time.monotonic()
                with self._launching:
                    held = self._device.held(self._package, HELD_WAIT_S)
                for started in held:
                    self._submit(started)
                begun = now_us()
                self._open_gate()
                if time.monotonic() - looked >= LOOK_S:
                    self.look()
                    looked = time.monotonic()
                if not held:  # a device that holds nothing does not wait
                    self._stop.wait(max(0.0, HELD_WAIT_S - (time.monotonic() - asked)))
        except FRIDA_ERRORS as error:
            self._ended(begun, meaning(error))
        except Exception as error:  # noqa: BLE001 - whatever ends the watch is said, not lost with its thread
            self._ended(begun, str(error) or type(error).__name__)

    def _ended(self, since_us: int, reason: str) -> None:
        self.notes.append(f"Processes were no longer watched for: {reason}")
        self._gap("watch_ended", since_us, 0, reason)

    def _open_gate(self, *, ended: bool = False) -> None:
        """Tell of stretches in which the gate was open, and of the processes that ran ahead of their hooks by that."""
        for gap in self._device.gate_gaps(ended=ended):
            self._gap("ungated", gap.from_us, gap.to_us, gap.detail)
            self._warn(f"new processes were not held for a while: {gap.detail}")
            self._ran_ahead(gap)

    def _ran_ahead(self, gap: Ungated) -> None:
        assert self._agent is not None  # noqa: S101 - the watch begins with a launch
        for pid in gap.freed:
            with self._lock:
                self._freed[pid] = gap.from_us
                hold = self._holds.get(pid)
            if hold is not None:
                hold.ran(gap.from_us)
            self._agent.ran_ahead(pid, gap.from_us)

    def _submit(self, started: Started) -> None:
        """Have a held process hooked beside the others. Its time counts from now, not from when its turn comes."""
        with self._lock:
            if started.pid in self._known:  # some devices name one each time until it is resumed
                return
            self._known.add(started.pid)
        hold = self._hold(started.pid, lambda: self._device.resume(started.pid), started.since_us)
        self._pool.submit(self._held, started.pid, started.name, "start", hold)

    def _hold(self, pid: int, let_run: Callable[[], None], since_us: int, *, first: bool = False) -> Hold:
        hold = Hold(
            let_run, self._device.hold_limit_s(first=first), bind_s=self._device.bind_limit_s(), since_us=since_us
        )
        with self._lock:
            self._holds[pid] = hold
        return hold

    def _watch_children(self) -> None:
        while (child := self._children.get()) is not None:
            self._child(child)

    def _child(self, child: Child) -> None:
        """Hook a forked process, as long as the app has not been held up by that for too long already."""
        name = f"{self._package} (forked by {child.parent})"
        begun = time.monotonic()
        pid = self._device.child_pid(child.parent, child.pid)
        if not pid:
            child.let_go(False, hold=False)
            self._missed(child.pid, name, "fork", now_us(), "no child of the process has the id that it told")
            return
        if self._held_up_s < CHILDREN_S:
            hooked = threading.Event()
            hold = Hold(lambda: child.let_go(hooked.is_set()))
            self._held(pid, name, "fork", hold, hooked)
            self._held_up_s += time.monotonic() - begun
            return
        self._known.add(pid)
        child.let_go(False, hold=False)
        self._missed(pid, name, "fork", now_us(), f"such processes had held the app up for {CHILDREN_S:g} s")

    def _held(self, pid: int, name: str, origin: str, hold: Hold, hooked: threading.Event | None = None) -> None:
        """Hook a process that waits, and let it run whatever comes of that: an app must not hang because of us."""
        assert self._agent is not None  # noqa: S101 - the watch begins with a launch
        self._known.add(pid)
        started = Started(pid=pid, name=name, since_us=hold.since_us)
        with self._lock:
            self.hooking += 1
        try:
            self._agent.attach(pid, name, gated=True, origin=origin, hold=hold)
            if hooked is not None:
                hooked.set()
            with self._lock:
                freed_us = self._freed.get(pid)
            if freed_us is not None:
                self._agent.ran_ahead(pid, freed_us)
        except _FAILED as error:
            reason = str(error) if isinstance(error, AgentError | DeviceError) else meaning(error)
            if origin != "fork":
                try:
                    self._check_start(started, hold)
                except StartTimeout as killed:
                    reason = str(killed)
            self._missed(pid, name, origin, hold.since_us, reason, held_us=int(hold.held_s * 1e6))
        finally:
            try:
                self._agent.resumed(pid)
                self._released(started, hold)
            finally:
                with contextlib.suppress(*_FAILED):
                    hold.release()
                with self._lock:
                    self.hooking -= 1

    def _released(self, started: Started, hold: Hold) -> None:
        """Say of a process that is let run now, or was before, that it was held for long."""
        if hold.overdue:
            self._warn(f"{started.name} ran before its hooks were in: it could not be held for longer")
        elif hold.held_s >= WARN_S:
            self._warn(f"{started.name} was held for {hold.held_s:.1f} s as it started, close to what Android allows")

    def look(self) -> None:
        """Hook the processes that run and that nothing has held, late as it is."""
        rows = self._device.running(self._package)
        with self._launching:
            held = self._device.held(self._package)  # one that waits looks like one that runs
        for started in held:
            self._submit(started)
        for running in rows:
            if running.pid not in self._known:
                self._known.add(running.pid)
                self._late(running)

    def _late(self, running: Running) -> None:
        started = now_us() - int(running.age_s * 1e6)
        if running.isolated:
            reason = "an isolated process: the agent does not go into it"
            self._missed(running.pid, running.name, "found", started, reason, isolated=True)
            return
        assert self._agent is not None  # noqa: S101 - the watch begins with a launch
        try:
            self._agent.attach(running.pid, running.name, gated=False, origin="found", age_s=running.age_s)
        except _FAILED as error:
            reason = str(error) if isinstance(error, AgentError | DeviceError) else meaning(error)
            self._missed(running.pid, running.name, "found", started, reason)

    def _missed(
        self, pid: int, name: str, origin: str, start: int, reason: str, *, isolated: bool = False, held_us: int = 0
    ) -> None:
        row = Process(
            pid=pid, name=name, gated=False, start_us=start, origin=origin, isolated=isolated, reason=reason[:500],
            held_us=held_us,
        )  # fmt: skip
        self._on_process(row)

    def _gap(self, kind: str, from_us: int, to_us: int, detail: str, pid: int = 0, process: str = "") -> None:
        self._on_gap(Gap(kind=kind, from_us=from_us, to_us=to_us, detail=detail[:500], pid=pid, process=process))
