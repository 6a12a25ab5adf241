"""``cmd sandbox``: what the harness asks of the sandbox and no Android has (docs/architecture.md)."""

from __future__ import annotations

import json
import re
import time
from dataclasses import asdict

from harness.sandbox.shell.registry import Context
from harness.sandbox.system.processes import Process

_SECONDS = re.compile(r"\d{1,4}(\.\d{1,6})?")


async def run(context: Context, args: list[str]) -> int:
    """Run one verb of the sandbox's own."""
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
