"""What a person does by hand to the app's processes while they run: hooks off and on and added, scripts, a prompt.

All of it is in the bundle: each act as a step, each file that was loaded under its digest, and what it keeps from being
seen, or makes the app do, as a gap.
"""

import contextlib
import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from harness.capture.agent.agent import Agent
from harness.capture.agent.prompt import Evaluated, Prompt
from harness.capture.agent.script import AgentError
from harness.capture.agent.session import FAILED, AgentSession
from harness.capture.agent.unpin import Unpinner
from harness.capture.agent.user_script import UserScript
from harness.capture.agent.wire import cut
from harness.capture.frida_errors import meaning
from harness.capture.phase_clock import PhaseClock
from harness.catalog._load import CatalogError
from harness.catalog.points import Point, further, own_points
from harness.evidence.rows import Gap, StepTaken
from harness.evidence.writer import BundleWriter
from harness.files.names import shown
from harness.files.read import MIB, ReadError, read_text

OTHER = "other"
"""The group of points without a category."""
PRINTED = "log/scripts.txt"
"""What scripts of the person's printed and sent."""
AT_BENCH = frozenset({"hooks", "load", "unpin", "evaluate", "call", "post", "python"})
"""The names of such acts in ``steps.jsonl``: no steps of a scenario."""
MOST_PRINTED = 16 * MIB
_MOST_SCRIPT = 4 * MIB
_MOST_CODE = 20_000
_MOST_TEXT = 2_000
_LAST_S = 5.0
"""How long the end of a run waits for an act that is under way."""


class Group(NamedTuple):
    """Access points of one category; ``off`` of them are switched off."""

    name: str
    points: int
    off: int


class Workbench:
    """The acts of one run, each of which may wait for the processes: never on a screen's own thread.

    Each raises ``AgentError`` or ``CatalogError`` in a sentence when it cannot be done; that is in its step, too.
    """

    def __init__(
        self,
        agent: Agent,
        points: Sequence[Point],
        writer: BundleWriter,
        clock: PhaseClock,
        *,
        unpin: Unpinner | None = None,
        says: Callable[[str], None] = lambda line: None,
    ) -> None:
        """``points`` are those of the run, ``unpin`` what it began with; ``says`` hears what scripts print."""
        self._agent = agent
        self._points = list(points)
        self._writer = writer
        self._clock = clock
        self._unpin = unpin
        self._says = says
        self._one = threading.Lock()
        self._off: dict[str, tuple[int, str]] = {}
        self._scripts: dict[str, UserScript] = {}
        self._prompts: dict[int, Prompt] = {}
        self._evaluating: Prompt | None = None
        self._calling: UserScript | None = None
        self._left = MOST_PRINTED
        self._printing = threading.Lock()

    @property
    def path(self) -> Path:
        """Where the bundle lies."""
        return self._writer.path

    # -- hooks ----------------------------------------------------------------------------------------------------

    def groups(self) -> list[Group]:
        """Return the groups of hooks, by name."""
        rows: dict[str, list[str]] = {}
        for point in self._points:
            rows.setdefault(point.category or OTHER, []).append(point.id)
        return [Group(name, len(ids), sum(each in self._off for each in ids)) for name, ids in sorted(rows.items())]

    def switch(self, names: Sequence[str], *, on: bool) -> str:
        """Switch hooks on or off: ``names`` are categories (or ``channel``, ``control``), points, or ``all``."""
        with self._one, self._step("hooks", {"on" if on else "off": list(names)}):
            wanted = [point for name in names for point in self._named(name)]
            changed = [point for point in dict.fromkeys(wanted) if (point in self._off) == on]
            before, now = dict(self._off), self._clock.now_us()
            for point in changed:
                if on:
                    del self._off[point]
                else:
                    self._off[point] = (now, ", ".join(names)[:_MOST_TEXT])
            if not on and changed:  # before: from here on nobody can say that all was seen
                self._gap("hooks_off", now, 0, ", ".join(names))
            self._agent.silence(self._off)
            if on:
                self._ended([before[point] for point in changed])
            return f"{len(changed)} hooks are {'on' if on else 'off'}"

    def _named(self, name: str) -> list[str]:
        found = [
            point.id
            for point in self._points
            if name in ("all", point.id, point.category or OTHER) or (point.category or "").startswith(f"{name}.")
        ]
        if not found:
            raise AgentError(f"there is no group of hooks and no access point {shown(name)}")
        return found

    def _ended(self, stretches: Sequence[tuple[int, str]]) -> None:
        """Note the end of stretches of which no hook is off any more."""
        lasting = set(self._off.values())
        for since, names in sorted(set(stretches) - lasting):
            self._gap("hooks_off", since, self._clock.now_us(), names)

    # -- files ----------------------------------------------------------------------------------------------------

    def load(self, path: Path) -> str:
        """Load a script (``.js``) or a file of access points (``.yaml``, ``.yml``) into the processes."""
        if path.suffix.lower() not in (".js", ".yaml", ".yml"):
            raise AgentError(f"{shown(path)} is neither a script (.js) nor a file of access points (.yaml)")
        step: dict[str, Any] = {"file": shown(path.name)}
        with self._one, self._step("load", step):
            try:
                text = read_text(path, "the file", _MOST_SCRIPT)
            except ReadError as error:
                raise AgentError(str(error)) from None
            data = text.encode()
            step["sha256"] = hashlib.sha256(data).hexdigest()
            script = path.suffix.lower() == ".js"
            points = [] if script else further(path, self._points)
            step["kept"] = self._writer.write_file(f"loaded/{step['sha256']}{path.suffix.lower()}", data)
            return self._script(path, text) if script else self._add(points, shown(path.name))

    def _script(self, path: Path, text: str) -> str:
        self._own_code(f"the script {shown(path.name)} was loaded")
        script = UserScript(shown(path.name), text, self._printed)
        self._agent.accompany(script)
        self._scripts[path.name] = script
        return f"{shown(path.name)} is loaded into {self._processes()}"

    def _add(self, points: list[Point], name: str) -> str:
        self._gap("hooks_late", self._clock.began_us, self._clock.now_us(), f"access points of {name}")
        self._points += points
        self._writer.run.own_points = own_points(self._points)
        hooks = self._agent.add(points)
        failed = {hook.point: hook.reason for hook in hooks if not hook.resolved}
        good = {hook.point for hook in hooks if hook.resolved}
        missing = {point: why for point, why in failed.items() if point not in good}
        told = f"{len(points)} access points of {name} are in {self._processes()}"
        if missing:
            told += f"; not hooked: {', '.join(f'{point} ({why})' for point, why in sorted(missing.items()))}"
        return cut(told, _MOST_TEXT)

    def unpin(self) -> str:
        """Take certificate pinning out of the app from now on. It changes the app, and the bundle says so."""
        with self._one, self._step("unpin", {}):
            if self._unpin is not None:
                raise AgentError("certificate pinning is taken out already")
            self._unpin = Unpinner()
            self._agent.accompany(self._unpin)
            return f"certificate pinning is taken out of {self._processes()}"

    # -- what a loaded script offers ------------------------------------------------------------------------------

    def exports(self, file: str, pid: int = 0) -> list[str]:
        """Return the names in a loaded script's ``rpc.exports``, in a process (0: the oldest)."""
        return self._loaded(file).exports(self._in(pid).pump.process.pid)

    def call(self, file: str, name: str, args: Sequence[Any], pid: int = 0) -> Any:
        """Call a loaded script's export, and wait until that is over or :meth:`interrupt`."""
        script, made = self._loaded(file), self._in(pid)
        step = {
            "file": shown(file), "export": cut(name, _MOST_TEXT), "args": cut(repr(args), _MOST_TEXT),
            "pid": made.pump.process.pid,
        }  # fmt: skip
        with self._one, self._step("call", step):
            self._calling = script
            try:
                with made.owning():
                    return script.call(made.pump.process.pid, name, args)
            except FAILED as error:
                raise AgentError(f"{shown(file)} cannot be called: {meaning(error)}") from None
            finally:
                self._calling = None

    def post(self, file: str, message: Any, pid: int = 0) -> None:
        """Send a loaded script a message."""
        script, pid = self._loaded(file), self._in(pid).pump.process.pid
        with (
            self._one,
            self._step("post", {"file": shown(file), "message": cut(repr(message), _MOST_TEXT), "pid": pid}),
        ):
            script.post(pid, message)

    def received(self, file: str) -> list[Any]:
        """Return what a loaded script has sent since this was asked last."""
        return self._loaded(file).received()

    def _loaded(self, file: str) -> UserScript:
        if (script := self._scripts.get(file)) is None:
            raise AgentError(f"no script {shown(file)} is loaded")
        return script

    def _in(self, pid: int) -> AgentSession:
        """Return a process (0: the oldest)."""
        made = next((one for one in self._agent.sessions() if pid in (0, one.pump.process.pid)), None)
        if made is None:
            raise AgentError("no hooked process of the app runs" if not pid else f"process {pid} does not run any more")
        return made

    # -- the prompts ----------------------------------------------------------------------------------------------

    def processes(self) -> list[tuple[int, str]]:
        """Return the hooked processes that run, the oldest first."""
        return [(made.pump.process.pid, made.pump.process.name) for made in self._agent.sessions()]

    def evaluate(self, code: str, pid: int = 0) -> Evaluated:
        """Evaluate an expression in a process (0: the oldest), and wait until that is over or :meth:`interrupt`."""
        made = self._in(pid)
        pid = made.pump.process.pid
        step: dict[str, Any] = {"code": cut(code, _MOST_CODE), "pid": pid, "process": made.pump.process.name}
        with self._one, self._step("evaluate", step):
            prompt = self._prompts.get(pid)
            if prompt is None or not prompt.alive:
                prompt = self._prompts[pid] = Prompt(made, lambda line: self._printed(pid, line))
            self._own_code(f"evaluated: {code}")
            self._evaluating = prompt
            try:
                found = prompt.evaluate(code)
            finally:
                self._evaluating = None
            step["failed" if found.failed else "result"] = cut(found.text, _MOST_TEXT)
            if found.calls:
                step["own_calls"] = found.calls
            for line in found.log:
                self._printed(pid, line)
            return found

    def complete(self, path: str, pid: int = 0) -> list[str]:
        """Return the names that may end ``path`` in a process whose prompt was used. Raises nothing."""
        prompt = self._prompts.get(pid or next((found for found, _ in self.processes()), 0))
        return prompt.complete(path) if prompt is not None and prompt.alive else []

    def interrupt(self) -> None:
        """End the evaluation that is under way, if there is one. Raises nothing."""
        if (prompt := self._evaluating) is not None:
            prompt.interrupt()
        if (script := self._calling) is not None:
            script.interrupt()

    @contextlib.contextmanager
    def noted(self, code: str) -> Iterator[dict[str, Any]]:
        """Have Python of the person's, evaluated in the body, be a step; what came of it is added to what is given."""
        step: dict[str, Any] = {"code": cut(code, _MOST_CODE)}
        with self._step("python", step):
            yield step

    # -- what the bundle gets -------------------------------------------------------------------------------------

    def close(self) -> None:
        """End what is under way, and note what was to be told of at the end."""
        self.interrupt()
        if self._one.acquire(timeout=_LAST_S):
            self._one.release()
        if self._unpin is not None:
            self._writer.run.unpin = self._unpin.report()

    @contextlib.contextmanager
    def _step(self, name: str, step: dict[str, Any]) -> Iterator[None]:
        begun, failed = self._clock.now_us(), None
        try:
            yield
        except (AgentError, CatalogError) as error:
            failed = str(error)
            raise
        finally:
            self._writer.append(
                StepTaken(
                    time_us=begun, end_us=self._clock.now_us(), phase=self._clock.current, step={name: step},
                    by="person", failed=failed,
                )
            )  # fmt: skip

    def _own_code(self, detail: str) -> None:
        """Say, before it runs, that code of the person's runs: what the app does from now on may be its doing."""
        self._gap("own_code", self._clock.now_us(), 0, " ".join(detail.split()))

    def _gap(self, kind: str, from_us: int, to_us: int, detail: str) -> None:
        self._writer.append(Gap(kind=kind, from_us=from_us, to_us=to_us, detail=cut(detail, 300)))

    def _printed(self, pid: int, line: str) -> None:
        """Keep what a script printed, as far as there is room, and tell it."""
        self._says(line)
        data = f"{self._clock.now_us()} {pid} {' '.join(line.splitlines())}\n".encode("utf-8", "backslashreplace")
        with self._printing:
            room, self._left = self._left, self._left - len(data)
            if len(data) <= room:
                self._writer.open_file(PRINTED).write(data)
            elif room >= 0:
                self._left = -1
                self._gap("log_cut", self._clock.now_us(), 0, f"{PRINTED} has {MOST_PRINTED} bytes; more is not kept")

    def _processes(self) -> str:
        names = [name for _, name in self.processes()]
        return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "") or "no process yet"
