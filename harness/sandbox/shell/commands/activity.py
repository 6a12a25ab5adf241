"""``am``, ``monkey``, ``cmd activity``: starting and stopping apps."""

from __future__ import annotations

import time
from collections.abc import Callable

from harness.sandbox.shell.registry import Context, service
from harness.sandbox.system.activities import LAUNCHER_CATEGORY, MAIN, ActivityError, Intent

from .dumpsys import activities_text

_EXTRA_FLAGS: dict[str, Callable[[str], object]] = {
    "--es": str, "-e": str, "--ei": int, "--el": int, "--ef": float, "--eu": str, "--ecn": str,
    "--ez": lambda text: text.lower() in ("true", "1", "t"),
}  # fmt: skip
_FIELDS = {"-n": "component", "-a": "action", "-d": "data", "-p": "package"}
_VALUE_FLAGS = {"-f", "-t", "--user", "--display", "-P", "--start-profiler", "-R", "--windowingMode", "--sampling"}


class _BadIntent(ValueError):
    """Arguments that are no intent."""


def _intent(args: list[str]) -> tuple[Intent, set[str]]:
    """The intent that ``am``'s arguments describe, and the flags among them. Raises _BadIntent."""
    intent, found = Intent(), set[str]()
    pending = list(args)

    def take(flag: str) -> str:
        if not pending:
            raise _BadIntent(f'Argument expected after "{flag}"')
        return pending.pop(0)

    while pending:
        arg = pending.pop(0)
        if arg in _FIELDS:
            setattr(intent, _FIELDS[arg], take(arg))
        elif arg == "-c":
            intent.categories.append(take(arg))
        elif arg in _EXTRA_FLAGS:
            name, text = take(arg), take(arg)
            try:
                intent.extras[name] = _EXTRA_FLAGS[arg](text)
            except ValueError:
                raise _BadIntent(f'For input string: "{text}"') from None
        elif arg in ("--esn",):
            intent.extras[take(arg)] = None
        elif arg in _VALUE_FLAGS:
            take(arg)
        elif arg.startswith("-"):
            found.add(arg)
        elif "/" in arg and not arg.startswith(("http:", "https:", "content:", "file:")) and ":" not in arg:
            intent.component = arg
        elif ":" in arg:
            intent.data = arg
        else:
            intent.package = arg
    return intent, found


@service("am")
async def am(context: Context) -> int:
    """The activity manager's command line."""
    return await run(context, context.args)


async def run(context: Context, args: list[str]) -> int:
    """Run one verb of the activity manager."""
    verb, rest = (args[0], args[1:]) if args else ("help", [])
    handler = _VERBS.get(verb)
    if handler is None:
        await context.error(
            f"Unknown command: {verb}" if args else "Activity manager (activity) commands: " + " ".join(_VERBS)
        )
        return 255
    try:
        return await handler(context, rest)
    except _BadIntent as error:
        await context.error(
            f"\nException occurred while executing '{verb}':\njava.lang.IllegalArgumentException: {error}"
        )
        return 255


async def _start(context: Context, args: list[str]) -> int:
    intent, found = _intent(args)
    begun = time.monotonic()
    await context.line(f"Starting: Intent {{ {intent} }}")
    if "-S" in found and intent.component:
        await _stop_package(context, intent.component.partition("/")[0])
    try:
        activity, again = context.device.activities.start(intent)
    except ActivityError as error:
        text = str(error)
        head = f"{error.code}\n" if error.code == "Error type 3" else ""
        await context.error(f"{head}Error: {text}")
        return 1
    if again:
        await context.error(
            "Warning: Activity not started, its current task has been brought to the front"
            if intent.action == MAIN
            else "Warning: Activity not started, intent has been delivered to currently running top-most instance."
        )
    if "-W" in found:
        launched = await context.device.activities.wait_launched(activity)
        spent = int((time.monotonic() - begun) * 1000)
        await context.line("Status: ok" if launched else "Status: timeout")
        await context.line(f"LaunchState: {'HOT' if again else 'COLD'}")
        await context.print(f"Activity: {activity.component}\nTotalTime: {spent}\nWaitTime: {spent}\nComplete\n")
    return 0


async def _stop_package(context: Context, package: str) -> None:
    await context.device.processes.end_package(package)
    context.device.activities.drop_package(package)


async def _force_stop(context: Context, args: list[str]) -> int:
    for name in [arg for arg in args if not arg.startswith("-") and arg not in ("0", "all", "current")]:
        await _stop_package(context, name)
    return 0


async def _kill(context: Context, args: list[str]) -> int:
    """Kill what is in the background; what is in front lives on, as on Android."""
    top = context.device.activities.top()
    for name in [arg for arg in args if not arg.startswith("-")]:
        if top is None or top.package.name != name:
            await context.device.processes.end_package(name)
    return 0


async def _broadcast(context: Context, args: list[str]) -> int:
    intent, _ = _intent(args)
    package = context.device.packages.get((intent.component or "").partition("/")[0])
    if package is not None:
        context.device.components.broadcast(package, intent)
    await context.print(f"Broadcasting: Intent {{ {intent} }}\nBroadcast completed: result=0\n")
    return 0


async def _service(context: Context, args: list[str]) -> int:
    intent, _ = _intent(args)
    await context.line(f"Starting service: Intent {{ {intent} }}")
    package = context.device.packages.get((intent.component or "").partition("/")[0])
    if package is not None and context.device.components.start(package, intent):
        return 0
    await context.error("Error: Not found; no service started.")
    return 255


async def _current_user(context: Context, _args: list[str]) -> int:
    await context.line("0")
    return 0


async def _stack(context: Context, _args: list[str]) -> int:
    await context.print(activities_text(context.device))
    return 0


async def _nothing(_context: Context, _args: list[str]) -> int:
    return 0


_VERBS = {
    "start": _start, "start-activity": _start, "force-stop": _force_stop, "kill": _kill, "broadcast": _broadcast,
    "startservice": _service, "start-service": _service, "start-foreground-service": _service,
    "set-debug-app": _nothing, "clear-debug-app": _nothing, "get-current-user": _current_user, "stack": _stack,
    "wait-for-broadcast-idle": _nothing, "idle-maintenance": _nothing, "send-trim-memory": _nothing,
}  # fmt: skip


@service("monkey")
async def monkey(context: Context) -> int:
    """``monkey -p PKG -c android.intent.category.LAUNCHER 1``: start an app as its icon does. No random events."""
    args = list(context.args)
    name = args[args.index("-p") + 1] if "-p" in args[:-1] else ""
    package = context.device.packages.get(name)
    entry = package.launcher() if package else None
    await context.line(f"  bash arg: {' '.join(args)}")
    if package is None or entry is None:
        await context.error("** No activities found to run, monkey aborted.")
        return 252
    count = int(args[-1]) if args[-1].isdigit() else 1
    if count > 1:
        await context.error("** the sandbox's monkey starts apps and injects no random events")
        return 1
    context.device.activities.start(Intent(f"{name}/{entry.name}", MAIN, categories=[LAUNCHER_CATEGORY]))
    await context.print(
        "Events injected: 1\n## Network stats: elapsed time=10ms (0ms mobile, 0ms wifi, 10ms not connected)\n"
    )
    return 0
