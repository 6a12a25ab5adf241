"""``settings``, ``getprop``, ``setprop``, ``appops``, ``svc``, ``wm``, ``content``."""

from __future__ import annotations

import re
from typing import Any

from harness.sandbox.shell.registry import Context, UsageError, command
from harness.sandbox.system.channel import AppError
from harness.sandbox.system.media import scan_media
from harness.sandbox.system.state import DeviceState
from harness.sandbox.ui import metrics

_NAMESPACES = ("system", "secure", "global")


@command("settings")
async def settings(context: Context) -> int:
    """``settings get|put|delete|list NAMESPACE [KEY [VALUE]]``."""
    args = [
        arg
        for number, arg in enumerate(context.args)
        if arg != "--user" and context.args[number - 1 : number] != ["--user"]
    ]
    if len(args) < 2 or args[1] not in _NAMESPACES:
        await context.error("Invalid namespace" if len(args) > 1 else "Bad arguments")
        return 255
    verb, namespace, *rest = args
    state = context.device.state
    if verb == "list":
        for name, value in sorted(state.settings(namespace).items()):
            await context.line(f"{name}={value}")
        return 0
    if not rest:
        await context.error("Bad arguments")
        return 255
    if verb == "get":
        value_or_none = state.setting(namespace, rest[0])
        await context.line("null" if value_or_none is None else value_or_none)
    elif verb == "put" and len(rest) >= 2:
        state.put_setting(namespace, rest[0], rest[1])
        if (namespace, rest[0]) == ("global", "http_proxy"):
            _apply_proxy(state, rest[1])
    elif verb == "delete":
        await context.line(f"Deleted {int(state.put_setting(namespace, rest[0], None))} rows")
    else:
        await context.error("Bad arguments" if verb in ("put", "reset") else f"Invalid command: {verb}")
        return 255
    return 0


def _apply_proxy(state: DeviceState, proxy: str) -> None:
    """The platform hears of a proxy that is set, and keeps it in settings of its own; a deletion it does not hear."""
    host, _, port = proxy.partition(":")
    state.put_setting("global", "global_http_proxy_host", host)
    state.put_setting("global", "global_http_proxy_port", port or "0")
    state.put_setting("global", "global_http_proxy_exclusion_list", "")


@command("getprop")
async def getprop(context: Context) -> int:
    """One property, or all."""
    if context.args:
        value = context.device.properties.get(context.args[0])
        await context.line(value or (context.args[1] if len(context.args) > 1 else ""))
        return 0
    for name, value in sorted(context.device.properties.all().items()):
        await context.line(f"[{name}]: [{value}]")
    return 0


@command("setprop")
async def setprop(context: Context) -> int:
    """Set a property."""
    if len(context.args) != 2:
        raise UsageError('Needs 2 arguments (see "setprop --help")')
    problem = context.device.properties.set(*context.args)
    if problem:
        await context.error(problem)
        return 1
    return 0


@command("appops")
async def appops(context: Context) -> int:
    """``appops get|set PACKAGE [OP [MODE]]``: kept per package, shown again, no effect on apps."""
    args = [arg for arg in context.args if not arg.startswith("-")]
    if len(args) < 2 or args[0] not in ("get", "set", "reset"):
        await context.error("usage: appops get|set PACKAGE [OP [MODE]]")
        return 255
    package = context.device.packages.get(args[1])
    if package is None:
        await context.error(f"Error: No UID for {args[1]} in user 0")
        return 255
    modes = context.device.appops.setdefault(package.name, {})
    if args[0] == "set" and len(args) == 4:
        if args[3] not in ("allow", "ignore", "deny", "default", "foreground"):
            await context.error(f"Error: Mode {args[3]} is not valid")
            return 255
        modes[args[2]] = args[3]
        if args[3] == "default":
            del modes[args[2]]
        return 0
    if args[0] == "reset":
        modes.clear()
        return 0
    shown = {args[2]: modes[args[2]]} if len(args) > 2 and args[2] in modes else modes if len(args) == 2 else {}
    for name, mode in shown.items():
        await context.line(f"{name}: {mode}")
    if not shown:
        await context.line("No operations.")
    return 0


@command("svc")
async def svc(context: Context) -> int:
    """``svc wifi|data|power ...``: the radio switches, as settings."""
    words = context.args
    keys = {"wifi": "wifi_on", "data": "mobile_data", "bluetooth": "bluetooth_on", "nfc": "nfc_on"}
    if len(words) >= 2 and words[0] in keys and words[1] in ("enable", "disable"):
        context.device.state.put_setting("global", keys[words[0]], str(int(words[1] == "enable")))
        return 0
    if words[:2] == ["power", "stayon"]:
        return 0
    await context.error("Available commands: wifi data bluetooth nfc power")
    return 1


@command("wm")
async def wm(context: Context) -> int:
    """``wm size`` and ``wm density``: fixed."""
    if context.args == ["size"]:
        await context.line(f"Physical size: {metrics.WIDTH}x{metrics.HEIGHT}")
        return 0
    if context.args == ["density"]:
        await context.line(f"Physical density: {metrics.DENSITY}")
        return 0
    if context.args[:1] == ["dismiss-keyguard"]:
        return 0
    await context.error("the sandbox's screen has a fixed size; commands: size, density, dismiss-keyguard")
    return 255


@command("content")
async def content(context: Context) -> int:
    """``content query|insert|delete|call --uri URI ...`` on the content providers."""
    if not context.args or context.args[0] not in ("query", "insert", "delete", "call"):
        await context.error("usage: content [subcommand] [options]: query, insert, delete, call")
        return 1
    verb, pending = context.args[0], list(context.args[1:])
    options: dict[str, str] = {}
    values: dict[str, Any] = {}
    while pending:
        name = pending.pop(0)
        if not name.startswith("--") or not pending:
            await context.error(f"[ERROR] Unsupported argument: {name}")
            return 1
        if name == "--bind":
            values.update([_bind(pending.pop(0))])
        else:
            options[name] = pending.pop(0)
    uri = options.get("--uri", "")
    try:
        if verb == "call":
            if options.get("--method") in ("scan_volume", "scan_file"):
                scan_media(context.device)
            elif uri.endswith(".harness"):
                return await _stub(context, uri, options.get("--extra", ""))
            await context.line("Result: Bundle[{}]")
            return 0
        if verb == "insert" and uri.startswith("content://sms") and not _may_write_sms(context):
            return 0  # the provider ignores it silently
        if verb == "insert":
            context.device.providers.insert(uri, values)
            return 0
        if verb == "delete":
            context.device.providers.delete(uri, options.get("--where"))
            return 0
        projection = options["--projection"].split(":") if "--projection" in options else None
        found = context.device.providers.query(uri, projection, options.get("--where"), None, options.get("--sort"))
    except AppError as error:
        await context.error(f"Error while accessing provider:{uri}\n{error.type}: {error}")
        return 1
    if found is None:
        await context.error(
            f"Error while accessing provider:{uri}\njava.lang.IllegalStateException: Could not find provider"
        )
        return 1
    if not found["rows"]:
        await context.line("No result found.")
    for number, row in enumerate(found["rows"]):
        cells = [f"{name}={'NULL' if cell is None else cell}" for name, cell in zip(found["columns"], row, strict=True)]
        await context.line(f"Row: {number} " + ", ".join(cells))
    return 0


async def _stub(context: Context, uri: str, extra: str) -> int:
    """``call`` on the provider of a stub (samples/oaid-stub, account-stub), which answers adb alone."""
    owner = uri.removeprefix("content://").removesuffix(".harness")
    if context.device.packages.get(owner) is None:
        await context.error(
            f"Error while accessing provider:{uri}\njava.lang.IllegalStateException: Could not find provider"
        )
        return 1
    if extra.startswith("account:s:"):
        accounts = context.device.state.get("accounts", [])
        new = {"name": extra.removeprefix("account:s:"), "type": owner}
        context.device.state.put("accounts", [*accounts, new])
    await context.line("Result: Bundle[{set=true}]")
    return 0


def _may_write_sms(context: Context) -> bool:
    modes = context.device.appops.get("com.android.shell", {})
    return context.caller_uid == 0 or modes.get("WRITE_SMS") == "allow"


def _bind(text: str) -> tuple[str, Any]:
    """``NAME:TYPE:VALUE`` with the types s, i, l, d, f, b, n."""
    match = re.fullmatch(r"([^:]+):([silfdbn]):?(.*)", text, re.DOTALL)
    if match is None:
        raise UsageError(f"[ERROR] Binding not well formed: {text}")
    name, kind, value = match.groups()
    try:
        converted: Any = {"s": str, "i": int, "l": int, "f": float, "d": float}.get(kind, str)(value)
    except ValueError:
        raise UsageError(f"[ERROR] Binding not well formed: {text}") from None
    return name, None if kind == "n" else value == "true" if kind == "b" else converted
