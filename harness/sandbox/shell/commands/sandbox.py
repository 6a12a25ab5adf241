"""``cmd``: the services' command lines, and the sandbox's own (docs/architecture.md)."""

from __future__ import annotations

import json

from harness.sandbox.shell.registry import Context, command

from . import activity, package
from .services import SERVICES
from .settings import appops, settings


@command("cmd")
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
    if service == "-l":
        await context.print(
            "Currently running services:\n  activity\n  appops\n  location\n  package\n  sandbox\n  settings\n"
        )
        return 0
    await context.error(f"cmd: Can't find service: {service}")
    return 20


async def _sandbox(context: Context, args: list[str]) -> int:
    device = context.device
    match args:
        case ["seed", name]:
            return await _seed(context, name)
        case ["hold", "--clear"]:
            device.processes.release_all()
        case ["hold", name]:
            device.processes.hold(name)
        case ["held"]:
            for process in device.processes.all():
                if process.held and process.waiting:
                    await context.line(f"{process.pid} {process.name}")
        case ["resume", pid]:
            found = device.processes.by_pid(int(pid)) if pid.isdigit() else None
            if found is None:
                await context.error(f"cmd sandbox: no process {pid}")
                return 1
            found.released.set()
        case ["exits"]:
            for row in device.processes.exits:
                await context.line(json.dumps(row))
        case ["network"]:
            await context.line(device.network)
        case ["network", "live" | "sinkhole" as mode]:
            device.network = mode
        case ["reset"]:
            await device.reset()
        case ["install", "allow" | "forbid" as word]:
            device.install_blocked = word == "forbid"
        case ["free", kib] if kib.isdigit():
            device.vfs.free_kib = int(kib)
        case ["denied"]:
            for row in device.calls.denied:
                await context.line(json.dumps(row))
        case _:
            await context.error(
                "usage: cmd sandbox seed FILE | hold PACKAGE | hold --clear | held | resume PID | exits | "
                "network [live|sinkhole] | reset | denied | free KIB | install allow|forbid"
            )
            return 1
    return 0


async def _seed(context: Context, name: str) -> int:
    try:
        document = json.loads(context.device.vfs.read_bytes(context.path(name)))
        context.device.seed(document)
    except (ValueError, RecursionError) as error:
        await context.error(f"cmd sandbox: {name}: {error}")
        return 1
    return 0
