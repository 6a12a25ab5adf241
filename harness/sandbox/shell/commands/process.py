"""Commands about processes, time and the machine."""

from __future__ import annotations

import asyncio
import re
import signal
import time

from harness.sandbox.disk.mounts import ZYGOTE, ZYGOTE64
from harness.sandbox.shell.registry import Context, UsageError, command, flags

from .files import user_name

#: Processes that always run besides init and adbd.
SYSTEM = {"zygote64": ZYGOTE64, "zygote": ZYGOTE}
ISOLATED_USER = "u0_i0"


@command("true", ":")
async def true(_context: Context) -> int:
    """Succeed."""
    return 0


@command("false")
async def false(_context: Context) -> int:
    """Fail."""
    return 1


@command("sleep")
async def sleep(context: Context) -> int:
    """Wait a number of seconds."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd]?)", context.args[0] if context.args else "")
    if match is None:
        raise UsageError(f"invalid number '{context.args[0] if context.args else ''}'")
    await asyncio.sleep(min(float(match[1]) * {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}[match[2]], 86400))
    return 0


@command("uname")
async def uname(context: Context) -> int:
    """The kernel's name."""
    found, _ = flags(context.args, "asnrvmo")
    values = {"s": "Linux", "n": "localhost", "r": "5.4.0-harness-sandbox", "v": "#1 SMP PREEMPT", "m": "x86_64"}
    wanted = "snrvm" if "a" in found else "".join(key for key in "snrvm" if key in found) or "s"
    await context.line(" ".join(values[key] for key in wanted) + (" Android" if "a" in found else ""))
    return 0


@command("date")
async def date(context: Context) -> int:
    """The time; ``+FORMAT`` in a format of one's own; ``@SECONDS`` sets it."""
    wanted = next((arg[1:] for arg in context.args if arg.startswith("@")), None)
    if wanted is not None:
        try:
            context.device.set_clock(float(wanted))
        except ValueError:
            raise UsageError(f"bad date '@{wanted}'") from None
    form = next((arg[1:] for arg in context.args if arg.startswith("+")), "%a %b %e %H:%M:%S %Z %Y")
    now = context.device.now()
    form = form.replace("%s", str(int(now))).replace("%N", f"{int(now % 1 * 1e9):09d}")
    await context.line(time.strftime(form, time.gmtime(now) if "-u" in context.args else time.localtime(now)))
    return 0


@command("pwd")
async def pwd(context: Context) -> int:
    """The working directory."""
    await context.line(context.shell.cwd)
    return 0


@command("uptime")
async def uptime(context: Context) -> int:
    """Seconds since the device started."""
    await context.line(
        f" up {int(time.time() - context.device.started) // 60} min,  0 users,  load average: 0.00, 0.00, 0.00"
    )
    return 0


@command("pidof")
async def pidof(context: Context) -> int:
    """Pids of processes by name; 1 when there is none."""
    names = [arg for arg in context.args if not arg.startswith("-")]
    pids = [str(item.pid) for item in context.device.processes.all() if item.name in names]
    pids += [str(pid) for name, pid in SYSTEM.items() if name in names]
    pids += [str(item.pid) for item in context.device.programs.all() if item.name in names]
    if pids:
        await context.line(" ".join(pids))
    return 0 if pids else 1


@command("pgrep")
async def pgrep(context: Context) -> int:
    """Pids of processes whose name matches."""
    operands = [arg for arg in context.args if not arg.startswith("-")]
    if len(operands) != 1:
        raise UsageError("Needs 1 argument")
    try:
        pattern = re.compile(operands[0])
    except re.error:
        raise UsageError(f"bad regex '{operands[0]}'") from None
    pids = [item.pid for item in context.device.processes.all() if pattern.search(item.name)]
    await context.print("".join(f"{pid}\n" for pid in pids))
    return 0 if pids else 1


@command("ps")
async def ps(context: Context) -> int:
    """The processes; ``-A`` and ``-e`` are the default, ``-o`` chooses columns, ``-p`` one pid."""
    args = list(context.args)
    columns = ["USER", "PID", "PPID", "VSZ", "RSS", "WCHAN", "ADDR", "S", "NAME"]
    wanted: str | None = None
    while args:
        arg = args.pop(0)
        if arg == "-o" and args:
            columns = [name.strip().upper() for name in args.pop(0).split(",")]
        elif arg == "-p" and args:
            wanted = args.pop(0)
    rows = [("root", 1, 0, "S", "init"), ("root", 2, 1, "S", "adbd")]
    rows += [("root", pid, 1, "S", name) for name, pid in SYSTEM.items()]
    rows += [
        (ISOLATED_USER if p.isolated else user_name(p.package.uid), p.pid, ZYGOTE64, "S", p.name)
        for p in context.device.processes.all()
    ]
    rows += [("root", item.pid, 1, "S", item.name) for item in context.device.programs.all()]
    table = [columns]
    for user, pid, parent, status, name in rows:
        if wanted is not None and str(pid) != wanted:
            continue
        values = {
            "USER": user,
            "PID": str(pid),
            "PPID": str(parent),
            "S": status,
            "NAME": name,
            "ARGS": name,
            "CMD": name,
        }
        table.append([values.get(column, "0") for column in columns])
    widths = [max(len(row[number]) for row in table) for number in range(len(columns))]
    for row in table:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        await context.line(" ".join(cells).rstrip())
    return 0 if len(table) > 1 else 1


@command("kill", "killall", "pkill")
async def kill(context: Context) -> int:
    """Send a signal to apps, by pid or (killall, pkill) by name."""
    number = int(signal.SIGTERM)
    targets: list[str] = []
    for arg in context.args:
        word = arg[1:].upper().removeprefix("SIG") if arg.startswith("-") else ""
        if word.isdigit():
            number = int(word)
        elif word and f"SIG{word}" in signal.Signals.__members__:
            number = int(signal.Signals[f"SIG{word}"])
        elif not arg.startswith("-"):
            targets.append(arg)
        elif word not in ("F", "S", "9"):
            raise UsageError(f"bad signal '{arg[1:]}'")
    if not 0 <= number < 65:
        raise UsageError(f"bad signal '{number}'")
    code = 0
    for target in targets:
        by_name = context.name != "kill"
        processes = [p for p in context.device.processes.all() if (p.name if by_name else str(p.pid)) == target]
        programs = [p for p in context.device.programs.all() if (p.name if by_name else str(p.pid)) == target]
        for program in programs:
            await context.device.programs.end(program)
        if not processes and not programs:
            await context.error(f"{context.name}: {target}: No such process")
            code = 1
        for process in processes:
            context.device.processes.end(process, number)
    return code


@command("printenv", "env")
async def env(context: Context) -> int:
    """The shell's variables."""
    for name, value in context.shell.variables.items():
        await context.line(f"{name}={value}")
    return 0


@command("ifconfig", "ip")
async def ip(context: Context) -> int:
    """The address of wlan0, from the device state."""
    address = str(context.device.state.get("wifi.ip", "10.0.2.16"))
    mac = str(context.device.state.get("wifi.mac", ""))
    if context.name == "ifconfig":
        await context.print(
            f"wlan0     Link encap:Ethernet  HWaddr {mac}\n          inet addr:{address}  Mask:255.255.255.0\n"
        )
    else:
        await context.print(
            f"2: wlan0: <BROADCAST,MULTICAST,UP>\n    link/ether {mac}\n    inet {address}/24 scope global wlan0\n"
        )
    return 0
