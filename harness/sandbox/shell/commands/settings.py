"""``settings``, ``getprop``, ``setprop``, ``appops``, ``svc``, ``wm``, ``content``."""

from __future__ import annotations

from typing import Any

from harness.sandbox.shell.registry import Context, UsageError, service
from harness.sandbox.system.channel import AppError
from harness.sandbox.system.media import scan_media
from harness.sandbox.system.state import DeviceState
from harness.sandbox.ui import metrics

_NAMESPACES = ("system", "secure", "global")


@service("settings")
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
        value = rest[1]
        if (namespace, rest[0]) == ("secure", "location_providers_allowed") and value[:1] in ("+", "-"):
            value = _allowed(state.setting(namespace, rest[0]) or "", value)
        state.put_setting(namespace, rest[0], value)
        if (namespace, rest[0]) == ("global", "http_proxy"):
            _apply_proxy(state, rest[1])
    elif verb == "delete":
        await context.line(f"Deleted {int(state.put_setting(namespace, rest[0], None))} rows")
    else:
        await context.error("Bad arguments" if verb in ("put", "reset") else f"Invalid command: {verb}")
        return 255
    return 0


def _allowed(now: str, change: str) -> str:
    """``+gps`` and ``-gps`` change the list of providers (AOSP ``updateLocationProvidersAllowedLocked``)."""
    names = [name for name in now.split(",") if name and name != change[1:]]
    return ",".join([*names, change[1:]] if change[0] == "+" else names)


def _apply_proxy(state: DeviceState, proxy: str) -> None:
    """The platform hears of a proxy that is set, and keeps it in settings of its own; a deletion it does not hear."""
    host, _, port = proxy.partition(":")
    state.put_setting("global", "global_http_proxy_host", host)
    state.put_setting("global", "global_http_proxy_port", port or "0")
    state.put_setting("global", "global_http_proxy_exclusion_list", "")


@service("getprop")
async def getprop(context: Context) -> int:
    """One property, or all."""
    if context.args:
        value = context.device.properties.get(context.args[0])
        await context.line(value or (context.args[1] if len(context.args) > 1 else ""))
        return 0
    for name, value in sorted(context.device.properties.all().items()):
        await context.line(f"[{name}]: [{value}]")
    return 0


@service("setprop")
async def setprop(context: Context) -> int:
    """Set a property."""
    if len(context.args) != 2:
        raise UsageError('Needs 2 arguments (see "setprop --help")')
    problem = context.device.properties.set(*context.args)
    if problem:
        await context.error(problem)
        return 1
    return 0


@service("appops")
async def appops(context: Context) -> int:
    """``appops get|set|reset PACKAGE|UID [OP [MODE]]``: kept per package or uid, shown again, no effect on apps."""
    args = [arg for arg in context.args if not arg.startswith("-")]
    if len(args) < 2 or args[0] not in ("get", "set", "reset"):
        await context.error("usage: appops get|set PACKAGE|UID [OP [MODE]]")
        return 255
    by_uid = args[1].isdigit()
    package = None if by_uid else context.device.packages.get(args[1])
    if package is None and not by_uid:
        await context.error(f"Error: No UID for {args[1]} in user 0")
        return 255
    modes = context.device.since_reset.appops.setdefault(package.name if package else args[1], {})
    operation = operation_name(args[2]) if len(args) > 2 else ""
    if args[0] == "set" and len(args) == 4:
        if args[3] not in ("allow", "ignore", "deny", "default", "foreground"):
            await context.error(f"Error: Mode {args[3]} is not valid")
            return 255
        modes[operation] = args[3]
        if args[3] == "default":
            del modes[operation]
        return 0
    if args[0] == "reset":
        modes.clear()
        return 0
    shown = {operation: modes[operation]} if operation in modes else modes if not operation else {}
    for name, mode in shown.items():
        await context.line(f"{'Uid mode: ' if by_uid else ''}{name}: {mode}")
    if not shown:
        await context.line("No operations.")
        if operation:
            await context.line(f"Default mode: {_DEFAULT_MODES.get(operation, 'allow')}")
    return 0


_DEFAULT_MODES = {"WRITE_SMS": "ignore", "MOCK_LOCATION": "deny", "ACTIVATE_VPN": "ignore"}
"""AOSP ``AppOpsManager``: what an operation is for who was not told otherwise, root included."""


def operation_name(text: str) -> str:
    """Return an operation's short name: its public one (``android:mock_location``) means the same."""
    return text.removeprefix("android:").upper()


def caller_may(context: Context, operation: str) -> bool:
    """Whether an operation is allowed to the uid that called. Root has no package, and the shell's is not its."""
    keys = {0: ("0",), 2000: ("2000", "com.android.shell")}.get(context.caller_uid, (str(context.caller_uid),))
    return any(context.device.since_reset.appops.get(key, {}).get(operation) == "allow" for key in keys)


@service("svc")
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


@service("wm")
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


_ESCAPES_SINCE = 30


class BadArgument(Exception):
    """``content`` does not understand an argument: it says so on its output, and exits with 0."""


@service("content")
async def content(context: Context) -> int:
    """``content query|insert|delete|call --uri URI ...`` on the content providers.

    As AOSP's: what it does not understand is on its output, what a provider throws on its error output, and it exits
    with 0 whatever came of it.
    """
    try:
        verb, options, values, extras = _content_arguments(context)
    except BadArgument as problem:
        await context.line(f"usage: adb shell content [subcommand] [options]\n\n[ERROR] {problem}")
        return 0
    uri = options.get("--uri", "")
    found = None
    try:
        if verb == "call":
            if options.get("--method") in ("scan_volume", "scan_file"):
                scan_media(context.device)
            elif uri.endswith(".harness"):
                return await _stub(context, uri, extras)
            await context.line("Result: Bundle[{}]")
            return 0
        if verb in ("insert", "delete") and uri.startswith("content://sms") and not caller_may(context, "WRITE_SMS"):
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
        await _provider_failed(context, uri, f"{error.type}: {error}")
        return 0
    if found is None:
        await _provider_failed(context, uri, _NO_PROVIDER)
        return 0
    if not found["rows"]:
        await context.line("No result found.")
    for number, row in enumerate(found["rows"]):
        cells = [f"{name}={'NULL' if cell is None else cell}" for name, cell in zip(found["columns"], row, strict=True)]
        await context.line(f"Row: {number} " + ", ".join(cells))
    return 0


_NO_PROVIDER = "java.lang.IllegalStateException: Could not find provider: {}"


async def _provider_failed(context: Context, uri: str, thrown: str) -> None:
    """What ``content`` says when the provider throws or is not there; it names the provider, not the whole address."""
    authority = uri.removeprefix("content://").partition("/")[0]
    await context.error(f"Error while accessing provider:{authority}\n{thrown.replace('{}', authority)}")


def _content_arguments(context: Context) -> tuple[str, dict[str, str], dict[str, Any], dict[str, Any]]:
    """The subcommand, the options with one value, what was bound, and the extras. Raises :class:`BadArgument`."""
    if not context.args or context.args[0] not in ("query", "insert", "delete", "call"):
        raise BadArgument(f"Unsupported operation: {context.args[0] if context.args else 'null'}")
    verb, pending = context.args[0], list(context.args[1:])
    options: dict[str, str] = {}
    values: dict[str, Any] = {}
    extras: dict[str, Any] = {}
    while pending:
        name = pending.pop(0)
        if name not in (
            "--uri",
            "--user",
            "--bind",
            "--where",
            "--sort",
            "--projection",
            "--method",
            "--arg",
            "--extra",
        ):
            raise BadArgument(f"Unsupported argument: {name}")
        if not pending:
            raise BadArgument(f"No value for argument: {name}")
        if name in ("--bind", "--extra"):
            bound = _bind(pending.pop(0), context.device.api_level)
            (values if name == "--bind" else extras).update([bound])
        else:
            options[name] = pending.pop(0)
    if "--uri" not in options:
        raise BadArgument("Content provider URI not specified. Did you specify --uri argument?")
    return verb, options, values, extras


async def _stub(context: Context, uri: str, extras: dict[str, Any]) -> int:
    """``call`` on the provider of a stub (samples/oaid-stub, account-stub), which answers adb alone."""
    owner = uri.removeprefix("content://").removesuffix(".harness")
    if context.device.packages.get(owner) is None:
        await _provider_failed(context, uri, _NO_PROVIDER)
        return 0
    if "account" in extras:
        accounts = context.device.state.get("accounts", [])
        context.device.state.put("accounts", [*accounts, {"name": extras["account"], "type": owner}])
    await context.line("Result: Bundle[{set=true}]")
    return 0


def _bind(text: str, api_level: int) -> tuple[str, Any]:
    """``NAME:TYPE:VALUE`` as ``Content.java`` reads it: since Android 11 with escapes and exactly three parts."""
    parts = _split(text) if api_level >= _ESCAPES_SINCE else text.split(":", 2)
    if len(parts) != 3 or not text:
        raise BadArgument(f"Binding not well formed: {text}")
    name, kind, value = parts
    if kind not in ("s", "i", "l", "f", "d", "b") and not (kind == "n" and api_level >= _ESCAPES_SINCE):
        raise BadArgument(f"Unsupported type: {kind}")
    try:
        converted: Any = {"i": int, "l": int, "f": float, "d": float}.get(kind, str)(value)
    except ValueError:
        raise BadArgument(f'For input string: "{value}"') from None
    return name, None if kind == "n" else value == "true" if kind == "b" else converted


def _split(text: str) -> list[str]:
    parts, escaped = [""], False
    for char in text:
        if escaped or char not in "\\:":
            parts[-1] += char
            escaped = False
        elif char == "\\":
            escaped = True
        else:
            parts.append("")
    if escaped:
        raise BadArgument("Invalid escaping")
    return parts
