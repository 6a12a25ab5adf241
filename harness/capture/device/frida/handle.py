"""Frida's handle on a device, every question with an end: Frida itself waits for ever for a server that stands still.

A call that was given up goes on, on a thread of its own, until its server or process is gone (``bounded``). Once one
was, the next are given a moment only, so that putting things back does not wait for each of them anew.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import frida

from harness.capture.device.frida.bounded import bounded

CALL_SECONDS = 30.0
"""How long Frida may take for a question: the slowest of healthy devices (the first attach to zygote) takes ten."""
SPAWN_SECONDS = 60.0
"""frida-core itself waits 20 s for an app to launch (``host-session.vala``), after having put its code into zygote."""
PROBE_SECONDS = 3.0
"""What Frida has for a question when the last one was in vain."""

T = TypeVar("T")


class FridaSilent(frida.TimedOutError):
    """Frida did not answer in time: it, its helper or what it works on is stopped or hangs."""


def asked(call: Callable[[], T], seconds: float = CALL_SECONDS) -> T:
    """Return what a call into Frida returns, or raise what it raises; :class:`FridaSilent` when it takes too long."""
    try:
        return bounded(call, seconds)
    except TimeoutError:
        raise FridaSilent("it did not answer in time") from None


class FridaHandle:
    """What of a ``frida.core.Device`` a run uses. Every method raises what Frida raises, or :class:`FridaSilent`."""

    def __init__(self, device: Any) -> None:
        """Take Frida's own handle."""
        self._device = device
        self._silent = False

    def _ask(self, call: Callable[[], T], seconds: float = CALL_SECONDS) -> T:
        try:
            answer = asked(call, min(seconds, PROBE_SECONDS) if self._silent else seconds)
        except FridaSilent:
            self._silent = True
            raise
        except Exception:
            self._silent = False
            raise
        self._silent = False
        return answer

    @property
    def silent(self) -> bool:
        """Whether the last question was in vain."""
        return self._silent

    @property
    def name(self) -> str:
        """What Frida calls the device."""
        return str(self._device.name)

    def on(self, signal: str, callback: Callable[..., None]) -> None:
        """Have a signal of Frida's heard."""
        self._device.on(signal, callback)

    def off(self, signal: str, callback: Callable[..., None]) -> None:
        """Have it heard no more."""
        self._device.off(signal, callback)

    def query_system_parameters(self) -> dict[str, Any]:
        """Return what Frida says of the system: the shortest of questions."""
        return dict(self._ask(self._device.query_system_parameters))

    def enumerate_processes(self) -> list[Any]:
        """Return the processes that Frida sees."""
        return list(self._ask(self._device.enumerate_processes))

    def spawn(self, argv: Sequence[str]) -> int:
        """Start an app held, and return its process."""
        return int(self._ask(lambda: self._device.spawn(argv), SPAWN_SECONDS))

    def attach(self, pid: int) -> Any:
        """Attach to a process."""
        return self._ask(lambda: self._device.attach(pid))

    def resume(self, pid: int) -> None:
        """Let a held process run."""
        self._ask(lambda: self._device.resume(pid))

    def enable_spawn_gating(self) -> None:
        """Hold every process that starts."""
        self._ask(self._device.enable_spawn_gating)

    def disable_spawn_gating(self) -> None:
        """Hold no more; what waits runs."""
        self._ask(self._device.disable_spawn_gating)

    def enumerate_pending_spawn(self) -> list[Any]:
        """Return what waits at the gate."""
        return list(self._ask(self._device.enumerate_pending_spawn))
