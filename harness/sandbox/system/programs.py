"""Native programs. The sandbox runs none, except stand-ins for frida-server that say so in their bytes.

A stand-in is an ELF header with a line of text behind it, made by :func:`stand_in`. Running it starts a Frida portal on
this machine: a real endpoint of Frida's control protocol, by which everything around a frida-server can be tried.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import struct
import sys
from dataclasses import dataclass
from typing import Final

from harness.sandbox.import_path import import_environment

_MARK: Final = re.compile(rb"harness sandbox stand-in for frida-server ([0-9A-Za-z.]{1,40})\n")
_MACHINES: Final = {"arm64-v8a": (2, 183), "armeabi-v7a": (1, 40), "x86": (1, 3), "x86_64": (2, 62)}
_START_SECONDS = 60.0


def stand_in(version: str, abi: str = "x86_64") -> bytes:
    """A file that the sandbox runs as a frida-server of this version; no Android device runs it."""
    bits, machine = _MACHINES[abi]
    header = b"\x7fELF" + bytes([bits, 1, 1, 0]) + bytes(8) + struct.pack("<HHI", 2, machine, 1)
    return header.ljust(64, b"\0") + f"harness sandbox stand-in for frida-server {version}\n".encode()


def version_of(data: bytes) -> str | None:
    """The version that a stand-in stands for; None for any other file."""
    found = _MARK.search(data[:256])
    return found[1].decode() if found else None


@dataclass(slots=True, eq=False)
class Program:
    """A running stand-in."""

    pid: int
    name: str
    child: asyncio.subprocess.Process


class Programs:
    """The stand-ins that run on one device."""

    def __init__(self) -> None:
        self._running: list[Program] = []

    def all(self) -> list[Program]:
        """Those that run now."""
        self._running = [item for item in self._running if item.child.returncode is None]
        return self._running

    async def start(self, name: str, address: str) -> Program | str:
        """Start one that listens on ``HOST:PORT``; a text says why it did not."""
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "harness.sandbox.portal", address, stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, env=import_environment(),
        )  # fmt: skip
        assert child.stdout is not None  # noqa: S101 - PIPE was asked for
        try:
            line = await asyncio.wait_for(child.stdout.readline(), _START_SECONDS)
        except TimeoutError:
            line = b"Unable to start: it does not answer\n"
        if line.strip() == b"ready":
            program = Program(child.pid, name, child)
            self._running.append(program)
            return program
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
        return line.decode("utf-8", "replace").strip() or "Unable to start"

    async def end(self, program: Program) -> None:
        """Kill one."""
        with contextlib.suppress(ProcessLookupError):
            program.child.kill()
        await program.child.wait()

    async def reset(self) -> None:
        """Kill all."""
        for program in list(self.all()):
            await self.end(program)
        self._running = []
