"""What the session does for Python at its prompt: only what stands here."""

import os
from collections.abc import Callable, Sequence
from typing import Any

from harness.capture.agent.script import AgentError
from harness.capture.agent.workbench import Workbench
from harness.capture.engine.person import Pending
from harness.explore.control import Control
from harness.explore.screens.device_screen import view_tree
from harness.explore.stream import Stream
from harness.values.needle import Needle

ACTS = frozenset({
    "tap", "type", "consent", "permission", "grant", "revoke", "mark", "background", "foreground", "relaunch", "kill",
    "clear", "screenshot",
})  # fmt: skip
"""Methods of ``Control`` that are steps."""
AT_BENCH = frozenset({"load", "switch", "unpin"})
"""Methods of ``Control`` that are done in the app's processes."""


class Answers:
    """Answers calls of the process in which Python is evaluated. Each may wait; none is for a screen's own thread."""

    def __init__(self, stream: Stream, control: Control | None, values: Sequence[tuple[str, str]]) -> None:
        """Without ``control`` there is nothing to act upon. ``values`` are the persona's, by id."""
        self._state = stream.state
        self._stream = stream
        self._control = control
        self._values = values
        self._searched = 0

    def give(self, name: str, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Return the answer. Raises ``HarnessError``, and ``TypeError`` and the like for a call that is a mistake."""
        found: Callable[..., Any] = getattr(self, f"give_{name}")
        return found(*args, **named)

    def interrupt(self) -> None:
        """End what is done in the app's processes."""
        if self._control is not None and (bench := self._control.bench) is not None:
            bench.interrupt()

    # -- what was seen --------------------------------------------------------------------------------------------

    def give_sightings(self) -> list[Any]:
        """Return what was found up to now."""
        with self._state.lock:
            return sorted(self._state.sightings.values(), key=lambda row: (row.time, row.id))

    def give_disclosures(self) -> list[Any]:
        """Return what is proved up to now."""
        with self._state.lock:
            return sorted(self._state.disclosures.values(), key=lambda row: (row.first, row.id))

    def give_findings(self) -> list[Any]:
        """Return what rules say up to now."""
        with self._state.lock:
            return list(self._state.findings.values())

    def give_phases(self) -> list[Any]:
        """Return the phases up to now."""
        with self._state.lock:
            return list(self._state.phases)

    def give_values(self) -> dict[str, str]:
        """Return the persona's values."""
        return dict(self._values)

    def give_search(self, value: str, category: str) -> str:
        """Look for a value; return its id."""
        self._searched += 1
        value_id = f"{category}.asked{self._searched}"
        self._stream.search(Needle(value_id=value_id, category=category, text=value))
        return value_id

    # -- acts -----------------------------------------------------------------------------------------------------

    def give_act(self, act: str, *args: str) -> None:
        """Take a step."""
        self._done(getattr(self._running(), _one_of(act, ACTS))(*args))

    def give_bench(self, act: str, *args: Any, **named: Any) -> str:
        """Do something in the app's processes."""
        return self._done(getattr(self._running(), _one_of(act, AT_BENCH))(*args, **named)).said

    def give_screen(self) -> str:
        """Look at the screen."""
        glance = self._done(self._running().look()).glance
        return view_tree(glance.tree) if glance is not None else ""

    def give_path(self) -> str:
        """Return where the bundle lies."""
        return os.fspath(self._bench().path.absolute())

    def give_processes(self) -> dict[int, str]:
        """Return the app's hooked processes."""
        return dict(self._bench().processes())

    def give_js(self, code: str, pid: int) -> tuple[list[str], str]:
        """Evaluate JavaScript; return what it printed, and its result."""
        found = self._bench().evaluate(code, pid)
        if found.failed:
            raise AgentError(found.text)
        own = [f"(its own calls, not recorded as the app's: {', '.join(found.calls)})"] if found.calls else []
        return [*found.log, *own], found.text

    def give_exports(self, script: str, pid: int) -> list[str]:
        """Return the names of a script's exports."""
        return self._bench().exports(script, pid)

    def give_exported(self, script: str, name: str, args: tuple[Any, ...], pid: int) -> Any:
        """Call a script's export."""
        return self._bench().call(script, name, args, pid)

    def give_post(self, script: str, message: Any, pid: int) -> None:
        """Send a script a message."""
        self._bench().post(script, message, pid)

    def give_received(self, script: str) -> list[Any]:
        """Return what a script has sent."""
        return self._bench().received(script)

    def _running(self) -> Control:
        if self._control is None:
            raise AgentError("this is a finished recording: nothing runs")
        return self._control

    def _bench(self) -> Workbench:
        if (bench := self._running().bench) is None:
            raise AgentError("the app is not started yet, or the session is over")
        return bench

    def _done(self, pending: Pending) -> Pending:
        pending.wait()
        if pending.failed:
            raise AgentError(pending.failed)
        return pending


def _one_of(act: str, known: frozenset[str]) -> str:
    if act not in known:
        raise AgentError(f"there is no act {act}")
    return act
