"""``cmd``: the command lines of the system's services, and the sandbox's own."""

from __future__ import annotations

from harness.sandbox.shell.registry import Context, service

from . import activity, package, sandbox
from .services import SERVICES
from .settings import appops, settings


@service("cmd")
async def cmd(context: Context) -> int:
    """``cmd SERVICE ...``."""
    service, args = (context.args[0], context.args[1:]) if context.args else ("-l", [])
    if service == "sandbox":
        return await sandbox.run(context, args)
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
