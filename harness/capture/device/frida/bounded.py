"""Calls to Frida, and to the agent through it, with an end: Frida itself waits for ever for a process that is stuck."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from harness.capture.bounds import allowed

T = TypeVar("T")


def bounded(call: Callable[[], T], seconds: float) -> T:
    """Return what ``call`` returns, or raise what it raises.

    Raises ``TimeoutError`` after ``seconds``; the call then goes on, on a thread of its own, until the process is gone.
    """
    outcome: dict[str, Any] = {}

    def work() -> None:
        try:
            outcome["value"] = call()
        except BaseException as error:  # noqa: BLE001 - handed on to the caller
            outcome["error"] = error

    thread = threading.Thread(target=work, name="agent-call", daemon=True)
    thread.start()
    thread.join(allowed(seconds))
    if thread.is_alive():
        raise TimeoutError
    if "error" in outcome:
        raise outcome["error"]
    value: T = outcome["value"]
    return value
