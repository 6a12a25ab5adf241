"""``adb shell`` without a command: lines from the input, on a terminal with echo, editing and a prompt."""

from __future__ import annotations

from .io import Channels, Empty
from .parse import Incomplete, ShellSyntaxError, parse
from .registry import CallingShell

_PROMPT = "sandbox:{} # "


async def interact(shell: CallingShell, channels: Channels, *, tty: bool) -> int:
    """Run lines until the input ends or ``exit``; gives the last exit code."""
    buffer = ""
    if tty:
        await _show(channels, _PROMPT.format(shell.cwd))
    while data := await channels.stdin.read():
        for char in data.decode("utf-8", "surrogateescape"):
            if tty and char == "\x04" and not buffer:
                return shell.last
            if char in "\r\n" and (tty or char == "\n"):
                line, buffer = buffer, ""
                if tty:
                    await _show(channels, "\n")
                if await _run(shell, channels, line):
                    return shell.last
                if tty:
                    await _show(channels, _PROMPT.format(shell.cwd))
            elif not tty:
                buffer += char
            else:
                buffer = await _edit(channels, buffer, char)
    if buffer and not tty:
        await _run(shell, channels, buffer)
    return shell.last


async def read_script(shell: CallingShell, channels: Channels) -> int:
    """Run commands as they come on the input, without a terminal: a line, or as many as belong together."""
    pending = ""
    while data := await channels.stdin.read():
        pending += data.decode("utf-8", "surrogateescape")
        while (end := _complete(pending)) is not None:
            line, pending = pending[:end], pending[end + 1 :]
            if await _run(shell, channels, line):
                return shell.last
    if pending:
        await _run(shell, channels, pending)
    return shell.last


def _complete(text: str) -> int | None:
    """Where the first line end is that also ends a command; ``None`` when that has not come."""
    end = text.find("\n")
    while end >= 0:
        try:
            parse(text[:end])
        except Incomplete:
            end = text.find("\n", end + 1)
            continue
        except ShellSyntaxError:
            pass  # the line's own mistake, which running it tells
        return end
    return None


async def _run(shell: CallingShell, channels: Channels, line: str) -> bool:
    """Run one line; True when it left the shell."""
    code = await shell.run(line, Channels(Empty(), channels.stdout, channels.stderr))
    left = line.strip() == "exit" or line.strip().startswith("exit ")
    if line.strip():
        shell.last = code
    return left


async def _edit(channels: Channels, buffer: str, char: str) -> str:
    if char in "\x7f\b":
        if buffer:
            await _show(channels, "\b \b")
        return buffer[:-1]
    if char == "\x03":
        await _show(channels, "^C\n")
        return ""
    if char.isprintable():
        await _show(channels, char)
        return buffer + char
    return buffer


async def _show(channels: Channels, text: str) -> None:
    await channels.stdout.write(text.encode("utf-8", "surrogateescape"))
