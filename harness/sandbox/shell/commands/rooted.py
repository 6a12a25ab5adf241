"""Commands that only root may run: mounts, namespaces, packet rules, reboot; and who is root."""

from __future__ import annotations

import re

from harness.sandbox import caller
from harness.sandbox.shell.registry import Context, UsageError, command, flags
from harness.sandbox.system.firewall import RuleError


async def _refused(context: Context, what: str) -> bool:
    """Say no to whoever is not root."""
    if caller.uid.get() == caller.ROOT:
        return False
    await context.error(f"{context.name}: {what}: Permission denied")
    return True


@command("mount")
async def mount(context: Context) -> int:
    """``mount``: list; ``-t tmpfs SOURCE DIR``; ``--bind`` or ``-o bind SOURCE DIR``. Remounting changes nothing."""
    device = context.device
    if not context.args:
        await context.print(device.mounts.text(caller.namespace.get()))
        return 0
    words, kind, bind, remount = list(context.args), "", False, False
    operands: list[str] = []
    while words:
        word = words.pop(0)
        if word == "-t" and words:
            kind = words.pop(0)
        elif word == "-o" and words:
            options = words.pop(0).split(",")
            bind, remount = bind or "bind" in options, remount or "remount" in options
        elif word in ("--bind", "-B"):
            bind = True
        elif not word.startswith("-"):
            operands.append(word)
    if await _refused(context, f"'{operands[0] if operands else ''}'"):
        return 1
    if remount:
        return 0
    if len(operands) != 2:
        raise UsageError("Needs SOURCE and DIR")
    target = device.vfs.resolve(context.path(operands[1]))
    if not device.vfs.is_dir(target):
        await context.error(f"mount: '{operands[0]}'->'{operands[1]}': No such file or directory")
        return 1
    if bind:
        origin = device.vfs.resolve(context.path(operands[0]))
        device.mounts.bind(device.vfs.host_path(origin), device.mounts.source_of(origin), target)
    elif kind == "tmpfs":
        device.mounts.tmpfs(operands[0], target)
    else:
        await context.error(f"mount: '{operands[0]}'->'{operands[1]}': No such device")
        return 1
    return 0


@command("umount")
async def umount(context: Context) -> int:
    """Take a mount away; ``-l`` also while it is in use, which here it never is."""
    _, names = flags(context.args, "lfrv")
    if await _refused(context, names[0] if names else ""):
        return 1
    code = 0
    for name in names:
        if not context.device.mounts.unmount(context.device.vfs.resolve(context.path(name))):
            await context.error(f"umount: {name}: Invalid argument")
            code = 1
    return code


@command("nsenter")
async def nsenter(context: Context) -> int:
    """``nsenter --mount=/proc/PID/ns/mnt -- COMMAND`` or ``-t PID -m COMMAND``: run in a process's mounts."""
    words, pid = list(context.args), 0
    while words and words[0].startswith("-"):
        word = words.pop(0)
        found = re.fullmatch(r"--mount=/proc/(\d+)/ns/mnt", word)
        if found:
            pid = int(found[1])
        elif word == "-t" and words:
            pid = int(words.pop(0)) if words[0].isdigit() else 0
        elif word == "--":
            break
    if await _refused(context, f"/proc/{pid}/ns/mnt"):
        return 1
    if pid not in context.device.mounts.spaces():
        await context.error(f"nsenter: /proc/{pid}/ns/mnt: No such file or directory")
        return 1
    with caller.acting(new_namespace=pid):
        return await context.shell.execute(words, context.channels)


@command("iptables", "ip6tables")
async def iptables(context: Context) -> int:
    """The packet filter's tables: kept and shown, without effect on apps."""
    if caller.uid.get() != caller.ROOT:
        await context.error(f"Fatal: can't open lock file /system/etc/xtables.lock: Permission denied ({context.name})")
        return 4
    firewall = context.device.firewall if context.name == "iptables" else context.device.firewall6
    try:
        await context.print(firewall.run(context.name, context.args))
    except RuleError as error:
        await context.error(str(error))
        return error.code
    return 0


@command("reboot")
async def reboot(context: Context) -> int:
    """Start the device anew: apps end, mounts, rules and volatile properties go, and adb is disconnected."""
    if await _refused(context, "reboot"):
        return 1
    await context.device.reboot()
    return 0


@command("setenforce")
async def setenforce(context: Context) -> int:
    """SELinux's mode."""
    if await _refused(context, "setenforce"):
        return 1
    context.device.since_boot.selinux = "Enforcing" if context.args[:1] in (["1"], ["Enforcing"]) else "Permissive"
    return 0


@command("getenforce")
async def getenforce(context: Context) -> int:
    """SELinux's mode."""
    await context.line(context.device.since_boot.selinux)
    return 0


@command("id")
async def id_command(context: Context) -> int:
    """Who the shell is."""
    number = caller.uid.get()
    name = {caller.ROOT: "root", caller.SHELL: "shell"}.get(number, str(number))
    if "-u" in context.args or "-g" in context.args or "-un" in context.args:
        await context.line(name if "-n" in context.args or "-un" in context.args else str(number))
    elif number == caller.ROOT:
        await context.line("uid=0(root) gid=0(root) groups=0(root),1004(input),2000(shell) context=u:r:su:s0")
    else:
        await context.line("uid=2000(shell) gid=2000(shell) groups=2000(shell),1004(input) context=u:r:shell:s0")
    return 0


@command("whoami")
async def whoami(context: Context) -> int:
    """Who the shell is."""
    await context.line("root" if caller.uid.get() == caller.ROOT else "shell")
    return 0
