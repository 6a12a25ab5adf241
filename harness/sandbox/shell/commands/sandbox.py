"""``cmd``: the services' command lines, and the sandbox's own (docs/architecture.md)."""

from __future__ import annotations

import json
import re
import time
from dataclasses import asdict

from harness.sandbox.shell.registry import Context, service
from harness.sandbox.system.processes import Process

from . import activity, package
from .services import SERVICES
from .settings import appops, settings

_SECONDS = re.compile(r"\d{1,4}(\.\d{1,6})?")


@service("cmd")
async def cmd(context: Context) -> int:
    """``cmd SERVICE ...``."""
    service, args = (context.args[0], context.args[1:]) if context.args else ("-l", [])
    if service == "sandbox":
        return await _sandbox(context, args)
    if service == "package":
        return await package.run(context, args)
    if service == "activity":
        return await activity.run(context, args)
    if service in SERVICES:
        return await SERVICES[service](context, args)
    if service in ("settings", "appops"):
        context.args = args
        return await (settings if service == "settings" else appops)(context)
    if service == "alarm":
        return await _alarm(context, args)
    if service == "-l":
        names = ("activity", "alarm", "appops", "location", "package", "phone", "sandbox", "settings", "wifi")
        await context.print("Currently running services:\n" + "".join(f"  {name}\n" for name in names))
        return 0
    await context.error(f"cmd: Can't find service: {service}")
    return 20


async def _alarm(context: Context, args: list[str]) -> int:
    """``cmd alarm set-time MILLISECONDS``: set the clock."""
    if len(args) != 2 or args[0] != "set-time" or not args[1].isdigit():
        await context.error("Alarm manager service (alarm) commands:\n  set-time TIME")
        return 255
    context.device.set_clock(int(args[1]) / 1000)
    return 0


async def _sandbox(context: Context, args: list[str]) -> int:
    device = context.device
    match args:
        case ["seed", name]:
            return await _seed(context, name)
        case ["hold", "--clear"]:
            device.processes.release_all()
        case ["hold", name]:
            device.processes.hold(name)
        case ["held", *wait] if not wait or (wait[0] == "--wait" and len(wait) == 2 and _SECONDS.fullmatch(wait[1])):
            for process in await device.processes.wait_held(min(float(wait[1]) if wait else 0.0, 60)):
                await context.line(f"{process.pid} {process.name} {process.package.name}")
        case ["resume", pid]:
            if (found := await _process(context, pid)) is None:
                return 1
            found.released.set()
        case ["routed", pid]:
            if (found := await _process(context, pid)) is None:
                return 1
            await device.processes.route(found)
        case ["processes"]:
            for process in device.processes.all():
                row = {
                    "pid": process.pid, "process": process.name, "package": process.package.name, "held": process.held,
                    "isolated": process.isolated, "age": round(time.monotonic() - process.began, 3),
                }  # fmt: skip
                await context.line(json.dumps(row))
        case ["exits"]:
            for row in device.processes.exits:
                await context.line(json.dumps(row))
        case ["network"]:
            await context.line(device.since_reset.network)
        case ["network", "live" | "sinkhole" | "routed" as mode]:
            device.since_reset.network = mode
        case ["reset"]:
            await device.reset()
        case ["install", "allow" | "forbid" as word]:
            device.since_reset.install_blocked = word == "forbid"
        case ["free", kib] if kib.isdigit():
            device.vfs.free_kib = int(kib)
        case ["sms", sender, text]:
            device.providers.insert("content://sms/inbox", {"address": sender, "body": text})
        case ["confinement"]:
            await context.line(json.dumps(asdict(await device.cage.effective(device.since_reset.network))))
        case ["attempts"]:
            for attempt in device.cage.attempts.all():
                await context.line(json.dumps(asdict(attempt)))
        case ["denied"]:
            for row in device.calls.denied:
                await context.line(json.dumps(row))
        case _:
            await context.error(
                "usage: cmd sandbox seed FILE | hold PACKAGE | hold --clear | held [--wait SECONDS] | processes | "
                "resume PID | routed PID | exits | network [live|sinkhole|routed] | reset | denied | "
                "confinement | attempts | "
                "sms SENDER TEXT | free KIB | install allow|forbid"
            )
            return 1
    return 0


async def _process(context: Context, pid: str) -> Process | None:
    found = context.device.processes.by_pid(int(pid)) if pid.isdigit() else None
    if found is None:
        await context.error(f"cmd sandbox: no process {pid}")
    return found


async def _seed(context: Context, name: str) -> int:
    try:
        document = json.loads(context.device.vfs.read_bytes(context.path(name)))
        context.device.seed(document)
    except (ValueError, RecursionError) as error:
        await context.error(f"cmd sandbox: {name}: {error}")
        return 1
    return 0
