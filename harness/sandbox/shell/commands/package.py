"""``pm`` and ``cmd package``: installing, listing, permissions."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from harness.sandbox.shell.registry import Context, UsageError, service
from harness.sandbox.system.apk import InstallError
from harness.sandbox.system.install import install, sort_splits
from harness.sandbox.system.permissions import DANGEROUS
from harness.sandbox.system.sessions import Options

from .dumpsys import package_dump

_BYPASS_SINCE = 34
_VERIFY_SINCE = 26
_VALUE_FLAGS = {"-i", "--user", "--abi", "--install-location", "--install-reason", "--pkg", "-p", "--originating-uri"}
_MAX_APK = 4 << 30


@service("pm")
async def pm(context: Context) -> int:
    """The package manager's command line."""
    return await run(context, context.args)


async def run(context: Context, args: list[str]) -> int:
    """Run one verb of the package manager."""
    verb, rest = (args[0], args[1:]) if args else ("help", [])
    handler = _VERBS.get(verb)
    if handler is None:
        await context.error(
            f"Unknown command: {verb}" if args else "Package manager (package) commands: " + " ".join(_VERBS)
        )
        return 255
    return await handler(context, rest)


def _options(args: list[str], api_level: int) -> tuple[Options, int | None, list[str]]:
    """Install flags, the size of what comes on the input, and the operands."""
    operands: list[str] = []
    size: int | None = None
    replace, grant, downgrade, bypass = True, False, False, False
    pending = list(args)
    while pending:
        arg = pending.pop(0)
        if arg == "-S" and pending:
            text = pending.pop(0)
            size = int(text) if text.isdigit() else -1
        elif arg in _VALUE_FLAGS and pending:
            pending.pop(0)
        elif arg == "-R" or arg == "--no-replace":
            replace = False
        elif arg == "-g":
            grant = True
        elif arg in ("-d", "--allow-downgrade"):
            downgrade = True
        elif arg == "--bypass-low-target-sdk-block" and api_level >= _BYPASS_SINCE:
            bypass = True
        elif arg == "--bypass-low-target-sdk-block":
            raise UsageError(f"Unknown option {arg}")
        elif not arg.startswith("-") or arg == "-":
            operands.append(arg)
    return Options(replace, grant, downgrade, bypass), size, operands


async def _install(context: Context, args: list[str]) -> int:
    options, size, operands = _options(args, context.device.api_level)
    if size is None and (not operands or operands == ["-"]):
        await context.error("Error: must either specify a package size or an APK file")
        return 1
    path = context.device.sessions.file()
    try:
        shown = operands[0] if operands and operands != ["-"] else "base.apk"
        problem = await (_receive(context, path, size) if size is not None else _copy(context, operands[0], path))
        if problem:
            await context.error(problem)
            return 1
        if context.device.since_reset.install_blocked:
            raise InstallError("INSTALL_FAILED_USER_RESTRICTED", "Install canceled by user")
        await install(context.device, path, shown, options)
    except InstallError as error:
        await context.line(f"Failure [{error}]")
        return 1
    finally:
        path.unlink(missing_ok=True)
    await context.line("Success")
    return 0


async def _receive(context: Context, path: Path, size: int) -> str:
    """Write ``size`` bytes of the input to a file; the text tells what went wrong."""
    if not 0 < size <= _MAX_APK:
        return f"Error: invalid APK size {size}"
    left = size
    with path.open("wb") as file:
        while left > 0 and (data := await context.stdin.read()):
            file.write(data[:left])
            left -= len(data)
    return "" if left <= 0 else f"Error: only {size - left} of {size} bytes arrived"


async def _copy(context: Context, name: str, path: Path) -> str:
    source = context.path(name)
    try:
        handle = context.device.vfs.open(source, os.O_RDONLY)
    except OSError as error:
        return f"Error: Unable to open file: {name}\nConsider using a file under /data/local/tmp/\n{error.strerror}"
    with os.fdopen(handle, "rb") as file:
        data = await asyncio.to_thread(file.read)
    await asyncio.to_thread(path.write_bytes, data)
    return ""


async def _install_create(context: Context, args: list[str]) -> int:
    options, _, _ = _options(args, context.device.api_level)
    session = context.device.sessions.create(options)
    await context.line(f"Success: created install session [{session.number}]")
    return 0


async def _install_write(context: Context, args: list[str]) -> int:
    _, size, operands = _options(args, context.device.api_level)
    session = context.device.sessions.get(int(operands[0])) if operands and operands[0].isdigit() else None
    if session is None or len(operands) < 2:
        await context.error(f"Error: no session '{operands[0] if operands else ''}'")
        return 1
    path = context.device.sessions.file()
    session.files[operands[1]] = path
    if len(operands) > 2 and operands[2] != "-":
        problem = await _copy(context, operands[2], path)
    else:
        problem = await _receive(context, path, size or 0)
    if problem:
        await context.error(problem)
        return 1
    await context.line(f"Success: streamed {path.stat().st_size} bytes")
    return 0


async def _install_commit(context: Context, args: list[str]) -> int:
    session = context.device.sessions.get(int(args[0])) if args and args[0].isdigit() else None
    if session is None:
        await context.error(f"Error: no session '{args[0] if args else ''}'")
        return 1
    try:
        if context.device.since_reset.install_blocked:
            raise InstallError("INSTALL_FAILED_USER_RESTRICTED", "Install canceled by user")
        base, splits = await asyncio.to_thread(sort_splits, session.files)
        await install(context.device, base[1], base[0], session.options, splits)
    except InstallError as error:
        await context.line(f"Failure [{error}]")
        return 1
    finally:
        context.device.sessions.abandon(session.number)
    await context.line("Success")
    return 0


async def _install_abandon(context: Context, args: list[str]) -> int:
    found = bool(args) and args[0].isdigit() and context.device.sessions.abandon(int(args[0]))
    await context.line("Success" if found else "Failure")
    return 0 if found else 1


async def _uninstall(context: Context, args: list[str]) -> int:
    names = _names(args)
    if not names:
        await context.error("Error: package name not specified")
        return 1
    await context.device.processes.end_package(names[0])
    context.device.activities.drop_package(names[0])
    if context.device.packages.uninstall(names[0], keep_data="-k" in args):
        # The account manager forgets the accounts of a type that nobody owns any more.
        accounts = [row for row in context.device.state.get("accounts", []) if row.get("type") != names[0]]
        context.device.state.put("accounts", accounts)
        await context.line("Success")
        return 0
    await context.line("Failure [DELETE_FAILED_INTERNAL_ERROR]")
    return 1


def _names(args: list[str]) -> list[str]:
    found: list[str] = []
    pending = list(args)
    while pending:
        arg = pending.pop(0)
        if arg in _VALUE_FLAGS and pending:
            pending.pop(0)
        elif not arg.startswith("-"):
            found.append(arg)
    return found


async def _list(context: Context, args: list[str]) -> int:
    what, rest = (args[0], args[1:]) if args else ("", [])
    if what in ("package", "packages"):
        names = _names(rest)
        for package in context.device.packages.all():
            if ("-3" in rest and package.system) or ("-s" in rest and not package.system) or "-d" in rest:
                continue
            if names and names[0] not in package.name:
                continue
            text = f"package:{package.path}={package.name}" if "-f" in rest else f"package:{package.name}"
            text += f" versionCode:{package.version_code}" if "--show-versioncode" in rest else ""
            text += f" uid:{package.uid}" if "-U" in rest else ""
            text += "  installer=null" if "-i" in rest else ""
            await context.line(text)
        return 0
    if what == "permissions":
        await context.print("All Permissions:\n\n" + "".join(f"permission:{name}\n" for name in sorted(DANGEROUS)))
        return 0
    if what in ("features", "users", "libraries", "instrumentation"):
        texts = {"features": "feature:android.hardware.touchscreen\nfeature:android.hardware.wifi\n"}
        texts["users"] = "Users:\n\tUserInfo{0:Owner:c13} running\n"
        await context.print(texts.get(what, ""))
        return 0
    await context.error(f"Error: unknown list type '{what}'")
    return 255


async def _path(context: Context, args: list[str]) -> int:
    names = _names(args)
    package = context.device.packages.get(names[0]) if names else None
    if package is None:
        return 1
    for path in (package.path, *package.splits):
        await context.line(f"package:{path}")
    return 0


async def _grant(context: Context, args: list[str], *, grant: bool = True) -> int:
    names = _names(args)
    package = context.device.packages.get(names[0]) if names else None
    verb = "grant" if grant else "revoke"
    if package is None or len(names) < 2:
        await _exception(
            context, verb, "java.lang.IllegalArgumentException", f"Unknown package: {names[0] if names else None}"
        )
        return 255
    permission = names[1]
    if permission not in package.permissions:
        message = f"Package {package.name} has not requested permission {permission}"
        await _exception(context, verb, "java.lang.SecurityException", message)
        return 255
    if permission not in DANGEROUS:
        message = f"Permission {permission} requested by {package.name} is not a changeable permission type"
        await _exception(context, verb, "java.lang.SecurityException", message)
        return 255
    if grant:
        package.granted.add(permission)
    elif permission in package.granted:
        package.granted.discard(permission)
        await context.device.processes.end_package(package.name)  # a revoked permission kills the app
    context.device.packages.save()
    return 0


async def _revoke(context: Context, args: list[str]) -> int:
    return await _grant(context, args, grant=False)


async def _exception(context: Context, verb: str, kind: str, message: str) -> None:
    await context.error(f"\nException occurred while executing '{verb}':\n{kind}: {message}")


async def _clear(context: Context, args: list[str]) -> int:
    names = _names(args)
    package = context.device.packages.get(names[0]) if names else None
    if package is None or package.system or not context.device.vfs.exists(package.data_dir):
        await context.line("Failed")
        return 1
    await context.device.processes.end_package(package.name)
    context.device.activities.drop_package(package.name)
    context.device.packages.clear(package)
    await context.line("Success")
    return 0


async def _resolve_activity(context: Context, args: list[str]) -> int:
    names = _names([arg for arg in args if arg not in ("-a", "-c")])
    package = context.device.packages.get(names[-1]) if names else None
    entry = package.launcher() if package else None
    if package is None or entry is None:
        await context.line("No activity found")
        return 0
    if "--brief" in args:
        await context.line("priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 isDefault=true")
    await context.line(f"{package.name}/{entry.name}")
    return 0


async def _dump(context: Context, args: list[str]) -> int:
    return await package_dump(context, args)


async def _reset_permissions(context: Context, _args: list[str]) -> int:
    for package in context.device.packages.all():
        package.granted -= set(DANGEROUS)
        package.denials = {}
    context.device.packages.save()
    return 0


async def _compile(context: Context, args: list[str]) -> int:
    """Says what a device says (AOSP ``PackageManagerShellCommand.runCompile``); there is nothing here to compile."""
    operands, chosen = [], ""
    pending = list(args)
    while pending:
        arg = pending.pop(0)
        if arg in ("-m", "-r"):
            chosen = pending.pop(0) if pending else ""
            if arg == "-m" and chosen not in _filters(context.device.api_level):
                await context.line(f'Error: "{chosen}" is not a valid compilation filter.')
                return 1
        elif not arg.startswith("-"):
            operands.append(arg)
    if not chosen:
        await context.line('Cannot run without any of compilation filter ("-m") and compilation reason ("-r")')
    elif not operands:
        await context.line("Error: package name not specified")
    elif context.device.packages.get(operands[0]) is None:
        await context.line(f"Failure: package {operands[0]} could not be compiled")
    else:
        await context.line("Success")
        return 0
    return 1


def _filters(api_level: int) -> set[str]:
    """The compiler filters of an API level (art, ``compiler_filter.cc``)."""
    if api_level < _VERIFY_SINCE:
        return {"verify-none", "verify-at-runtime", "verify-profile", "interpret-only", "speed-profile", "speed"}
    return {"assume-verified", "extract", "verify", "speed-profile", "speed", "everything"}


async def _nothing(_context: Context, _args: list[str]) -> int:
    return 0


_VERBS = {
    "install": _install, "install-create": _install_create, "install-write": _install_write,
    "install-commit": _install_commit, "install-abandon": _install_abandon, "uninstall": _uninstall, "list": _list,
    "path": _path, "grant": _grant, "revoke": _revoke, "clear": _clear, "resolve-activity": _resolve_activity,
    "dump": _dump, "reset-permissions": _reset_permissions, "compile": _compile, "trim-caches": _nothing,
}  # fmt: skip
