"""The commands that the shell itself does: they change its directory and variables, leave it, or have it run more."""

from __future__ import annotations

import asyncio
from typing import Final

from harness.sandbox import caller

from .commands import commands
from .interactive import read_script
from .registry import Context, Handler

SHELL: Final = "/system/bin/sh"
"""The shell's own program, as which it speaks."""


class Exit(Exception):
    """``exit``: leave the shell with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


async def _cd(context: Context) -> int:
    target = context.args[0] if context.args else "/"
    path = context.path(target)
    if not context.device.vfs.exists(path):
        await context.error(f"{SHELL}: cd: {target}: No such file or directory")
        return 2
    if not context.device.vfs.is_dir(path):
        await context.error(f"{SHELL}: cd: {target}: Not a directory")
        return 2
    context.shell.cwd = context.shell.variables["PWD"] = context.device.vfs.resolve(path)
    return 0


async def _exit(context: Context) -> int:
    code = context.args[0] if context.args else str(context.shell.last)
    raise Exit(int(code) & 0xFF if code.isdigit() else 1)


async def _export(context: Context) -> int:
    for arg in context.args:
        name, separator, value = arg.partition("=")
        if separator and name.isidentifier():
            context.shell.variables[name] = value
    return 0


async def _unset(context: Context) -> int:
    for name in context.args:
        context.shell.variables.pop(name, None)
    return 0


async def _exec(context: Context) -> int:
    if context.args:
        raise Exit(await context.shell.execute(context.args, context.channels))
    return 0


async def _pass_on(context: Context) -> int:
    return await context.shell.execute(context.args, context.channels)


async def _su(context: Context) -> int:
    mode = context.device.root
    if mode == "none":
        await context.error(f"{SHELL}: su: inaccessible or not found")
        return 127
    if mode == "su0" and context.args[:1] not in (["0"], ["root"]):
        await context.error(f"su: invalid uid/gid '{context.args[0] if context.args else ''}'")
        return 1
    with caller.acting(new_uid=caller.ROOT):
        return await _as_root(context)


async def _as_root(context: Context) -> int:
    args = [arg for arg in context.args if arg not in ("root", "0", "-", "--")]
    if args[:1] == ["-c"]:
        return await context.shell.run(" ".join(args[1:]), context.channels)
    if args:
        return await context.shell.execute(args, context.channels)
    return await read_script(context.shell, context.channels)


async def _sh(context: Context) -> int:
    inner = context.shell.child()
    if context.args[:1] == ["-c"]:
        line = context.args[1] if len(context.args) > 1 else ""
    elif context.args:
        data = context.device.vfs.read_bytes(context.path(context.args[0]))
        line = data.decode("utf-8", "surrogateescape")
    else:
        return await read_script(inner, context.channels)
    return await inner.run(line, context.channels)


async def _wait(context: Context) -> int:
    """Until everything in the background has ended."""
    while waiting := list(context.shell.background):
        await asyncio.wait(waiting)
    return 0


async def _type(context: Context) -> int:
    code = 0
    for name in context.args:
        if name.startswith("-"):
            continue
        if name in BUILTINS:
            await context.line(name)
        elif name in commands():
            await context.line(f"/system/bin/{name}")
        else:
            code = 1
    return code


BUILTINS: Final[dict[str, Handler]] = {
    "cd": _cd, "exit": _exit, "export": _export, "unset": _unset, "exec": _exec, "wait": _wait, "command": _type,
    "su": _su, "sh": _sh, "/system/bin/sh": _sh, "time": _pass_on, "nohup": _pass_on, "setsid": _pass_on,
    "which": _type, "eval": _pass_on,
}  # fmt: skip
"""The builtins, by name: what is typed so is looked up here first."""
