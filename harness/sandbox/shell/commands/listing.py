"""Commands that tell about files: ls, stat, test, find, du, df and digests."""

from __future__ import annotations

import fnmatch
import hashlib
import os
import stat
import time

from harness.sandbox.disk.vfs import Entry, Vfs
from harness.sandbox.shell.io import read_all
from harness.sandbox.shell.registry import Context, UsageError, command, flags

from .files import user_name


@command("ls")
async def ls(context: Context) -> int:
    """List directories."""
    found, names = flags(context.args, "1aAlLdRZinshtSrF")
    vfs = context.device.vfs
    code = 0
    files: list[tuple[str, str]] = []
    directories: list[tuple[str, str]] = []
    for name in names or ["."]:
        path = context.path(name)
        try:
            entry = vfs.stat(path) if vfs.exists(path) else vfs.lstat(path)
        except OSError as error:
            await context.error(f"ls: {name}: {error.strerror}")
            code = 1
            continue
        is_listed = entry.is_dir and "d" not in found
        (directories if is_listed else files).append((name, path))
    if files:
        await _print_entries(context, found, files)
    several = len(names) > 1 or "R" in found
    while directories:
        name, path = directories.pop(0)
        if several:
            await context.line(f"\n{name}:" if files or name != (names or ["."])[0] else f"{name}:")
        inside = [entry for entry in vfs.listdir(path) if found & {"a", "A"} or not entry.startswith(".")]
        if "a" in found:
            inside = [".", "..", *inside]
        await _print_entries(context, found, [(entry, f"{path}/{entry}") for entry in inside], total=True)
        if "R" in found:
            below = [(f"{name.rstrip('/')}/{entry}", f"{path}/{entry}") for entry in inside if entry not in (".", "..")]
            directories = [pair for pair in below if vfs.lstat(pair[1]).is_dir] + directories
    return code


async def _print_entries(
    context: Context, found: set[str], entries: list[tuple[str, str]], *, total: bool = False
) -> None:
    vfs = context.device.vfs
    facts = [(name, path, vfs.lstat(path)) for name, path in entries]
    if "S" in found or "t" in found:
        facts.sort(key=lambda fact: -(fact[2].size if "S" in found else fact[2].mtime))
    if "r" in found:
        facts.reverse()
    if "l" not in found and "n" not in found:
        await context.print("".join(f"{name}\n" for name, _, _ in facts))
        return
    if total:
        await context.line(f"total {sum((entry.size + 511) // 512 for _, _, entry in facts) // 2}")
    widths = [
        max((len(field) for field in column), default=0) for column in zip(*[_fields(f[2]) for f in facts], strict=True)
    ]
    for name, path, entry in facts:
        mode, links, user, group, size, when = _fields(entry)
        target = f" -> {vfs.readlink(path)}" if entry.is_link else ""
        await context.line(
            f"{mode} {links:>{widths[1]}} {user:<{widths[2]}} {group:<{widths[3]}} {size:>{widths[4]}} {when} "
            f"{name}{target}"
        )


def _fields(entry: Entry) -> tuple[str, str, str, str, str, str]:
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.mtime))
    return (
        stat.filemode(entry.mode), str(entry.nlink), user_name(entry.uid), user_name(entry.gid), str(entry.size), when
    )  # fmt: skip


@command("stat")
async def stat_command(context: Context) -> int:
    """Print facts of files, with -c in a format of one's own."""
    args = list(context.args)
    form: str | None = None
    follow = False
    while args and args[0].startswith("-"):
        flag = args.pop(0)
        if flag == "-c" and args:
            form = args.pop(0)
        elif flag == "-L":
            follow = True
        else:
            raise UsageError(f"Unknown option '{flag[1:2]}'")
    if not args:
        raise UsageError('Needs 1 argument (see "stat --help")')
    code = 0
    for name in args:
        path = context.path(name)
        try:
            entry = context.device.vfs.stat(path) if follow else context.device.vfs.lstat(path)
        except OSError as error:
            await context.error(f"stat: '{name}': {error.strerror}")
            code = 1
            continue
        await context.line(_format(form, name, entry) if form is not None else _describe(name, entry))
    return code


def _format(form: str, name: str, entry: Entry) -> str:
    values = {
        "a": f"{stat.S_IMODE(entry.mode):o}", "A": stat.filemode(entry.mode), "n": name, "N": f"'{name}'",
        "s": str(entry.size), "u": str(entry.uid), "g": str(entry.gid), "U": user_name(entry.uid),
        "G": user_name(entry.gid), "Y": str(int(entry.mtime)), "X": str(int(entry.atime)), "Z": str(int(entry.ctime)),
        "y": _time(entry.mtime), "x": _time(entry.atime), "z": _time(entry.ctime), "i": str(entry.ino),
        "h": str(entry.nlink), "f": f"{entry.mode:x}", "F": _kind(entry), "b": str((entry.size + 511) // 512),
        "B": "512", "d": str(entry.dev), "%": "%",
    }  # fmt: skip
    out: list[str] = []
    position = 0
    while position < len(form):
        if form[position] == "%" and form[position + 1 : position + 2] in values:
            out.append(values[form[position + 1]])
            position += 2
        else:
            out.append(form[position])
            position += 1
    return "".join(out)


def _describe(name: str, entry: Entry) -> str:
    return (
        f"  File: {name}\n"
        f"  Size: {entry.size}\t Blocks: {(entry.size + 511) // 512}\t IO Blocks: 512\t{_kind(entry)}\n"
        f"Device: {entry.dev:x}h/{entry.dev}d\t Inode: {entry.ino}\t Links: {entry.nlink}\n"
        f"Access: ({stat.S_IMODE(entry.mode):04o}/{stat.filemode(entry.mode)})\tUid: ({entry.uid:>5}/"
        f"{user_name(entry.uid):>8})\tGid: ({entry.gid:>5}/{user_name(entry.gid):>8})\n"
        f"Access: {_time(entry.atime)}\nModify: {_time(entry.mtime)}\nChange: {_time(entry.ctime)}"
    )


def _time(seconds: float) -> str:
    whole = time.localtime(seconds)
    nanoseconds = int((seconds % 1) * 1_000_000_000)
    return f"{time.strftime('%Y-%m-%d %H:%M:%S', whole)}.{nanoseconds:09d} {time.strftime('%z', whole)}"


def _kind(entry: Entry) -> str:
    if entry.is_dir:
        return "directory"
    if entry.is_link:
        return "symbolic link"
    return "regular file" if entry.size else "regular empty file"


@command("test", "[")
async def test(context: Context) -> int:
    """Compare strings and numbers, look at files; 0 is true."""
    args = list(context.args)
    if context.name == "[":
        if args[-1:] != ["]"]:
            raise UsageError("missing ]", 2)
        args.pop()
    negated = False
    while args[:1] == ["!"]:
        negated = not negated
        args.pop(0)
    return int(_evaluate(context, args) == negated)


def _evaluate(context: Context, args: list[str]) -> bool:
    if len(args) < 2:
        return bool(args and args[0])
    if len(args) == 2:
        return _unary(context, args[0], args[1])
    if len(args) != 3:
        raise UsageError("too many arguments", 2)
    left, operator, right = args
    if operator in ("=", "=="):
        return left == right
    if operator == "!=":
        return left != right
    try:
        a, b = int(left), int(right)
    except ValueError:
        raise UsageError("bad number", 2) from None
    results = {"-eq": a == b, "-ne": a != b, "-lt": a < b, "-le": a <= b, "-gt": a > b, "-ge": a >= b}
    if operator not in results:
        raise UsageError(f"{operator}: unknown operator", 2)
    return results[operator]


def _unary(context: Context, operator: str, value: str) -> bool:
    if operator == "-n":
        return bool(value)
    if operator == "-z":
        return not value
    vfs = context.device.vfs
    path = context.path(value)
    try:
        entry = vfs.lstat(path) if operator in ("-L", "-h") else vfs.stat(path)
    except OSError:
        return False
    checks = {
        "-e": True, "-r": True, "-w": True, "-d": entry.is_dir, "-f": stat.S_ISREG(entry.mode), "-s": entry.size > 0,
        "-L": entry.is_link, "-h": entry.is_link, "-x": bool(entry.mode & 0o111),
    }  # fmt: skip
    if operator not in checks:
        raise UsageError(f"{operator}: unknown operator", 2)
    return checks[operator]


@command("md5sum", "sha1sum", "sha256sum", "sha512sum")
async def digest(context: Context) -> int:
    """Print the digests of files or of the input."""
    found, names = flags(context.args, "b")
    code = 0
    for name in names or ["-"]:
        hasher = hashlib.new(context.name.removesuffix("sum"), usedforsecurity=False)
        try:
            data = await read_all(context.stdin) if name == "-" else context.device.vfs.read_bytes(context.path(name))
        except OSError as error:
            await context.error(f"{context.name}: {name}: {error.strerror}")
            code = 1
            continue
        hasher.update(data)
        await context.line(hasher.hexdigest() + ("" if "b" in found else f"  {name}"))
    return code


@command("find")
async def find(context: Context) -> int:
    """List a tree; -name, -type, -maxdepth are understood."""
    args = list(context.args)
    roots: list[str] = []
    while args and not args[0].startswith("-"):
        roots.append(args.pop(0))
    options: dict[str, str] = {}
    while args:
        option = args.pop(0)
        if option not in ("-name", "-type", "-maxdepth") or not args:
            raise UsageError(f"bad {option}")
        options[option] = args.pop(0)
    depth = int(options["-maxdepth"]) if options.get("-maxdepth", "").isdigit() else 64
    for root in roots or ["."]:
        for name, entry in _walk(context.device.vfs, root, context.path(root), depth):
            kind = "d" if entry.is_dir else "l" if entry.is_link else "f"
            pattern = options.get("-name")
            if pattern is not None and not fnmatch.fnmatchcase(name.rpartition("/")[2], pattern):
                continue
            if options.get("-type", kind) == kind:
                await context.line(name)
    return 0


def _walk(vfs: Vfs, name: str, path: str, depth: int) -> list[tuple[str, Entry]]:
    entry = vfs.lstat(path)
    found = [(name, entry)]
    if entry.is_dir and depth > 0:
        for inner in vfs.listdir(path):
            found += _walk(vfs, f"{name.rstrip('/')}/{inner}", f"{path}/{inner}", depth - 1)
    return found


@command("du")
async def du(context: Context) -> int:
    """Disk usage in kibibytes."""
    found, names = flags(context.args, "skhcm")
    for name in names or ["."]:
        total = sum(entry.size for _, entry in _walk(context.device.vfs, name, context.path(name), 64))
        await context.line(f"{max(4, (total + 1023) // 1024)}{'K' if 'h' in found else ''}\t{name}")
    return 0


@command("df")
async def df(context: Context) -> int:
    """Free space of the disk that holds the device."""
    usage = os.statvfs(context.device.vfs.root)
    total, free = usage.f_blocks * usage.f_frsize // 1024, usage.f_bavail * usage.f_frsize // 1024
    if context.device.vfs.free_kib is not None:
        free = min(free, context.device.vfs.free_kib)
    await context.line("Filesystem     1K-blocks     Used Available Use% Mounted on")
    for device, mount in (("/dev/block/dm-0", "/"), ("/dev/block/dm-5", "/data"), ("/dev/fuse", "/storage/emulated")):
        percent = 100 * (total - free) // max(total, 1)
        await context.line(f"{device:<14} {total:>9} {total - free:>8} {free:>9} {percent:>3}% {mount}")
    return 0
