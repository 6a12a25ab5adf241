"""A prompt in a process of the app: expressions of a person's, evaluated there by the conventions of Frida's own.

An evaluation is ended by Frida's ``Script.interrupt`` (Frida 17): JavaScript stops wherever it is, an endless loop
included, and the script goes on to be usable. What Frida cannot interrupt is a call that stands still in native code.
A promise is waited for, and the app runs meanwhile.
All scripts of a process share one lock in Frida's runtime (frida-gum, ``gumquickscriptbackend.c``): as long as an
expression runs, the app waits at every hook.
"""

import contextlib
import itertools
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from harness.capture.agent.script import AgentError, beside_agent, with_bridge
from harness.capture.agent.session import CALL_TIMEOUT, FAILED, AgentSession, post
from harness.capture.device.frida.bounded import bounded
from harness.capture.frida_errors import meaning

INTERRUPT_S = 3.0
"""How long a script has to show that it takes messages again, in seconds."""
INTERRUPTED = "interrupted"
STANDS_STILL = "it stands still in native code, which Frida cannot interrupt: the prompt goes on when that call returns"
GONE = "the process has ended"
_LOOK_S = 0.5
"""How often it is looked after whether the process is still there."""
_MOST_LOG = 1000
"""Lines of one evaluation that are kept."""
_MOST_LINE = 2000
_NAMES_S = 2.0
"""How long names that complete what was typed are waited for, in seconds."""


class Evaluated(msgspec.Struct, kw_only=True):
    """What came of an expression: the result as text, or (``failed``) why there is none.

    ``log`` are lines that it printed; ``calls`` the access points whose hooks its own calls met, which are no
    observations of the app's.
    """

    text: str
    failed: bool = False
    log: list[str] = []
    calls: list[str] = []


class Prompt:
    """The prompt of one process. One evaluation at a time."""

    def __init__(self, made: AgentSession, on_log: Callable[[str], None] = lambda line: None) -> None:
        """Load the script. ``on_log`` hears lines that are printed between evaluations. Raises ``AgentError``."""
        self._made = made
        self._on_log = on_log
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._number = 0
        self._answers: queue.SimpleQueue[dict[str, Any] | str] | None = None
        self._log: list[str] = []
        self._pong = threading.Event()
        self._names: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
        text = with_bridge(beside_agent(Path("prompt") / "prompt.js"))
        try:
            self._script = bounded(lambda: made.session.create_script(text, name="prompt"), CALL_TIMEOUT)
            self._script.on("message", self._message)
            self._script.on("destroyed", self._gone)
            self._script.set_log_handler(lambda _, line: self._printed(str(line)))
            bounded(self._script.load, CALL_TIMEOUT)
        except FAILED as error:
            raise AgentError(f"there is no prompt in {self.name}: {meaning(error)}") from None

    @property
    def name(self) -> str:
        """The process's name and id."""
        return f"{self._made.pump.process.name} ({self._made.pump.process.pid})"

    @property
    def alive(self) -> bool:
        """Whether the process is still there."""
        return self._made.alive

    def evaluate(self, code: str) -> Evaluated:
        """Evaluate an expression, and wait until that is over, or was interrupted. Raises ``AgentError``."""
        answers: queue.SimpleQueue[dict[str, Any] | str] = queue.SimpleQueue()
        answer: dict[str, Any] | str = GONE
        calls: set[str] = set()
        try:
            with self._made.owning() as calls:
                with self._lock:
                    self._number, self._answers, self._log = next(self._numbers), answers, []
                post(self._script, {"type": "prompt", "id": self._number, "code": code})
                while self._made.alive:
                    with contextlib.suppress(queue.Empty):
                        answer = answers.get(timeout=_LOOK_S)
                        break
                with self._lock:
                    self._answers = None
        except FAILED as error:
            if not self._made.gone():
                raise AgentError(f"the prompt in {self.name} does not answer: {meaning(error)}") from None
        told = {"text": answer, "failed": True} if isinstance(answer, str) else answer
        return Evaluated(
            text=str(told.get("text", "")), failed=bool(told.get("failed")), log=self._log, calls=sorted(calls)
        )

    def complete(self, path: str) -> list[str]:
        """Return the names that may end ``path`` (``Java.us``): none where that cannot be said at once."""
        with self._lock:
            if self._answers is not None:
                return []
        while not self._names.empty():  # came too late for who had asked
            self._names.get()
        post(self._script, {"type": "prompt", "id": 0, "path": path})
        with contextlib.suppress(queue.Empty):
            return self._names.get(timeout=_NAMES_S)
        return []

    def interrupt(self) -> None:
        """End the evaluation that is under way; nothing when there is none. Raises nothing."""
        with self._lock:
            answers = self._answers
        if answers is None:
            return
        self._pong.clear()
        try:
            bounded(self._script.interrupt, INTERRUPT_S)
        except FAILED:
            answers.put(GONE)
            return
        post(self._script, {"type": "prompt", "id": 0, "code": None})
        answers.put(INTERRUPTED if self._pong.wait(INTERRUPT_S) else STANDS_STILL)

    def _message(self, message: dict[str, Any], _data: bytes | None) -> None:
        """Take a message (on Frida's thread)."""
        payload = message.get("payload")
        if message.get("type") == "error":
            self._printed(str(message.get("description", "an error")))
        elif not isinstance(payload, dict) or payload.get("t") != "prompt":
            self._printed(msgspec.json.encode(payload).decode())
        elif "names" in payload:
            self._names.put([str(name) for name in payload["names"]])
        elif payload.get("id") == 0:
            self._pong.set()
        else:
            with self._lock:
                if self._answers is not None and payload.get("id") == self._number:
                    self._answers.put(payload)

    def _printed(self, line: str) -> None:
        with self._lock:
            kept = self._answers is not None and len(self._log) < _MOST_LOG
            if kept:
                self._log.append(line[:_MOST_LINE])
        if not kept:
            self._on_log(line[:_MOST_LINE])

    def _gone(self) -> None:
        with self._lock:
            if self._answers is not None:
                self._answers.put(GONE)
