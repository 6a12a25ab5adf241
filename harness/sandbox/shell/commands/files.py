"""Commands that make, copy and remove files (toybox's behaviour and messages)."""

from __future__ import annotations

import os
import stat

from harness.sandbox.disk.vfs import Vfs
from harness.sandbox.shell.io import read_all
from harness.sandbox.shell.registry import Context, UsageError, command, flags

_USERS = {"root": 0, "system": 1000, "shell": 2000, "sdcard_rw": 1015, "media_rw": 1023, "everybody": 9997}


def user_name(uid: int) -> str:
    """The name Android shows for a uid: ``u0_a12`` for apps."""
    if uid >= 10000:
        return f"u0_a{uid - 10000}"
    return next((name for name, number in _USERS.items() if number == uid), str(uid))


def user_id(name: str) -> int:
    """The uid of a name or number. Raises UsageError."""
    if name.isdigit():
        return int(name)
    if name.startswith("u0_a") and name[4:].isdigit():
        return 10000 + int(name[4:])
    if name not in _USERS:
        raise UsageError(f"no '{name}'")
    return _USERS[name]


@command("cat")
async def cat(context: Context) -> int:
    """Write files, or the input, to the output."""
    code = 0
    for name in context.args or ["-"]:
        if name == "-":
            while data := await context.stdin.read():
                await context.stdout.write(data)
            continue
        try:
            handle = context.device.vfs.open(context.path(name), os.O_RDONLY)
        except OSError as error:
            await context.error(f"cat: {name}: {error.strerror}")
            code = 1
            continue
        with os.fdopen(handle, "rb") as file:
            while data := file.read(64 * 1024):
                await context.stdout.write(data)
    return code


@command("mkdir")
async def mkdir(context: Context) -> int:
    """Make directories."""
    words = list(context.args)
    mode = ""
    if "-m" in words:
        at = words.index("-m")
        mode = words[at + 1] if at + 1 < len(words) else ""
        del words[at : at + 2]
    found, names = flags(words, "pv")
    if not names:
        raise UsageError('Needs 1 argument (see "mkdir --help")')
    code = 0
    for name in names:
        try:
            if "p" in found:
                context.device.vfs.makedirs(context.path(name))
            else:
                context.device.vfs.mkdir(context.path(name))
            if mode:
                context.device.vfs.chmod(context.path(name), _mode(mode, 0o777))
        except OSError as error:
            await context.error(f"mkdir: '{name}': {error.strerror}")
            code = 1
    return code


@command("rmdir")
async def rmdir(context: Context) -> int:
    """Remove empty directories."""
    for name in context.args:
        context.device.vfs.rmdir(context.path(name))
    return 0


@command("rm")
async def rm(context: Context) -> int:
    """Remove files, with -r trees."""
    found, names = flags(context.args, "rRfiv")
    if not names and "f" not in found:
        raise UsageError('Needs 1 argument (see "rm --help")')
    code = 0
    for name in names:
        path = context.path(name)
        try:
            if found & {"r", "R"}:
                context.device.vfs.rmtree(path)
            else:
                context.device.vfs.remove(path)
        except FileNotFoundError:
            if "f" not in found:
                await context.error(f"rm: {name}: No such file or directory")
                code = 1
        except OSError as error:
            await context.error(f"rm: {name}: {error.strerror}")
            code = 1
    return code


@command("cp")
async def cp(context: Context) -> int:
    """Copy files, with -r trees."""
    found, names = flags(context.args, "rRafpdvT")
    if len(names) < 2:
        raise UsageError('Needs 2 arguments (see "cp --help")')
    return await _each_into(context, names, recursive=bool(found & {"r", "R", "a"}), move=False)


@command("mv")
async def mv(context: Context) -> int:
    """Move files."""
    _, names = flags(context.args, "fnv")
    if len(names) < 2:
        raise UsageError('Needs 2 arguments (see "mv --help")')
    return await _each_into(context, names, recursive=True, move=True)


async def _each_into(context: Context, names: list[str], *, recursive: bool, move: bool) -> int:
    vfs = context.device.vfs
    *sources, last = names
    target = context.path(last)
    if len(sources) > 1 and not vfs.is_dir(target):
        raise UsageError(f"'{last}' not directory")
    code = 0
    for name in sources:
        source = context.path(name)
        last_part = name.rstrip("/").rpartition("/")[2]
        inside = vfs.is_dir(target) and last_part != "."  # DIR/. is the content of DIR, as for cp(1)
        goal = f"{target}/{last_part}" if inside else target
        try:
            if move:
                vfs.rename(source, goal)
            else:
                _copy(vfs, source, goal, recursive=recursive)
        except OSError as error:
            await context.error(f"{context.name}: bad '{name}': {error.strerror}")
            code = 1
    return code


def _copy(vfs: Vfs, source: str, target: str, *, recursive: bool) -> None:
    entry = vfs.stat(source)
    if not entry.is_dir:
        vfs.write_bytes(target, vfs.read_bytes(source))
        vfs.chmod(target, stat.S_IMODE(entry.mode))
        return
    if not recursive:
        raise OSError(21, "Skipped dir")
    if f"{vfs.resolve(target)}/".startswith(f"{vfs.resolve(source)}/"):
        raise OSError(22, "Recursive copy into itself")
    vfs.makedirs(target)
    for name in vfs.listdir(source):
        _copy(vfs, f"{source}/{name}", f"{target}/{name}", recursive=True)


@command("touch")
async def touch(context: Context) -> int:
    """Make empty files or set their time to now."""
    import time

    _, names = flags(context.args, "acm")
    for name in names:
        context.device.vfs.write_bytes(context.path(name), b"", append=True)
        context.device.vfs.utime(context.path(name), time.time())
    return 0


@command("ln")
async def ln(context: Context) -> int:
    """Make a symbolic link."""
    found, names = flags(context.args, "sfn")
    if "s" not in found or len(names) != 2:
        raise UsageError("only -s TARGET NAME is supported")
    context.device.vfs.symlink(names[0], context.path(names[1]))
    return 0


@command("readlink", "realpath")
async def readlink(context: Context) -> int:
    """Print a link's target; with -f (and as realpath) the canonical path."""
    found, names = flags(context.args, "fne")
    for name in names:
        if "f" in found or context.name == "realpath":
            await context.line(context.device.vfs.resolve(context.path(name)))
        else:
            await context.line(context.device.vfs.readlink(context.path(name)))
    return 0


@command("chmod")
async def chmod(context: Context) -> int:
    """Set permission bits, octal or symbolic."""
    recursive = "-R" in context.args
    words = [arg for arg in context.args if arg != "-R"]
    if len(words) < 2:
        raise UsageError('Needs 2 arguments (see "chmod --help")')
    for name in words[1:]:
        for path in _tree(context.device.vfs, context.path(name)) if recursive else [context.path(name)]:
            context.device.vfs.chmod(path, _mode(words[0], context.device.vfs.stat(path).mode))
    return 0


@command("chown", "chgrp")
async def chown(context: Context) -> int:
    """Set the owner that the device shows."""
    recursive = "-R" in context.args
    words = [arg for arg in context.args if arg not in ("-R", "-h")]
    if len(words) < 2:
        raise UsageError(f'Needs 2 arguments (see "{context.name} --help")')
    user, _, group = words[0].replace(".", ":").partition(":")
    if context.name == "chgrp":
        user, group = "", user
    for name in words[1:]:
        for path in _tree(context.device.vfs, context.path(name)) if recursive else [context.path(name)]:
            context.device.vfs.chown(path, user_id(user) if user else None, user_id(group) if group else None)
    return 0


@command("restorecon", "chcon", "sync")
async def no_effect(_context: Context) -> int:
    """SELinux labels and caches do not exist here; a rooted device answers silently too."""
    return 0


def _tree(vfs: Vfs, path: str) -> list[str]:
    found = [path]
    if vfs.lstat(path).is_dir:
        for name in vfs.listdir(path):
            found += _tree(vfs, f"{path}/{name}")
    return found


def _mode(text: str, old: int) -> int:
    if text and all(char in "01234567" for char in text):
        return int(text, 8) & 0o7777
    mode = stat.S_IMODE(old)
    for clause in text.split(","):
        operator = next((char for char in clause if char in "+-="), "")
        if not operator:
            raise UsageError(f"bad mode '{text}'")
        who, _, letters = clause.partition(operator)
        shifts = [{"u": 6, "g": 3, "o": 0}[char] for char in (who.replace("a", "ugo") or "ugo") if char in "ugo"]
        bits = sum({"r": 4, "w": 2, "x": 1, "X": 1}.get(char, 0) for char in set(letters))
        for shift in shifts:
            if operator == "=":
                mode &= ~(7 << shift)
            mode = mode & ~(bits << shift) if operator == "-" else mode | (bits << shift)
    return mode


@command("tee")
async def tee(context: Context) -> int:
    """Copy the input to the output and to files."""
    found, names = flags(context.args, "a")
    data = await read_all(context.stdin)
    for name in names:
        context.device.vfs.write_bytes(context.path(name), data, append="a" in found)
    await context.stdout.write(data)
    return 0


@command("mktemp")
async def mktemp(context: Context) -> int:
    """Make a temporary file or directory below /data/local/tmp."""
    import secrets

    found, _ = flags(context.args, "dqu")
    path = f"/data/local/tmp/tmp.{secrets.token_hex(5)}"
    if "d" in found:
        context.device.vfs.mkdir(path)
    else:
        context.device.vfs.write_bytes(path, b"")
    await context.line(path)
    return 0
