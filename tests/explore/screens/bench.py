"""A bench on which nothing lies: it notes what is asked of it."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from harness.capture.agent.prompt import INTERRUPTED, Evaluated
from harness.capture.agent.script import AgentError
from harness.capture.agent.workbench import Group, Workbench
from harness.explore.control import Control


class Noting(Workbench):
    """Does nothing in any process."""

    def __init__(self) -> None:
        self.done: list[tuple[str, object]] = []
        self.off: set[str] = set()
        self.running = threading.Event()
        self.ended = threading.Event()

    def groups(self) -> list[Group]:
        rows = (("channel.crypto", 9), ("imei", 12), ("other", 3))
        return [Group(name, points, points if name in self.off else 0) for name, points in rows]

    def switch(self, names: list[str] | tuple[str, ...], *, on: bool) -> str:  # type: ignore[override]
        self.done.append(("on" if on else "off", list(names)))
        if "nonsense" in names:
            raise AgentError("there is no group of hooks and no access point nonsense")
        self.off = self.off - set(names) if on else self.off | set(names)
        return f"{len(names)} hooks are {'on' if on else 'off'}"

    def load(self, path: Path) -> str:
        self.done.append(("load", str(path)))
        return f"{path.name} is loaded into com.x"

    def unpin(self) -> str:
        self.done.append(("unpin", None))
        return "certificate pinning is taken out of com.x"

    def processes(self) -> list[tuple[int, str]]:
        return [(11, "com.x"), (12, "com.x:push")]

    def evaluate(self, code: str, pid: int = 0) -> Evaluated:
        self.done.append(("evaluate", (code, pid)))
        if code == "while(1){}":
            self.running.set()
            self.ended.wait(60)
            return Evaluated(text=INTERRUPTED, failed=True)
        if code == "gone":
            raise AgentError("no hooked process of the app runs")
        return Evaluated(text="4\x1b[31m2", log=["printed"], calls=["tm.getImei"])

    def complete(self, path: str, pid: int = 0) -> list[str]:
        return ["use"] if path == "Java.us" else ["one", "other", "ones"] if path == "o" else []

    @contextlib.contextmanager
    def noted(self, code: str) -> Iterator[dict[str, Any]]:
        step: dict[str, Any] = {"code": code}
        yield step
        self.done.append(("python", step))

    def interrupt(self) -> None:
        self.done.append(("interrupt", None))
        self.ended.set()


def equipped() -> tuple[Control, Noting]:
    """Return the control of a session whose app runs."""
    control, bench = Control(), Noting()
    control.equipped(bench)
    return control, bench
