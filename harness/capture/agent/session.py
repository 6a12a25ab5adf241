"""One process with the agent in it, as Frida's session and script reach it."""

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from harness.capture.agent.hold import Hold
from harness.capture.agent.pump import Pump
from harness.capture.device.frida.bounded import bounded
from harness.capture.frida_errors import FRIDA_ERRORS

CALL_TIMEOUT = 30.0
"""How long a process has to answer, in seconds."""
END_S = 1.0
"""How long Frida takes at most to tell that a process has ended."""
FAILED: tuple[type[Exception], ...] = (*FRIDA_ERRORS, TimeoutError)
"""What a call into a process may raise."""


class Child(msgspec.Struct, kw_only=True):
    """A process that a hooked process has forked, and that waits (a few seconds at most) in ``fork`` for ``let_go``.

    ``let_go(hooked, hold)`` says whether an agent is in it now, and whether further ones are to wait too.
    """

    pid: int
    parent: int
    let_go: Callable[..., None]


class AgentSession:
    """One process with the agent in it."""

    def __init__(
        self,
        session: Any,
        script: Any,
        pump: Pump,
        ended: Callable[["AgentSession", str], None],
        on_child: "Callable[[Child], None] | None",
        on_route: Callable[[int, dict[str, Any], bytes], None] = lambda pid, told, data: None,
    ) -> None:
        self.session = session
        self.script = script
        self.pump = pump
        self.alive = True
        self.stuck = False
        self.points = 0
        """How many of the access points it was given."""
        self.off: set[str] = set()
        """Those that are switched off in it."""
        self.timings: dict[str, int] = {}
        self.hold: Hold | None = None
        self._on_child = on_child
        self._on_route = on_route
        self._ended = ended
        script.on("message", self._message)
        session.on("detached", self._detached)

    def _message(self, message: dict[str, Any], data: bytes | None) -> None:
        payload = message.get("payload")
        if message.get("type") == "send" and isinstance(payload, dict) and payload.get("t") == "batch":
            size = payload.get("size")
            self.pump.push(size if isinstance(size, int) else -1, data or b"")
        elif message.get("type") == "send" and isinstance(payload, dict) and payload.get("t") == "fork":
            self._forked(payload)
        elif message.get("type") == "send" and isinstance(payload, dict):
            self._on_route(self.pump.process.pid, payload, data or b"")
        elif message.get("type") == "error":
            self.pump.errors[f"agent: {message.get('description', 'unknown error')}"[:1000]] += 1

    def _forked(self, payload: dict[str, Any]) -> None:
        pid, at = payload.get("pid"), payload.get("at")
        if not isinstance(pid, int) or not isinstance(at, int):
            return

        def let_go(hooked: bool, hold: bool = True) -> None:
            post(self.script, {"type": "forked", "at": at, "hooked": hooked, "hold": hold})

        if self._on_child is None:
            let_go(False, False)
        else:
            self._on_child(Child(pid=pid, parent=self.pump.process.pid, let_go=let_go))

    def ask(self, call: str) -> bool:
        """Make a call without arguments into the process; return whether it answered.

        Frida waits for ever for a process that stands still; here it is given up after a while and not asked again.
        """
        if self.stuck:
            return False
        try:
            bounded(getattr(self.script.exports_sync, call), CALL_TIMEOUT)
        except TimeoutError:
            self.stuck = True
            self.pump.errors["the process stands still: it does not answer"] += 1
            return False
        except FRIDA_ERRORS:
            return False
        return True

    def _detached(self, reason: str, *_crash: Any) -> None:
        if self.alive:
            self.alive = False
            self._ended(self, reason)

    def gone(self) -> bool:
        """Whether it has ended: Frida tells that a moment after the first call has failed."""
        deadline = time.monotonic() + END_S
        while self.alive and time.monotonic() < deadline:
            time.sleep(END_S / 50)
        return not self.alive

    @contextlib.contextmanager
    def owning(self) -> Iterator[set[str]]:
        """Have the calls that scripts of the host make in the body kept apart from the app's.

        Gives the access points of such calls, once the body is left. Raises what Frida raises, and ``TimeoutError``.
        """
        seen: set[str] = set()
        self._owns(True)
        self.pump.canaries = set()
        try:
            yield seen
        finally:
            self._owns(False)
            if self.ask("flush"):
                self.pump.settle(CALL_TIMEOUT)
            seen |= self.pump.canaries

    def _owns(self, yes: bool) -> None:
        bounded(lambda: self.script.exports_sync.own(yes), CALL_TIMEOUT)


def post(script: Any, message: dict[str, Any]) -> None:
    """Send a script a message; one that is gone needs none."""
    with contextlib.suppress(*FRIDA_ERRORS):
        script.post(message)
