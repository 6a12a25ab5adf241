"""A script of a person's own, in JavaScript, put into the app's processes while they run: with Frida's API and the Java
bridge as ``Java``."""

import contextlib
import json
import queue
import re
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from harness.capture.agent.script import AgentError, with_bridge
from harness.capture.agent.session import CALL_TIMEOUT, FAILED, post
from harness.capture.device.frida.bounded import bounded
from harness.capture.frida_errors import meaning
from harness.files.names import shown

LOAD_S = 10.0
"""How long the top level of a script may run, in seconds: the app waits at every hook meanwhile."""
_NAME = "user.js"
"""What the script is called in the process: errors name its lines by that."""
_LOADER = """
try {{
  Script.evaluate({name}, {source});
  send({{ t: "loaded" }});
}} catch (error) {{
  send({{ t: "not_loaded", text: String(error), stack: String(error && error.stack) }});
}}
"""
_PARSE = re.compile(r"(?:\w*Error: )?could not parse '[^']*' line (\d+): (.*)", re.DOTALL)
_PLACE = re.compile(rf"\({re.escape(_NAME)}:(\d+)(?::\d+)?\)")
_MOST = 2000
_MOST_RECEIVED = 1000
"""What a script has sent and nobody has asked for yet; the oldest goes."""


class UserScript:
    """One file, in every process that it is put into."""

    def __init__(self, file: str, text: str, says: Callable[[int, str], None]) -> None:
        """``file`` is what errors call it; ``says`` hears (process, line) what it prints, sends, and what goes wrong in
        it later; on a thread of Frida's."""
        self._file = file
        self._text = with_bridge(_LOADER.format(name=json.dumps(_NAME), source=json.dumps(text)))
        self._says = says
        self._in: dict[int, Any] = {}
        self._received: deque[Any] = deque(maxlen=_MOST_RECEIVED)
        self._called: tuple[Any, queue.SimpleQueue[Any]] | None = None

    def load(self, session: Any) -> None:
        """Put it into a process, and wait until its top level has run.

        Raises ``AgentError`` in one sentence with file and line; nothing of it is left in that process then.
        """
        outcome: dict[str, Any] = {}
        over = threading.Event()
        pid = int(getattr(session, "pid", 0))

        def message(told: dict[str, Any], _data: bytes | None) -> None:
            payload = told.get("payload")
            kind = payload.get("t") if isinstance(payload, dict) else ""
            if kind in ("loaded", "not_loaded") and not over.is_set():
                outcome.update(payload)  # type: ignore[arg-type] # it is a mapping
                over.set()
            elif told.get("type") == "error":
                line = f":{told['lineNumber']}" if told.get("lineNumber") else ""
                self._says(pid, f"{self._file}{line}: {told.get('description', 'an error')}"[:_MOST])
            else:
                self._received.append(payload)
                self._says(pid, f"{self._file}: {msgspec.json.encode(payload).decode()}"[:_MOST])

        try:
            script = bounded(lambda: session.create_script(self._text, name="user"), CALL_TIMEOUT)
            script.on("message", message)
            script.set_log_handler(lambda _, line: self._says(pid, f"{self._file}: {line}"[:_MOST]))
            try:
                bounded(script.load, LOAD_S)
                over.wait(LOAD_S)
            except TimeoutError:
                bounded(script.interrupt, CALL_TIMEOUT)
                outcome = {"t": "not_loaded", "text": f"its top level did not end within {LOAD_S:g} s"}
            if outcome.get("t") != "loaded":
                bounded(script.unload, CALL_TIMEOUT)
        except FAILED as error:
            raise AgentError(f"{shown(self._file)} cannot be loaded into process {pid}: {meaning(error)}") from None
        if outcome.get("t") != "loaded":
            raise AgentError(self._sentence(outcome))
        self._in[pid] = script

    # -- what it offers -------------------------------------------------------------------------------------------

    def exports(self, pid: int) -> list[str]:
        """Return the names in its ``rpc.exports``. Raises ``AgentError``."""
        return [str(name) for name in self._answer(pid, lambda script: script.list_exports_sync())]

    def call(self, pid: int, name: str, args: Sequence[Any]) -> Any:
        """Call one of its ``rpc.exports``, and wait until that is over or :meth:`interrupt`. Raises ``AgentError``."""
        return self._answer(pid, lambda script: getattr(script.exports_sync, name)(*args))

    def post(self, pid: int, message: Any) -> None:
        """Send it a message. Raises ``AgentError``."""
        post(self._of(pid), message)

    def received(self) -> list[Any]:
        """Return what it has sent since this was asked last."""
        found = []
        while self._received:
            found.append(self._received.popleft())
        return found

    def interrupt(self) -> None:
        """End the call that is under way, if there is one. Raises nothing."""
        if (called := self._called) is not None:
            script, outcome = called
            outcome.put(AgentError("interrupted"))
            with contextlib.suppress(*FAILED):
                bounded(script.interrupt, CALL_TIMEOUT)

    def _of(self, pid: int) -> Any:
        script = self._in.get(pid)
        if script is None or script.is_destroyed:
            raise AgentError(f"{shown(self._file)} is not in process {pid}")
        return script

    def _answer(self, pid: int, call: Callable[[Any], Any]) -> Any:
        """Return what a script answers. One that is interrupted never does, and Frida would wait for ever."""
        script, outcome = self._of(pid), queue.SimpleQueue[Any]()

        def work() -> None:
            try:
                outcome.put((call(script),))
            except Exception as error:  # noqa: BLE001 - what the script throws, too
                outcome.put(AgentError(f"{shown(self._file)}: {' '.join(str(error).split())[:_MOST]}"))

        threading.Thread(target=work, name="script-call", daemon=True).start()
        self._called = script, outcome
        try:
            found = outcome.get(timeout=CALL_TIMEOUT)
        except queue.Empty:
            self.interrupt()
            raise AgentError(f"{shown(self._file)} did not answer within {CALL_TIMEOUT:g} s") from None
        finally:
            self._called = None
        if isinstance(found, AgentError):
            raise found
        return found[0]

    def _sentence(self, outcome: dict[str, Any]) -> str:
        """Say what went wrong, with file and line."""
        text = str(outcome.get("text", "it did not say that it is loaded"))
        if parsed := _PARSE.fullmatch(text):
            return f"{shown(self._file)}:{parsed[1]}: {parsed[2][:_MOST]}"
        place = _PLACE.search(str(outcome.get("stack", "")))
        return f"{shown(self._file)}{':' + place[1] if place else ''}: {text[:_MOST]}"
