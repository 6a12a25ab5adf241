"""Runs parsed command lines: pipes, redirections and expansions."""

from __future__ import annotations

import asyncio
import contextlib
import fnmatch
import logging
import os
from dataclasses import replace

from harness.sandbox import caller
from harness.sandbox.system.device import Device
from harness.sandbox.system.procfs import refresh
from harness.sandbox.system.programs import version_of

from .builtins import BUILTINS, SHELL, Exit
from .commands import commands
from .io import Buffer, Bytes, Channels, Empty, Null, Pipe, Sink, Source
from .parse import Command, Part, Pipeline, Redirect, ShellSyntaxError, Word, parse
from .registry import Context, UsageError

log = logging.getLogger(__name__)

_MAX_DEPTH = 16


class FileSink:
    """A redirection's file."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    async def write(self, data: bytes) -> None:
        """Append to the open file."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._handle, view) :]

    def close(self) -> None:
        """Close the file."""
        os.close(self._handle)


class Shell:
    """One shell: working directory, variables and the last exit code."""

    def __init__(self, device: Device, depth: int = 0) -> None:
        self.device = device
        self.cwd = "/"
        self.variables = {"PATH": "/system/bin", "HOME": "/", "SHELL": SHELL, "USER": "root", "PWD": "/"}
        self.last = 0
        self._depth = depth
        self.background: set[asyncio.Task[int]] = set()

    async def run(self, line: str, channels: Channels) -> int:
        """Run a command line and give its exit code. Never raises for what the line says."""
        try:
            pipelines = parse(line, depth=self._depth)
        except ShellSyntaxError as error:
            await channels.stderr.write(f"{SHELL}: {error}\n".encode("utf-8", "surrogateescape"))
            self.last = 1
            return 1
        try:
            return await self._pipelines(pipelines, channels)
        except Exit as request:
            return request.code

    async def _pipelines(self, pipelines: list[Pipeline], channels: Channels) -> int:
        for pipeline in pipelines:
            if (pipeline.operator == "&&" and self.last) or (pipeline.operator == "||" and not self.last):
                continue
            if pipeline.background:
                copy = self._copy()
                task = asyncio.ensure_future(copy._run(pipeline.commands, replace(channels, stdin=Empty())))
                self.background.add(task)
                task.add_done_callback(self.background.discard)
                self.last = 0
                continue
            code = await self._run(pipeline.commands, channels)
            self.last = int(not code) if pipeline.negated else code
        return self.last

    def child(self) -> Shell:
        """A new shell in the same directory, with a copy of the variables."""
        shell = Shell(self.device, self._depth + 1)
        shell.cwd, shell.variables = self.cwd, dict(self.variables)
        return shell

    def _copy(self) -> Shell:
        shell = self.child()
        shell.last = self.last
        return shell

    async def _run(self, piped: list[Command], channels: Channels) -> int:
        if len(piped) == 1:
            return await self._command(piped[0], channels)
        tasks: list[asyncio.Task[int]] = []
        source: Source = channels.stdin
        for number, command in enumerate(piped):
            pipe = Pipe() if number < len(piped) - 1 else None
            mine = Channels(source, pipe or channels.stdout, channels.stderr)
            tasks.append(asyncio.ensure_future(self._copy()._stage(command, mine, pipe)))
            source = pipe or source
        try:
            return (await asyncio.gather(*tasks))[-1]
        finally:
            for task in tasks:
                task.cancel()

    async def _stage(self, command: Command, channels: Channels, output: Pipe | None) -> int:
        try:
            return await self._command(command, channels)
        except Exit as request:
            return request.code
        except BrokenPipeError:
            if output is None:
                raise
            return 141
        finally:
            if output is not None:
                output.close()
            if isinstance(channels.stdin, Pipe):
                channels.stdin.leave()

    async def _command(self, command: Command, channels: Channels) -> int:
        opened: list[FileSink] = []
        try:
            channels = await self._redirect(command.redirects, channels, opened)
            if command.group is not None:
                try:
                    return await self._copy()._pipelines(command.group, channels)
                except Exit as request:
                    return request.code
            words = [text for word in command.words for text in await self._expand(word, channels)]
            return await self.execute(words, channels)
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            name = self.device.vfs.shown(error)
            await channels.stderr.write(f"{SHELL}: can't open {name}: {error.strerror}\n".encode("utf-8", "replace"))
            return 1
        finally:
            for sink in opened:
                sink.close()

    async def execute(self, words: list[str], channels: Channels) -> int:
        """Run one command that is already split into words."""
        while words and "=" in words[0] and words[0].partition("=")[0].isidentifier():
            name, _, value = words.pop(0).partition("=")
            self.variables[name] = value
        if not words:
            return 0
        name, args = words[0], words[1:]
        builtin = BUILTINS.get(name)
        context = Context(self.device, self, name, args, channels.stdin, channels.stdout, channels.stderr)
        if builtin is not None:
            return await builtin(context)
        found = commands().get(name.removeprefix("/system/bin/"))
        if found is None or "/" in name.removeprefix("/system/bin/"):
            return await self._unknown(context)
        context.name = name.rpartition("/")[2]
        context.caller_uid = caller.uid.get()
        refresh(self.device, args)
        try:
            with caller.acting(new_uid=caller.ROOT if found.service else None):
                return await found.run(context)
        except UsageError as error:
            await context.error(f"{context.name}: {error}")
            return error.code
        except (BrokenPipeError, Exit):
            raise
        except OSError as error:
            where = self.device.vfs.shown(error)
            await context.error(": ".join(filter(None, (context.name, where, error.strerror or "failed"))))
            return 1
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            # A defect of the command, or input nobody thought of: the client gets a sentence, our own log the rest.
            log.exception("command %r failed", words)
            await context.error(f"{context.name}: the sandbox failed: {type(error).__name__}: {error}")
            return 1

    async def _unknown(self, context: Context) -> int:
        if "/" in context.name:
            path = context.path(context.name)
            if self.device.vfs.is_dir(path):
                await context.error(f"{SHELL}: {context.name}: can't execute: Is a directory")
                return 126
            if self.device.vfs.exists(path):
                if (version := version_of(self.device.vfs.read_bytes(path))) is not None:
                    return await self._stand_in(context, version)
                await context.error(f"{SHELL}: {context.name}: can't execute: the sandbox runs no native programs")
                return 126
        await context.error(f"{SHELL}: {context.name}: inaccessible or not found")
        return 127

    async def _stand_in(self, context: Context, version: str) -> int:
        """Run a stand-in for frida-server: ``--version``, or ``-l HOST:PORT``, which returns when it ends."""
        if context.args == ["--version"]:
            await context.line(version)
            return 0
        if "-l" not in context.args:
            await context.error("the stand-in for frida-server needs -l HOST:PORT")
            return 1
        if caller.uid.get() != caller.ROOT:
            await context.error("Unable to start: the stand-in for frida-server needs root")
            return 1
        address = context.args[context.args.index("-l") + 1]
        program = await self.device.programs.start(context.name.rpartition("/")[2], address)
        if isinstance(program, str):
            await context.error(program)
            return 1
        return await program.child.wait()

    async def _redirect(self, redirects: list[Redirect], channels: Channels, opened: list[FileSink]) -> Channels:
        for redirect in redirects:
            if redirect.duplicate is not None:
                sink = channels.stdout if redirect.duplicate == 1 else channels.stderr
                channels = replace(channels, stdout=sink) if redirect.fd == 1 else replace(channels, stderr=sink)
                continue
            assert redirect.target is not None  # noqa: S101 - the parser sets one of the two
            target = "".join(await self._expand(redirect.target, channels))
            if redirect.fd == 0:
                data = b"" if target == "/dev/null" else self.device.vfs.read_bytes(self._absolute(target))
                channels = replace(channels, stdin=Bytes(data))
                continue
            channels = await self._redirect_output(redirect, target, channels, opened)
        return channels

    async def _redirect_output(
        self, redirect: Redirect, target: str, channels: Channels, opened: list[FileSink]
    ) -> Channels:
        sink: Sink
        if target == "/dev/null":
            sink = Null()
        elif target in ("/dev/tty", "/dev/stdout"):
            sink = channels.stdout
        else:
            how = os.O_APPEND if redirect.append else os.O_TRUNC
            file = FileSink(self.device.vfs.open(self._absolute(target), os.O_WRONLY | os.O_CREAT | how))
            opened.append(file)
            sink = file
        return replace(channels, stdout=sink) if redirect.fd == 1 else replace(channels, stderr=sink)

    def _absolute(self, path: str) -> str:
        return path if path.startswith("/") else f"{self.cwd.rstrip('/')}/{path}"

    async def _expand(self, word: Word, channels: Channels) -> list[str]:
        pieces: list[Part] = []
        for part in word:
            text = part.text
            if part.kind == "variable":
                text = self._variable(text)
            elif part.kind == "command":
                text = await self._substitute(text, channels)
            pieces.append(Part(part.kind, text, part.quoted))
        if any(part.kind != "text" and not part.quoted for part in pieces):
            return _split(pieces)
        text = "".join(part.text for part in pieces)
        if any(char in part.text for part in pieces if not part.quoted for char in "*?["):
            pattern = "".join(_literal(part.text) if part.quoted else part.text for part in pieces)
            return self._glob(pattern) or [text]
        return [text]

    def _variable(self, name: str) -> str:
        special = {"?": str(self.last), "$": str(os.getpid()), "#": "0", "0": SHELL}
        return special.get(name) or self.variables.get(name, "")

    async def _substitute(self, line: str, channels: Channels) -> str:
        if self._depth >= _MAX_DEPTH:
            return ""
        output = Buffer()
        await self._copy().run(line, Channels(Empty(), output, channels.stderr))
        return output.data.decode("utf-8", "surrogateescape").rstrip("\n")

    def _glob(self, pattern: str) -> list[str]:
        found = ["/" if pattern.startswith("/") else ""]
        for component in [part for part in pattern.split("/") if part]:
            matched: list[str] = []
            for base in found:
                with contextlib.suppress(OSError):
                    if not any(char in component for char in "*?["):
                        matched.append(base + component + "/")
                        continue
                    names = self.device.vfs.listdir(self._absolute(base or "."))
                    matched += [
                        f"{base}{name}/"
                        for name in names
                        if fnmatch.fnmatchcase(name, component) and (component.startswith(".") or name[0] != ".")
                    ]
            found = matched
        return [path.rstrip("/") for path in found if self.device.vfs.exists(self._absolute(path.rstrip("/")))]


def _literal(text: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in text)


def _split(pieces: list[Part]) -> list[str]:
    """Field splitting: unquoted expansions split at blanks."""
    words: list[str] = []
    current: str | None = None
    for part in pieces:
        if part.quoted or part.kind == "text":
            current = (current or "") + part.text
            continue
        fields = part.text.split()
        if not fields:
            continue
        if part.text[0].isspace() and current is not None:
            words.append(current)
            current = None
        for number, text in enumerate(fields):
            if number:
                words.append(current or "")
                current = None
            current = (current or "") + text
        if part.text[-1].isspace():
            words.append(current or "")
            current = None
    if current is not None:
        words.append(current)
    return words
