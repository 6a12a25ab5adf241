"""``input``, ``uiautomator``, ``screencap``, ``logcat``: the screen and the log."""

from __future__ import annotations

import asyncio
import time

from harness.sandbox.shell.registry import Context, UsageError, service
from harness.sandbox.system.logbuffer import PRIORITIES, LogLine
from harness.sandbox.ui import touch, xmldump
from harness.sandbox.ui.windows import windows

_SOURCES = {"touchscreen", "keyboard", "mouse", "touchpad", "dpad", "stylus", "trackball", "gamepad", "joystick"}


@service("input")
async def input_command(context: Context) -> int:
    """``input tap|swipe|text|keyevent|press``."""
    args = list(context.args)
    while args and (args[0] in _SOURCES or args[0] == "-d"):
        del args[: 2 if args[0] == "-d" else 1]
    verb, rest = (args[0], args[1:]) if args else ("", [])
    if verb in ("tap", "swipe", "draganddrop"):
        needed = 2 if verb == "tap" else 4
        numbers = [_coordinate(word) for word in rest]
        if len(numbers) < needed:
            await context.error(f"Error: Invalid arguments for command: {verb}")
            return 255
        if verb == "tap":
            await touch.tap(context.device, numbers[0], numbers[1])
            return 0
        x1, y1, x2, y2 = numbers[:4]
        held = numbers[4] if len(numbers) > 4 else 300
        if abs(x1 - x2) + abs(y1 - y2) < 20:  # a finger that stays: a tap, or a long press after half a second
            await touch.tap(context.device, x1, y1, long=held >= 500)
        else:
            await touch.swipe(context.device, x1, y1, x2, y2)
    elif verb == "text" and rest:
        await touch.text(context.device, rest[0])
    elif verb == "keyevent" and rest:
        for word in [word for word in rest if not word.startswith("--")]:
            name = touch.key_name(word)
            if name is None:
                await context.error(f"Error: Unknown keycode: {word}")
                return 255
            await touch.key(context.device, name)
    elif verb in ("press", "roll", "motionevent"):
        return 0
    else:
        await context.error(
            f"Error: Unknown command: {verb}" if verb else "Usage: input [<source>] <command> [<arg>...]"
        )
        return 255
    return 0


def _coordinate(word: str) -> int:
    try:
        return int(float(word))
    except (ValueError, OverflowError):
        raise UsageError(f'Error: Invalid coordinate: "{word}"', 255) from None


@service("uiautomator")
async def uiautomator(context: Context) -> int:
    """``uiautomator dump [FILE]``: the view tree as XML; ``/dev/tty`` prints it."""
    args = [arg for arg in context.args if arg not in ("--compressed", "--windows")]
    if args[:1] != ["dump"]:
        await context.error("Usage: uiautomator dump [--verbose][file]")
        return 1
    target = args[1] if len(args) > 1 else "/sdcard/window_dump.xml"
    shown = await windows(context.device)
    if not shown:
        await context.error("ERROR: null root node returned by UiTestAutomationBridge.")
        return 0
    text = xmldump.dump(shown[-1])
    if target == "/dev/tty":
        await context.print(text)
    else:
        context.device.vfs.write_bytes(context.path(target), text.encode("utf-8", "replace"))
    await context.line(f"UI hierchary dumped to: {target}")
    return 0


@service("screencap")
async def screencap(context: Context) -> int:
    """``screencap [-p] [FILE]``: the screen as PNG; without ``-p`` and a name ending in ``.png`` as raw RGBA."""
    from harness.sandbox.ui import draw

    args = list(context.args)
    names: list[str] = []
    png = False
    while args:
        arg = args.pop(0)
        if arg == "-p":
            png = True
        elif arg == "-d" and args:
            args.pop(0)
        else:
            names.append(arg)
    shown = await windows(context.device)
    scene = draw.Scene(shown, time.strftime("%H:%M"), context.device.toast())
    data = await asyncio.to_thread(draw.png if png or (names and names[0].endswith(".png")) else draw.raw, scene)
    if names:
        context.device.vfs.write_bytes(context.path(names[0]), data)
    else:
        await context.stdout.write(data)
    return 0


@service("logcat")
async def logcat(context: Context) -> int:
    """``logcat [-d] [-c] [-v FORMAT] [-s] [-t N] [-T N|TIME] [--pid PID] [TAG:PRIORITY ...]``."""
    args = list(context.args)
    form, silent, dump, pid, count = "threadtime", False, False, None, None
    filters: dict[str, int] = {}
    while args:
        arg = args.pop(0)
        name, separator, attached = arg.partition("=")
        if arg in ("-c", "--clear"):
            context.device.log.reset()
            return 0
        if arg in ("-g", "-S", "-p"):
            await context.line("main: ring buffer is 1 MiB (0 B consumed)")
            return 0
        if arg == "-d":
            dump = True
        elif arg == "-s":
            silent = True
        elif name in ("-v", "--format", "-b", "--buffer", "-t", "-T", "--pid", "-e", "--regex", "-m", "-G"):
            if not separator and not args:
                raise UsageError(f"option requires an argument -- '{arg.lstrip('-')}'")
            value = attached if separator else args.pop(0)
            if name in ("-v", "--format"):
                form = value.split(",")[0]
            elif name == "--pid":
                pid = int(value) if value.isdigit() else -1
            elif name in ("-t", "-T"):
                dump = dump or name == "-t"
                count = int(value) if value.isdigit() else None
                filters.setdefault("", 0)
                if count is None:
                    context.shell.variables["_since"] = value
        elif arg.startswith("-v"):
            form = arg[2:]
        elif not arg.startswith("-"):
            tag, _, letter = arg.partition(":")
            level = PRIORITIES.find((letter or "V")[0].upper())
            filters[tag] = 2 if (letter or "V")[0] == "*" else max(level, 2)
    filters.pop("", None)
    if silent:
        filters.setdefault("*", PRIORITIES.index("S"))
    return await _follow(context, form, filters, pid, count, dump=dump)


async def _follow(
    context: Context, form: str, filters: dict[str, int], pid: int | None, count: int | None, *, dump: bool
) -> int:
    log = context.device.log
    since = context.shell.variables.pop("_since", "")

    def wanted(line: LogLine) -> bool:
        if pid is not None and line.pid != pid:
            return False
        if since and line.format("threadtime")[: len(since)] < since:
            return False
        return line.priority >= filters.get(line.tag, filters.get("*", 2))

    lines = log.since(0)
    number = lines[-1].number if lines else 0
    chosen = [line for line in lines if wanted(line)]
    if count is not None:
        chosen = chosen[max(0, len(chosen) - count) :]
    await context.line("--------- beginning of main")
    await context.print("".join(line.format(form) + "\n" for line in chosen))
    while not dump:
        await log.wait(number)
        lines = log.since(number)
        number = lines[-1].number
        await context.print("".join(line.format(form) + "\n" for line in lines if wanted(line)))
    return 0


@service("log")
async def log_command(context: Context) -> int:
    """``log [-p PRIORITY] [-t TAG] MESSAGE``: write a line to the log."""
    args = list(context.args)
    tag, priority = "log", 4
    while len(args) > 1 and args[0] in ("-p", "-t"):
        flag, value = args.pop(0), args.pop(0)
        if flag == "-t":
            tag = value
        else:
            priority = max(PRIORITIES.find(value[:1].upper()), 2)
    context.device.log.write(tag, " ".join(args), priority=priority, uid=0)
    return 0
