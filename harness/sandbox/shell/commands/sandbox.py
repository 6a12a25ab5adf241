"""``cmd sandbox``: what the harness asks of the sandbox and no Android has (docs/architecture.md)."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Iterable
from dataclasses import asdict

from harness.errors import HarnessError
from harness.sandbox.runtime.translate import left_out
from harness.sandbox.shell.registry import Context
from harness.sandbox.system.device import Device
from harness.sandbox.system.processes import Process

_SECONDS = re.compile(r"\d{1,4}(\.\d{1,6})?")


async def run(context: Context, args: list[str]) -> int:
    """Run one verb of the sandbox's own."""
    device = context.device
    match args:
        case ["seed", name]:
            return await _seed(context, name)
        case ["held", *wait] if not wait or (wait[0] == "--wait" and len(wait) == 2 and _SECONDS.fullmatch(wait[1])):
            for process in await device.processes.wait_held(min(float(wait[1]) if wait else 0.0, 60)):
                await context.line(f"{process.pid} {process.name} {process.package.name}")
        case ["prepared", name, *wait] if not wait or (wait[0] == "--wait" and _SECONDS.fullmatch(wait[-1])):
            await context.line(json.dumps(await _prepared(device, name, float(wait[-1]) if wait else 0.0)))
        case ["resume", pid]:
            if (found := await _process(context, pid)) is None:
                return 1
            found.released.set()
        case ["routed", pid]:
            if (found := await _process(context, pid)) is None:
                return 1
            await device.processes.route(found)
        case [("processes" | "exits" | "network" | "confinement" | "attempts" | "denied" | "shells") as what]:
            for line in await _told(context, what):
                await context.line(line)
        case ["reset"]:
            await device.reset()
        case _ if not _set(device, args):
            await context.error(
                "usage: cmd sandbox seed FILE | hold PACKAGE | hold --clear | held [--wait SECONDS] | processes | "
                "prepared PACKAGE [--wait SECONDS] | resume PID | routed PID | exits | "
                "network [live|sinkhole|routed] | reset | denied | shells | "
                "confinement | attempts | "
                "sms SENDER TEXT | free KIB | install allow|forbid"
            )
            return 1
    return 0


async def _prepared(device: Device, name: str, seconds: float) -> dict[str, object]:
    """Whether a package's code can run: ``state`` (``ready``, ``translating``, ``failed``), why, what was left out."""
    package = device.packages.get(name)
    if package is None:
        return {"state": "failed", "why": f"there is no package {name}"}
    done, _ = await asyncio.wait([device.processes.prepare(package)], timeout=min(seconds, 60))
    if not done:
        return {"state": "translating"}
    try:
        code = done.pop().result()
    except (HarnessError, RuntimeError) as error:
        return {"state": "failed", "why": str(error)}
    return {"state": "ready", "left_out": await asyncio.to_thread(left_out, code)}


async def _told(context: Context, what: str) -> list[str]:
    """Return the lines that answer a question."""
    device = context.device
    if what == "network":
        return [device.since_reset.network]
    if what == "confinement":
        return [json.dumps(asdict(await device.cage.effective(device.since_reset.network)))]
    rows: dict[str, Iterable[object]] = {
        "processes": map(_row, device.processes.all()),
        "exits": device.processes.exits,
        "attempts": map(asdict, device.cage.attempts.all()),
        "denied": device.calls.denied,
        "shells": ({"method": name, "calls": calls} for name, calls in device.calls.shells().items()),
    }
    return [json.dumps(row) for row in rows[what]]


def _set(device: Device, args: list[str]) -> bool:
    """Set what the device does from now on; return whether ``args`` name such a thing."""
    match args:
        case ["hold", "--clear"]:
            device.processes.release_all()
        case ["hold", name]:
            device.processes.hold(name)
        case ["network", "live" | "sinkhole" | "routed" as mode]:
            device.since_reset.network = mode
        case ["install", "allow" | "forbid" as word]:
            device.since_reset.install_blocked = word == "forbid"
        case ["free", kib] if kib.isdigit():
            device.vfs.free_kib = int(kib)
        case ["sms", sender, text]:
            device.providers.insert("content://sms/inbox", {"address": sender, "body": text})
        case _:
            return False
    return True


def _row(process: Process) -> dict[str, object]:
    return {
        "pid": process.pid, "process": process.name, "package": process.package.name, "held": process.held,
        "isolated": process.isolated, "age": round(time.monotonic() - process.began, 3),
    }  # fmt: skip


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
