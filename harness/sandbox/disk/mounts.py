"""What is mounted where, in each process's mount namespace.

Up to Android 13 what init mounts reaches every process; what lies in an APEX is private to each namespace, and a new
app has a copy of its zygote's (AOSP ``Zygote.cpp``; https://httptoolkit.com/blog/android-14-install-system-ca-certificate/).
A mount is a directory of this machine that is seen at a path of the device.
"""

from __future__ import annotations

import itertools
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harness.sandbox import caller

ZYGOTE64: Final = 3
ZYGOTE: Final = 4
_SYSTEM = (caller.INIT, 2, ZYGOTE64, ZYGOTE)
_PRIVATE: Final = "/apex/"
_BASE = "/dev/block/dm-0 / ext4 ro,seclabel,relatime 0 0\n/dev/block/dm-5 /data f2fs rw 0 0\n"


@dataclass(frozen=True, slots=True)
class Mount:
    """One mount: its source as ``/proc/mounts`` shows it, its kind, its place on the device and on this machine."""

    source: str
    target: str
    kind: str
    host: Path


class Mounts:
    """The mount namespaces of one device."""

    def __init__(self, directory: Path) -> None:
        #: Where what is mounted lies on this machine.
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        self._numbers = itertools.count(1)
        self._spaces: dict[int, list[Mount]] = {pid: [] for pid in _SYSTEM}

    def spaces(self) -> list[int]:
        """The pids that have a namespace."""
        return list(self._spaces)

    def find(self, path: str) -> tuple[str, Path] | None:
        """The mount that covers a canonical path in the caller's namespace: its target and its directory here."""
        table = self._spaces.get(caller.namespace.get()) or []
        for mount in reversed(table):
            if path == mount.target or path.startswith(mount.target + "/"):
                return mount.target, mount.host
        return None

    def tmpfs(self, source: str, target: str) -> None:
        """Mount a new, empty file system."""
        host = self.directory / f"tmpfs-{next(self._numbers)}"
        host.mkdir(parents=True)
        self._add(Mount(source, target, "tmpfs", host))

    def bind(self, origin: Path, shown: str, target: str) -> None:
        """Show a directory at another place; ``shown`` is the source that ``/proc/mounts`` names."""
        self._add(Mount(shown, target, "tmpfs" if shown != "/dev/block/dm-0" else "ext4", origin))

    def source_of(self, path: str) -> str:
        """The source that a bind of this path has."""
        table = self._spaces.get(caller.namespace.get()) or []
        covering = [mount for mount in table if path == mount.target or path.startswith(mount.target + "/")]
        return covering[-1].source if covering else "/dev/block/dm-0"

    def unmount(self, target: str) -> bool:
        """Take the newest mount of a place away, where the caller's namespace reaches; False when there is none."""
        here = self._spaces.get(caller.namespace.get()) or []
        last = next((mount for mount in reversed(here) if mount.target == target), None)
        if last is None:
            return False
        for table in self._reached(target):
            if last in table:
                table.remove(last)
        return True

    def _add(self, mount: Mount) -> None:
        for table in self._reached(mount.target):
            table.append(mount)

    def _reached(self, target: str) -> list[list[Mount]]:
        pid = caller.namespace.get()
        if pid == caller.INIT and not target.startswith(_PRIVATE):
            return list(self._spaces.values())
        return [self._spaces[pid]] if pid in self._spaces else []

    def fork(self, pid: int) -> None:
        """Give a new app a copy of its zygote's mounts."""
        self._spaces[pid] = list(self._spaces[ZYGOTE64])

    def end(self, pid: int) -> None:
        """Forget an ended app's mounts."""
        self._spaces.pop(pid, None)

    def text(self, pid: int) -> str:
        """``/proc/PID/mounts``."""
        rows = [f"{mount.source} {mount.target} {mount.kind} rw,relatime 0 0\n" for mount in self._spaces.get(pid, [])]
        return _BASE + "".join(rows)

    def reset(self) -> None:
        """A new device, or a reboot: nothing is mounted."""
        for pid in list(self._spaces):
            if pid in _SYSTEM:
                self._spaces[pid] = []
            else:
                del self._spaces[pid]
        self._numbers = itertools.count(1)
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir(parents=True, exist_ok=True)
