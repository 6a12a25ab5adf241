"""What can be typed at a prompt: JavaScript in a process of the app, Python beside the session."""

import codeop
import re
import warnings
from typing import Protocol

from harness.capture.agent.prompt import Evaluated
from harness.capture.agent.script import AgentError
from harness.explore.console.console import Console
from harness.explore.control import Control

_PATH = re.compile(r"[\w$.]*$")
_NOT_YET = "The app is not started yet, or the session is over."


class Language(Protocol):
    """Everything that may wait is not for a screen's own thread."""

    hint: str
    example: str
    turns: str
    """What ``ctrl+n`` turns to, empty where there is one place."""

    def where(self) -> str:
        """Return where it is evaluated."""
        ...

    def turn(self) -> None:
        """Go to the next place, if there are several."""
        ...

    def unfinished(self, code: str) -> bool:
        """Whether more lines are to come."""
        ...

    def evaluate(self, code: str) -> Evaluated:
        """Evaluate something. Raises ``HarnessError``."""
        ...

    def interrupt(self) -> None:
        """End the evaluation that is under way."""
        ...

    def complete(self, line: str) -> list[str]:
        """Return what may stand in the place of the last name in a line."""
        ...


class JavaScript:
    """Frida's prompt in a process of the app; a line that ends with ``\\`` goes on, as there."""

    hint = (
        "JavaScript, as at Frida's prompt, with the Java bridge as Java; promises are waited for. Each expression is "
        "a step in the bundle and makes what the app does since doubtful. While one runs the app waits at every hook."
    )
    example = "1 + 1, Java.use('android.os.Build').MODEL.value ..."
    turns = "next process"

    def __init__(self, control: Control) -> None:
        """``control`` is the running session's."""
        self._control = control
        self._pid = 0

    def where(self) -> str:
        """Return the process."""
        bench = self._control.bench
        processes = bench.processes() if bench is not None else []
        named = next(((pid, name) for pid, name in processes if self._pid in (0, pid)), None)
        return f"JavaScript in {named[1]} ({named[0]})" if named is not None else "no process of the app runs"

    def turn(self) -> None:
        """Go to the app's next process."""
        bench = self._control.bench
        pids = [pid for pid, _ in bench.processes()] if bench is not None else []
        if pids:
            at = pids.index(self._pid) if self._pid in pids else 0
            self._pid = pids[(at + 1) % len(pids)]

    def unfinished(self, code: str) -> bool:
        """Whether the last line goes on."""
        return code.endswith("\\")

    def evaluate(self, code: str) -> Evaluated:
        """Evaluate it in the process."""
        bench = self._control.bench
        if bench is None:
            raise AgentError(_NOT_YET)
        return bench.evaluate(code.replace("\\\n", "\n"), self._pid)

    def interrupt(self) -> None:
        """End the evaluation that is under way."""
        if (bench := self._control.bench) is not None:
            bench.interrupt()

    def complete(self, line: str) -> list[str]:
        """Return what the process knows."""
        path = _PATH.search(line)
        bench = self._control.bench
        return bench.complete(path[0], self._pid) if bench is not None and path is not None else []


class Python:
    """Python in a process beside the session."""

    hint = (
        "Python, in a process beside the session: help() lists what is there: calls(), disclosures(), device, app ... "
        "await may stand outside of functions; an empty line ends a block."
    )
    example = "help(), disclosures()[-1].recipient.host, app.js('Process.id') ..."
    turns = ""

    def __init__(self, console: Console, control: Control | None) -> None:
        """``control`` is a running session's."""
        self._console = console
        self._control = control

    def where(self) -> str:
        """Return what it is."""
        return "Python beside the session"

    def turn(self) -> None:
        """There is one place."""

    def unfinished(self, code: str) -> bool:
        """Whether a block is open. Several statements at once, which are pasted, are whole."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return codeop.compile_command(code, symbol="single") is None
            except (SyntaxError, ValueError, OverflowError):
                return False

    def evaluate(self, code: str) -> Evaluated:
        """Evaluate it; in a running session that is a step."""
        bench = self._control.bench if self._control is not None else None
        if bench is None:
            return self._console.evaluate(code)
        with bench.noted(code) as step:
            found = self._console.evaluate(code)
            step["failed" if found.failed else "result"] = found.text[:2_000]
            return found

    def interrupt(self) -> None:
        """End the evaluation that is under way, and what it has done in the app's processes."""
        self._console.interrupt()

    def complete(self, line: str) -> list[str]:
        """Return what Python knows."""
        return self._console.complete(line)
