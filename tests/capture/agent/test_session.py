"""A process that stands still does not hold up the run."""

from __future__ import annotations

import threading
from collections import Counter
from types import SimpleNamespace

import frida
import pytest

from harness.capture.agent import agent
from harness.capture.agent import session as module
from harness.capture.agent.session import AgentSession
from harness.evidence.rows import Process


class Exports:
    def __init__(self) -> None:
        self.asked = 0
        self.let = threading.Event()

    def flush(self) -> None:
        self.asked += 1
        self.let.wait(60)

    def poll(self) -> None:
        raise frida.InvalidOperationError("script has been destroyed")


def session(exports: Exports) -> AgentSession:
    quiet = SimpleNamespace(on=lambda *_: None, exports_sync=exports)
    pump = SimpleNamespace(errors=Counter())
    return AgentSession(quiet, quiet, pump, lambda *_: None, None)  # type: ignore[arg-type]


def test_it_is_given_up_and_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CALL_TIMEOUT", 0.05)
    exports = Exports()
    made = session(exports)
    assert made.ask("flush") is False
    assert made.stuck and made.pump.errors == {"the process stands still: it does not answer": 1}
    assert made.ask("flush") is False and exports.asked == 1
    exports.let.set()


def test_an_answer_and_a_process_that_is_gone() -> None:
    exports = Exports()
    exports.let.set()
    made = session(exports)
    assert made.ask("flush") is True
    assert made.ask("poll") is False and not made.stuck


def test_an_end_that_frida_tells_too_late_is_told_in_time() -> None:
    """The connection to the device is gone, and Frida's word of it comes when the bundle is closed."""

    def refuse() -> None:
        raise frida.TransportError("the connection is closed")

    told: list[str | None] = []
    one = agent.Agent(None, [], lambda _: None, lambda _: None, lambda row: told.append(row.end))
    exports = Exports()
    exports.let.set()
    signals = SimpleNamespace(on=lambda *_: None, exports_sync=exports, detach=refuse)
    pump = SimpleNamespace(
        errors=Counter(), skipped={}, stop=lambda: None, process=Process(pid=7, name="app", gated=True, start_us=1)
    )
    made = AgentSession(signals, signals, pump, one._ended, None)  # type: ignore[arg-type]
    one._sessions[7] = made
    one.close()
    assert told == [agent.LEFT]
    made._detached("device-lost")
    one.close()
    assert told == [agent.LEFT]
