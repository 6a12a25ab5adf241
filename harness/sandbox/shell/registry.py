"""What a command is, what it is given, and how it is registered: ``@command("name")`` or ``@service("name")``."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Protocol

from harness.sandbox.system.device import Device

from .io import Channels, Sink, Source


class UsageError(Exception):
    """A command was called wrongly; the text is printed after its name and it exits with ``code``."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


class CallingShell(Protocol):
    """The shell that a command was typed in, as far as commands reach into it."""

    cwd: str
    variables: dict[str, str]
    #: The last exit code.
    last: int

    @property
    def background(self) -> set[asyncio.Task[int]]:
        """What was started with ``&`` and has not ended."""

    async def run(self, line: str, channels: Channels) -> int:
        """Run a command line and give its exit code."""

    async def execute(self, words: list[str], channels: Channels) -> int:
        """Run one command that is already split into words."""

    def child(self) -> CallingShell:
        """A new shell in the same directory, with a copy of the variables."""


@dataclass(slots=True)
class Context:
    """What a running command has: its arguments, its three channels and the device."""

    device: Device
    shell: CallingShell
    name: str
    args: list[str]
    stdin: Source
    stdout: Sink
    stderr: Sink
    #: Who called, also for a service that acts with its own rights.
    caller_uid: int = 0

    @property
    def channels(self) -> Channels:
        """The three channels, for a command that runs another."""
        return Channels(self.stdin, self.stdout, self.stderr)

    async def print(self, text: str) -> None:
        """Write text to the output as it is."""
        if text:
            await self.stdout.write(text.encode("utf-8", "surrogateescape"))

    async def line(self, text: str = "") -> None:
        """Write one line to the output."""
        await self.print(text + "\n")

    async def error(self, text: str) -> None:
        """Write one line to the error output."""
        await self.stderr.write((text + "\n").encode("utf-8", "surrogateescape"))

    def path(self, name: str) -> str:
        """A path argument as an absolute path of the device."""
        return name if name.startswith("/") else f"{self.shell.cwd.rstrip('/')}/{name}"


Handler = Callable[[Context], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Registered:
    """A command of the shell. ``service``: what it asks of acts with rights of its own (``pm``, ``am``, ``settings``);
    any other may do what its caller may."""

    run: Handler
    service: bool


TABLE: Final[dict[str, Registered]] = {}
"""The commands that were registered, by name."""


def command(*names: str) -> Callable[[Handler], Handler]:
    """Register a function as the command of these names; it runs with its caller's rights."""
    return _registered(names, service=False)


def service(*names: str) -> Callable[[Handler], Handler]:
    """Register a function as the command of these names that has a service of the system do the work."""
    return _registered(names, service=True)


def _registered(names: tuple[str, ...], service: bool) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        for name in names:
            TABLE[name] = Registered(handler, service)
        return handler

    return register


def flags(args: list[str], known: str) -> tuple[set[str], list[str]]:
    """Split leading ``-abc`` flags from the operands. Raises :class:`UsageError` for one not in ``known``."""
    found: set[str] = set()
    operands: list[str] = []
    ended = False
    for arg in args:
        if ended or not arg.startswith("-") or arg == "-":
            operands.append(arg)
        elif arg == "--":
            ended = True
        else:
            for letter in arg[1:]:
                if letter not in known:
                    raise UsageError(f"Unknown option '{letter}'")
                found.add(letter)
    return found, operands
