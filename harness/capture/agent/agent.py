"""The agent's host side: loads it into processes and turns what it sends into rows."""

import contextlib
import functools
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Protocol

from harness.capture.agent.hold import Hold
from harness.capture.agent.hooking import Waited, install, unbar
from harness.capture.agent.outcome import Known
from harness.capture.agent.pump import Pump
from harness.capture.agent.script import AgentError, LeftHalfway, agent_text, config
from harness.capture.agent.selftest import judge
from harness.capture.agent.session import CALL_TIMEOUT, FAILED, AgentSession, Child, post
from harness.capture.agent.unpin import Unpinner
from harness.capture.device.frida.bounded import bounded
from harness.capture.device.structs import AgentRoute
from harness.capture.frida_errors import left_halfway, meaning
from harness.capture.host_clock import now_us
from harness.catalog.points import Point, load_types
from harness.evidence.rows import Defence, Hook, Observation, Process, SelfTest

__all__ = ["Agent", "AgentError"]

LEAVE_TIMEOUT = 10.0
"""How long a process may take to be left: it is at the end of a run that waits for nothing else."""


class Companion(Protocol):
    """A script of another kind than the agent."""

    def load(self, session: Any) -> None:
        """Put it into a process, by Frida's session there. Raises ``AgentError``."""


class Agent:
    """Hooks access points in processes of one ``device``, a handle whose own questions have an end (``FridaHandle``).

    ``on_observation`` and the later calls of ``on_process`` come on threads of the agent's; ``on_hook`` and the first
    ``on_process`` come during ``attach``. A ``Process`` row is given twice: when hooks are in, and at its end.

    ``api_level`` is the device's (0: not known); ``libraries`` are globs of library names that ``on_defence`` is told
    of. With ``on_selftest`` every process is tested, before it may run, by a call through each family of hooks. With
    ``on_child`` processes that hooked ones fork are held as they start, and given to it (on a thread of Frida's). With
    a ``route`` the app's connections are brought to the proxy, and ``on_route`` is told (process, what, content; on a
    thread of Frida's) of datagrams and of what was refused or could not be brought there; ``on_routed`` is told of each
    process that the route is in, before the app's first line there where it was held.
    """

    def __init__(
        self,
        device: Any,
        points: list[Point],
        on_observation: Callable[[Observation], None],
        on_hook: Callable[[Hook], None],
        on_process: Callable[[Process], None],
        unpin: Unpinner | None = None,
        *,
        api_level: int = 0,
        libraries: Sequence[str] = (),
        on_selftest: Callable[[SelfTest], None] | None = None,
        on_defence: Callable[[Defence], None] = lambda defence: None,
        on_child: Callable[[Child], None] | None = None,
        route: AgentRoute | None = None,
        on_route: Callable[[int, dict[str, Any], bytes], None] = lambda pid, told, data: None,
        on_routed: Callable[[int], None] = lambda pid: None,
    ) -> None:
        self._device = device
        self._unpin = unpin
        self._companions: list[Companion] = []
        self._points = list(points)
        self._ids = [(point.id, point.category) for point in points]
        self._off: set[str] = set()
        self._on_observation = on_observation
        self._on_hook = on_hook
        self._on_process = on_process
        self._known = Known(points, api_level)
        self._libraries = libraries
        self._on_selftest = on_selftest
        self._on_defence = on_defence
        self._on_child = on_child
        self._route = route
        self._on_route = on_route
        self._on_routed = on_routed
        self._sessions: dict[int, AgentSession] = {}
        self._lock = threading.RLock()  # Frida's thread takes it: nobody waits for Frida with it
        self._changing = threading.Lock()
        self._closers: list[threading.Thread] = []

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
        """Put the agent into a process; when this returns every hook is installed.

        ``age_s`` is how long a process that is not ``gated`` has run already. One that is ``gated`` and may not wait
        for as long as it takes has a ``hold``, by which it is let run when its time is used up; its main thread then
        waits before the app's first line. Raises ``AgentError`` in one sentence.
        """
        start = now_us()
        java = origin != "fork"  # the runtime of a forked process has lost all its other threads
        text = agent_text(java)
        with _sentences(f"process {pid} ({process_name})"):
            session = self._device.attach(pid)
            script = bounded(lambda: session.create_script(text, name="agent"), CALL_TIMEOUT)
        begun = start - int(age_s * 1e6)
        row = Process(pid=pid, name=process_name, gated=gated, start_us=begun, origin=origin)
        pump = Pump(
            row, self._ids, self._on_observation, lambda number: post(script, {"type": "ack", "n": number}),
            lambda hook: self._on_hook(self._known.judged(hook)), self._on_defence,
        )  # fmt: skip
        made = AgentSession(session, script, pump, self._ended, self._on_child, self._on_route)
        made.hold = hold
        waited = Waited()
        try:
            with _sentences(f"process {pid} ({process_name})"):
                bounded(script.load, CALL_TIMEOUT)
                points = list(self._points)
                wanted = config(
                    points, load_types(), self._libraries, java=java, hold_forks=self._on_child is not None,
                    route=self._route,
                )  # fmt: skip
                installed = install(script, wanted, hold)
                report = installed.report
                if self._route is not None:
                    self._on_routed(pid)
                tested = self._selftest(made, report["hooks"])
                if (unpin := self._unpin) is not None:
                    bounded(lambda: unpin.load(session), CALL_TIMEOUT)
                row.attached_us = now_us()
                if installed.barred:
                    waited = unbar(script)
        except BaseException:
            made.alive = False
            pump.stop()
            with contextlib.suppress(*FAILED):
                bounded(session.detach, LEAVE_TIMEOUT)
            raise
        row.late_us = 0 if gated else row.attached_us - begun
        if hold is not None:
            _tell(row, hold, waited)
        row.extra = {"runtime": str(report["flavor"]), "install_us": row.attached_us - start, **made.timings}
        made.points = len(points)
        with self._lock:
            self._sessions[pid] = made
        self._catch_up(made)
        for hook in report["hooks"]:
            self._on_hook(self._known.hook(pid, process_name, hook))
        if self._on_selftest is not None:
            for result in tested:
                self._on_selftest(result)
        self._on_process(row)
        if not made.alive:  # it ended while its hooks went in
            self._ended(made, "process-terminated")

    def _selftest(self, made: AgentSession, hooks: list[dict[str, Any]]) -> list[SelfTest]:
        """Have every family of hooks called once. A process that fails to answer has none that is seen."""
        if self._on_selftest is None:
            return []
        process = made.pump.process
        begun = now_us()
        tried = bounded(made.script.exports_sync.selftest, CALL_TIMEOUT)
        bounded(made.script.exports_sync.flush, CALL_TIMEOUT)
        made.pump.settle(CALL_TIMEOUT)
        made.timings["selftest_us"] = now_us() - begun
        hooked = {str(hook["point"]) for hook in hooks if hook["resolved"]}
        return judge(process.pid, process.name, tried, made.pump.canaries, hooked, self._known)

    def resumed(self, pid: int) -> None:
        """Note that a held process may run from now on, if that is not known already."""
        with self._lock:
            made = self._sessions.get(pid)
        if made is None or made.pump.process.resumed_us:
            return
        row = made.pump.process
        row.resumed_us = now_us()
        if made.hold is not None:
            row.held_us = row.resumed_us - made.hold.since_us
        self._on_process(row)

    def ran_ahead(self, pid: int, since_us: int) -> None:
        """Note that a process that was held ran from then on, by somebody else's doing: before its hooks were in?"""
        with self._lock:
            made = self._sessions.get(pid)
        if made is None or made.hold is None or made.pump.process.attached_us <= since_us:
            return
        made.hold.ran(since_us)
        _tell(made.pump.process, made.hold, Waited())
        self._on_process(made.pump.process)

    # -- while they run -------------------------------------------------------------------------------------------

    def sessions(self) -> list[AgentSession]:
        """Return the processes that have the agent in them now."""
        with self._lock:
            return [made for made in self._sessions.values() if made.alive]

    def accompany(self, companion: "Companion") -> None:
        """Put a script of another kind into every process: those that are hooked now, and those that come.

        Raises ``AgentError`` for the first of the processes that does not take it; it goes into no other then.
        """
        with self._changing:
            self._in_each(functools.partial(_load, companion))
            self._companions.append(companion)

    def silence(self, off: Iterable[str]) -> None:
        """Only count the calls of these access points from now on, and record those of all others.

        Raises ``AgentError`` for the first process that does not hear of it.
        """
        with self._changing:
            self._off = set(off)
            self._in_each(self._silence)

    def add(self, points: Sequence[Point]) -> list[Hook]:
        """Hook further access points in Java, in all processes; return what became of each in those that run.

        Raises ``AgentError`` for the first process that does not take them.
        """
        with self._changing:
            self._points += points
            self._ids += [(point.id, point.category) for point in points]
            self._known.add(points)
            hooks: list[Hook] = []
            self._in_each(lambda made: hooks.extend(self._add(made)))
            return hooks

    def _in_each(self, work: Callable[[AgentSession], None]) -> None:
        """Do something in every hooked process; one that has ended meanwhile needs it no more."""
        for made in self.sessions():
            try:
                with _sentences(f"process {made.pump.process.pid} ({made.pump.process.name})"):
                    work(made)
            except AgentError:
                if not made.gone():
                    raise

    def _catch_up(self, made: AgentSession) -> None:
        """Bring a process to where the others are, whose hooks went in while those were changed.

        It is watched also where that fails; its row says so.
        """
        with self._changing:
            works: list[Callable[[AgentSession], object]] = [self._add, self._silence]
            works += [functools.partial(_load, companion) for companion in self._companions]
            for work in works:
                try:
                    work(made)
                except _NOT_CHANGED as error:
                    made.pump.count(str(error) or type(error).__name__)

    def _silence(self, made: AgentSession) -> None:
        if self._off == made.off:
            return
        indexes = [index for index, (point, _) in enumerate(self._ids) if point in self._off]
        bounded(lambda: made.script.exports_sync.silence(indexes), CALL_TIMEOUT)
        made.off = set(self._off)

    def _add(self, made: AgentSession) -> list[Hook]:
        process = made.pump.process
        wanted = config(self._points, ())["points"][made.points :]
        if not wanted:
            return []
        made.points = len(self._points)
        told = bounded(lambda: made.script.exports_sync.more(wanted), CALL_TIMEOUT)
        hooks = [self._known.hook(process.pid, process.name, raw) for raw in told]
        for hook in hooks:
            self._on_hook(hook)
        return hooks

    # -- to the end -----------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Have every process send what it holds, and wait until it has become rows; its row tells its errors so far."""
        for made in self.sessions():
            if made.ask("flush"):  # one that is just ending has said itself whether that was all
                made.pump.process.flushed = made.pump.settle(CALL_TIMEOUT)
            elif made.stuck:
                made.pump.process.flushed = False
            _tell_errors(made.pump)

    def poll(self) -> None:
        """Have every process record what the fields that are access points hold now."""
        for made in self.sessions():
            made.ask("poll")

    def silent(self, pid: int | None) -> bool:
        """Whether a process stands still: it was asked and did not answer."""
        with self._lock:
            made = self._sessions.get(pid or 0)
        return made is not None and made.stuck

    def detach(self, pid: int) -> None:
        """Take what the process still holds, and leave it."""
        with self._lock:
            made = self._sessions.get(pid)
        if made is None:
            return
        if made.alive:
            made.ask("flush")
        if not made.stuck:  # to be left, a process must take part; one that stands still is for the device to end
            with contextlib.suppress(*FAILED):
                bounded(made.session.detach, LEAVE_TIMEOUT)
        self._join()

    def close(self) -> None:
        """Leave every process. May be called more than once."""
        with self._lock:
            pids = list(self._sessions)
        for pid in pids:
            self.detach(pid)
        with self._lock:
            left = list(self._sessions.values())
        for made in left:  # of these nobody has told the end, and none is to tell it when the bundle is closed
            self._ended(made, LEFT)
        self._join()

    def __enter__(self) -> "Agent":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _ended(self, made: AgentSession, reason: str) -> None:
        """The process or the connection ended (on Frida's thread): finish its rows on a thread of our own."""
        with self._lock:
            if self._sessions.get(made.pump.process.pid) is not made:
                return
            del self._sessions[made.pump.process.pid]
            closer = threading.Thread(target=self._finish, args=(made, reason), name="agent-end", daemon=True)
            closer.start()
            self._closers.append(closer)

    def _finish(self, made: AgentSession, reason: str) -> None:
        row = made.pump.process
        made.pump.stop()
        row.end = LEFT if reason == "application-requested" else reason
        row.end_us = now_us()
        if made.pump.skipped:
            row.extra["skipped"] = dict(made.pump.skipped)
        _tell_errors(made.pump)
        self._on_process(row)

    def _join(self) -> None:
        with self._lock:
            closers, self._closers = self._closers, []
        for closer in closers:
            closer.join(timeout=CALL_TIMEOUT)


_NOT_CHANGED: tuple[type[Exception], ...] = (AgentError, *FAILED)
LEFT: Final = "left"
"""How a process ends for the bundle that the agent has left as it ran, or whose end Frida had not told by then."""


def _load(companion: Companion, made: AgentSession) -> None:
    bounded(lambda: companion.load(made.session), CALL_TIMEOUT)


def _tell(row: Process, hold: Hold, waited: Waited) -> None:
    """Say in the row of a held process for how long it was, and whether it ran before its hooks were in."""
    row.bound_us = int(waited.seconds * 1e6)
    if not hold.released_us:
        return
    row.resumed_us = hold.released_us
    row.held_us = hold.released_us - hold.since_us
    if hold.overdue or waited.passed:
        row.gated = False
        row.late_us = max(1, row.attached_us - hold.released_us - row.bound_us)


def _tell_errors(pump: Pump) -> None:
    """Put what has gone wrong in a process so far into its row."""
    if pump.errors:
        pump.process.extra["agent_errors"] = dict(pump.errors)


@contextlib.contextmanager
def _sentences(what: str) -> Any:
    try:
        yield
    except FAILED as error:
        kind = LeftHalfway if left_halfway(error) else AgentError
        raise kind(f"cannot hook {what}: {meaning(error)}") from error
