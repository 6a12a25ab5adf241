"""A process without Java that runs lines of Python, with the agent in it."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import frida

from harness.capture.agent.agent import Agent
from harness.catalog.points import Point
from harness.evidence.rows import Hook, Observation, Process

_ATTEMPTS = 3
_PROGRAM = """
import sys
scope = {}
print("ready", flush=True)
for line in sys.stdin:
    scope["answer"] = None
    try:
        exec(eval(line), scope)
    except OSError as error:
        scope["answer"] = type(error).__name__
    print(repr(scope["answer"]), flush=True)
"""


@dataclass
class Host:
    """A running process and what was observed in it."""

    process: "subprocess.Popen[str]"
    agent: Agent
    rows: list[Observation] = field(default_factory=list)
    hooks: list[Hook] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)

    def run(self, code: str) -> Any:
        """Run Python code and give what it left in ``answer``; the class's name when it raised an OSError."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(repr(code) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        return eval(line) if line else None  # noqa: S307 - our own program's repr

    def observe(self, code: str) -> tuple[Any, list[Observation]]:
        """Run code and give what was observed during it."""
        self.rows.clear()
        answer = self.run(code)
        self.agent.flush()
        return answer, list(self.rows)

    def of(self, code: str, point: str) -> list[Observation]:
        """Run code and give what one point observed."""
        return [row for row in self.observe(code)[1] if row.point == point]

    def errors(self) -> dict[str, int]:
        """What has gone wrong in the agent until now, by sentence, also while the process runs."""
        self.agent.flush()
        told: dict[str, int] = self.processes[-1].extra.get("agent_errors", {})
        return told


@contextlib.contextmanager
def hosted(points: list[Point], hooked: bool = True, **options: Any) -> Iterator[Host]:
    """Start a process, attach the agent (with more ``options``; not at all unless ``hooked``) and give it.

    Frida gives up a process that does not come to it within five seconds, on a busy machine: then it is another one.
    """
    for left in reversed(range(_ATTEMPTS)):
        host = _started(points, options)
        try:
            if hooked:
                host.agent.attach(host.process.pid, "host")
        except Exception as error:
            _end(host)
            if not (left and isinstance(error.__cause__, frida.ProcessNotRespondingError)):
                raise
        else:
            break
    try:
        yield host
    finally:
        _end(host)


def _started(points: list[Point], options: dict[str, Any]) -> Host:
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    rows: list[Observation] = []
    hooks: list[Hook] = []
    processes: list[Process] = []
    agent = Agent(frida.get_local_device(), points, rows.append, hooks.append, processes.append, **options)
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return Host(process, agent, rows, hooks, processes)


def _end(host: Host) -> None:
    host.process.kill()
    host.process.wait()
    host.agent.close()
