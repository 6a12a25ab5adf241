"""A program that runs confined, at each level that this machine has."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harness.sandbox.cage.attempts import Attempt
from harness.sandbox.cage.levels import Level
from harness.sandbox.cage.start import Cage, Needs

HERE = Path(__file__).parent
PYTHON = str(Path(sys.executable).resolve())


@dataclass
class Outcome:
    """What a confined program found, what was told of it, and how it ended."""

    found: dict[str, Any]
    attempts: list[Attempt]
    denied: list[tuple[str, int]]
    code: int
    errors: str
    pid: int


def python_needs() -> Needs:
    """What a plain Python needs to start."""
    read = (sys.base_prefix, "/usr/lib", "/lib", "/lib64", str(HERE))
    return Needs(read, (PYTHON,))


async def confined(level: Level, folder: Path, arguments: list[str], network: str, forward: int = 0) -> Outcome:
    """Run Python confined, to its end."""
    cage = Cage(folder / "cage", level)
    denied: list[tuple[str, int]] = []
    cage.on_denied = lambda process, host, port: denied.append((host, port))
    data, system = folder / "data", folder / "system"
    data.mkdir()
    system.touch()
    try:
        assert (await cage.level()).level == level
        listener = await cage.listen(forward) if forward else None
        server = await asyncio.start_server(_hello, sock=listener) if listener is not None else None
        command = [PYTHON, "-I", "-S", *arguments]
        caged = await cage.start("app", command, needs=python_needs(), system=system, data=data, network=network)
        output, errors = await caged.child.communicate()
        caged.watch.join(60)
        if server is not None:
            server.close()
    finally:
        cage.close()
    found = json.loads(output) if output.startswith(b"{") else {"output": output.decode()}
    code = caged.child.returncode
    assert code is not None
    return Outcome(found, cage.attempts.all(), denied, code, errors.decode(), caged.pid)


async def _hello(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"hello")
    writer.close()


@pytest.fixture(scope="session")
def outside() -> Iterator[dict[str, Any]]:
    """What there is on the machine that a confined program must not reach."""
    with socket.socket() as tcp, socket.socket(socket.AF_UNIX) as abstract:
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        abstract.bind(f"\0harness-test-{os.getpid()}")
        abstract.listen()
        victim = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        yield {"port": tcp.getsockname()[1], "abstract": f"harness-test-{os.getpid()}", "victim": victim.pid}
        victim.communicate()
