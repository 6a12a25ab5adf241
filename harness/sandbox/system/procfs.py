"""The few files of /proc that tools read, written anew whenever a command is about to read one."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from harness.sandbox import caller

from .device import Device
from .processes import Process

_NET = ("tcp", "tcp6", "udp", "udp6")
_NO_TABLE = re.compile(r"/proc/(\d+|self|sys)/")


def refresh(device: Device, args: list[str]) -> None:
    """Write ``/proc`` for a command that names something in it: boot id, mounts of each process, the apps' sockets.

    The tables of sockets, which take longest, are left as they are where all that is named lies elsewhere, or is
    another one of them: a run reads each of them again and again.
    """
    if not any("/proc" in arg for arg in args):
        return
    with caller.acting(caller.ROOT, caller.INIT):
        _write(device)
        named = [arg for arg in args if "/proc" in _NO_TABLE.sub("", arg) or ".." in arg]
        if named:
            _write_tables(device, named)


def _write(device: Device) -> None:
    vfs = device.vfs
    vfs.makedirs("/proc/sys/kernel/random")
    vfs.write_bytes("/proc/sys/kernel/random/boot_id", f"{device.boot_id}\n".encode())
    vfs.makedirs("/sys/class/net/wlan0")
    vfs.write_bytes("/sys/class/net/wlan0/address", f"{device.state.get('wifi.mac', '')}\n".encode())
    alive = set(device.mounts.spaces())
    for name in vfs.listdir("/proc"):
        if name.isdigit() and int(name) not in alive:
            vfs.rmtree(f"/proc/{name}")
    for pid in alive:
        vfs.makedirs(f"/proc/{pid}")
        vfs.write_bytes(f"/proc/{pid}/mounts", device.mounts.text(pid).encode())
    vfs.makedirs("/proc/self/ns")
    vfs.symlink(os.readlink("/proc/self/ns/net"), "/proc/self/ns/net")  # noqa: PTH115 - no file; apps share it


def _write_tables(device: Device, named: list[str]) -> None:
    vfs, tables = device.vfs, [f"/proc/net/{name}" for name in _NET]
    vfs.makedirs("/proc/net")
    owners = _sockets(device.processes.all())
    # A pattern or a folder means any of them, and all have to be there before the first is read by its name.
    alone = set(named) <= set(tables) and all(map(vfs.exists, tables))
    for table in named if alone else tables:
        vfs.write_bytes(table, _table(Path(table), owners))


def _sockets(processes: list[Process]) -> dict[str, int]:
    """The uids of the apps' sockets, by inode."""
    found = {}
    for process in processes:
        with contextlib.suppress(OSError):
            for entry in Path(f"/proc/{process.pid}/fd").iterdir():
                with contextlib.suppress(OSError):
                    target = os.readlink(entry)  # noqa: PTH115 - socket:[N] is no path
                    if target.startswith("socket:["):
                        found[target[8:-1]] = process.package.uid
    return found


def _table(path: Path, owners: dict[str, int]) -> bytes:
    """This machine's table, only the apps' rows, with the apps' uids."""
    try:
        lines = path.read_text("ascii").splitlines()
    except OSError:
        return b""
    kept = lines[:1]
    for line in lines[1:]:
        words = line.split()
        if len(words) > 9 and words[9] in owners:
            before, _, after = line.partition(f" {words[7]} ")
            kept.append(f"{before} {owners[words[9]]} {after}")
    return ("\n".join(kept) + "\n").encode()
