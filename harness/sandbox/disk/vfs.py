"""The device's files: a tree below one directory of this machine that no path and no link leaves.

Every path of the device is walked component by component below the root; symbolic links are read and their targets
are taken as paths of the *device*. The last component is opened with ``O_NOFOLLOW``. Names are text with
``surrogateescape``, so that any bytes survive.
"""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from harness.sandbox import caller

from .mounts import Mounts

_MAX_LINKS = 40
_NAME_MAX = 255
_SHELL_WRITES = ("/data/local/tmp", "/storage/emulated")


@dataclass(frozen=True, slots=True)
class Entry:
    """What ``stat`` tells of a file; times in seconds since the epoch, sizes in bytes."""

    mode: int
    size: int
    mtime: float
    atime: float
    ctime: float
    nlink: int
    uid: int
    gid: int
    dev: int
    ino: int

    @property
    def is_dir(self) -> bool:
        """Whether it is a directory."""
        return stat.S_ISDIR(self.mode)

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link."""
        return stat.S_ISLNK(self.mode)


class Vfs:
    """Files below ``root``. Every method takes paths of the device and raises OSError as the kernel would."""

    def __init__(self, root: Path, mounts: Mounts | None = None) -> None:
        self.root = root
        self._mounts = mounts
        #: The free space that the device pretends to have; None is this machine's.
        self.free_kib: int | None = None
        root.mkdir(parents=True, exist_ok=True)
        self._owners: dict[str, tuple[int, int]] = {}
        self._modes: dict[str, int] = {}

    # -- paths ----------------------------------------------------------------------------------------------------

    def resolve(self, path: str, *, follow: bool = True, cwd: str = "/") -> str:
        """The canonical device path: absolute, without links (but for the last one, unless ``follow``).

        Raises OSError (ELOOP, ENAMETOOLONG, EINVAL) for a path that cannot name anything.
        """
        if "\0" in path:
            raise _error(errno.EINVAL, path)
        pending = [part for part in f"{cwd}/{path}".split("/") if part] if not path.startswith("/") else path.split("/")
        pending.reverse()
        done: list[str] = []
        links = 0
        while pending:
            part = pending.pop()
            if part in ("", "."):
                continue
            if part == "..":
                if done:
                    done.pop()
                continue
            if len(part.encode("utf-8", "surrogateescape")) > _NAME_MAX:
                raise _error(errno.ENAMETOOLONG, path)
            host = self._host("/" + "/".join([*done, part]))
            if (pending or follow) and host.is_symlink():
                links += 1
                if links > _MAX_LINKS:
                    raise _error(errno.ELOOP, path)
                target = os.readlink(host)  # noqa: PTH115 - surrogateescape text
                if target.startswith("/"):
                    done = []
                pending.extend(reversed(target.split("/")))
                continue
            done.append(part)
        return "/" + "/".join(done)

    def host_path(self, path: str, *, follow: bool = True) -> Path:
        """Where a device path lies on this machine. The last component is a link only without ``follow``."""
        return self._host(self.resolve(path, follow=follow))

    def shown(self, error: OSError) -> str:
        """The device path that an error is about, or nothing; never a path of this machine."""
        name = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes | os.PathLike) else ""
        root = str(self.root)
        return (name[len(root) :] or "/") if name.startswith(root) else name

    # -- reading --------------------------------------------------------------------------------------------------

    def stat(self, path: str) -> Entry:
        """Facts of what the path leads to."""
        return self._entry(self.resolve(path))

    def lstat(self, path: str) -> Entry:
        """Facts of the path itself, links included."""
        return self._entry(self.resolve(path, follow=False))

    def exists(self, path: str) -> bool:
        """Whether the path leads to something."""
        try:
            self.stat(path)
        except OSError:
            return False
        return True

    def is_dir(self, path: str) -> bool:
        """Whether the path leads to a directory."""
        return self.exists(path) and self.stat(path).is_dir

    def listdir(self, path: str) -> list[str]:
        """The names in a directory, sorted by their bytes."""
        return sorted(os.listdir(self.host_path(path)), key=os.fsencode)  # noqa: PTH208 - names only, any bytes

    def readlink(self, path: str) -> str:
        """A link's target."""
        return os.readlink(self.host_path(path, follow=False))  # noqa: PTH115 - surrogateescape text

    def open(self, path: str, flags: int, mode: int = 0o644) -> int:
        """A file descriptor, close-on-exec. A directory is refused with EISDIR even for reading, a pipe with EACCES."""
        canonical = self.resolve(path)
        host = self._host(canonical)
        if flags & (os.O_WRONLY | os.O_RDWR):
            self._permit(canonical)
            if self.free_kib == 0:
                raise _error(errno.ENOSPC, path)
        handle = os.open(host, flags | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK, mode | 0o600)
        kind = os.fstat(handle).st_mode
        if not stat.S_ISREG(kind):
            os.close(handle)
            raise _error(errno.EISDIR if stat.S_ISDIR(kind) else errno.EACCES, path)
        return handle

    def read_bytes(self, path: str) -> bytes:
        """All of a file."""
        with os.fdopen(self.open(path, os.O_RDONLY), "rb") as file:
            return file.read()

    # -- writing --------------------------------------------------------------------------------------------------

    def write_bytes(self, path: str, data: bytes, *, append: bool = False) -> None:
        """Write or append to a file, creating it."""
        flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if append else os.O_TRUNC)
        with os.fdopen(self.open(path, flags), "wb") as file:
            file.write(data)

    def mkdir(self, path: str) -> None:
        """Make one directory."""
        canonical = self.resolve(path, follow=False)
        self._permit(canonical)
        self._host(canonical).mkdir(mode=0o771)

    def makedirs(self, path: str) -> None:
        """Make a directory and its parents; an existing one is fine."""
        canonical = self.resolve(path)
        host = self._host(canonical)
        if not host.is_dir():
            self._permit(canonical)
        host.mkdir(mode=0o771, parents=True, exist_ok=True)

    def remove(self, path: str) -> None:
        """Delete a file or link."""
        canonical = self.resolve(path, follow=False)
        host = self._host(canonical)
        self._permit(canonical)
        if host.is_dir() and not host.is_symlink():
            raise _error(errno.EISDIR, path)
        host.unlink()
        self._forget(canonical)

    def rmdir(self, path: str) -> None:
        """Delete an empty directory."""
        canonical = self.resolve(path, follow=False)
        if canonical == "/":
            raise _error(errno.EBUSY, path)
        self._host(canonical).rmdir()
        self._forget(canonical)

    def rmtree(self, path: str) -> None:
        """Delete a tree; links in it are deleted, not followed."""
        canonical = self.resolve(path, follow=False)
        if canonical == "/":
            raise _error(errno.EBUSY, path)
        host = self._host(canonical)
        if host.exists() or host.is_symlink():
            self._permit(canonical)
        if host.is_symlink() or not host.is_dir():
            host.unlink()
        else:
            shutil.rmtree(host)
        self._forget(canonical)

    def rename(self, source: str, target: str) -> None:
        """Move within the device."""
        origin = self.resolve(source, follow=False)
        self._permit(origin)
        self._permit(self.resolve(target, follow=False))
        os.replace(self._host(origin), self.host_path(target, follow=False))  # noqa: PTH105 - EXDEV etc.
        self._forget(origin)

    def symlink(self, target: str, path: str) -> None:
        """Make a symbolic link whose target is a path of the device."""
        host = self.host_path(path, follow=False)
        if host.is_symlink() or host.is_file():
            host.unlink()
        host.symlink_to(target)

    def chmod(self, path: str, mode: int) -> None:
        """Set permission bits. The owner on this machine always keeps access: the device's shell is root."""
        canonical = self.resolve(path)
        self._permit(canonical)
        host = self._host(canonical)
        floor = 0o700 if host.is_dir() else 0o600
        host.chmod((mode & 0o777) | floor)
        self._modes[canonical] = mode & 0o7777

    def chown(self, path: str, uid: int | None, gid: int | None) -> None:
        """Set the owner that the device shows; this machine's owner does not change."""
        canonical = self.resolve(path)
        if caller.uid.get() != caller.ROOT:
            raise _error(errno.EPERM, canonical)
        old = self._entry(canonical)
        self._owners[canonical] = (old.uid if uid is None else uid, old.gid if gid is None else gid)

    def utime(self, path: str, mtime: float) -> None:
        """Set the time of last change (and of access), in seconds since the epoch."""
        os.utime(self.host_path(path), (mtime, mtime))

    def _host(self, canonical: str) -> Path:
        """Where a canonical path lies on this machine, seen through what is mounted for the caller."""
        mounted = self._mounts.find(canonical) if self._mounts is not None else None
        if mounted is None:
            return self.root / canonical.lstrip("/")
        target, host = mounted
        return host / canonical[len(target) :].lstrip("/")

    def _permit(self, canonical: str) -> None:
        """Only root writes outside of the shell's own places."""
        if caller.uid.get() != caller.ROOT and not canonical.startswith(_SHELL_WRITES):
            raise _error(errno.EACCES, canonical)

    async def reset(self) -> None:
        """Delete everything, and what is kept of files that were there."""
        await asyncio.to_thread(self._empty)
        self._owners.clear()
        self._modes.clear()
        self.free_kib = None

    def _empty(self) -> None:
        for entry in list(self.root.iterdir()):
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _entry(self, canonical: str) -> Entry:
        found = os.lstat(self._host(canonical))
        uid, gid = self._owner(canonical)
        entry = Entry(
            mode=found.st_mode, size=found.st_size, mtime=found.st_mtime, atime=found.st_atime, ctime=found.st_ctime,
            nlink=found.st_nlink, uid=uid, gid=gid, dev=found.st_dev, ino=found.st_ino,
        )  # fmt: skip
        if canonical in self._modes and not entry.is_link:
            return replace(entry, mode=stat.S_IFMT(entry.mode) | self._modes[canonical])
        return entry

    def _owner(self, canonical: str) -> tuple[int, int]:
        path = canonical
        while path and path != "/":
            if path in self._owners:
                return self._owners[path]
            path = path.rpartition("/")[0]
        return (0, 0)

    def _forget(self, canonical: str) -> None:
        for table in (self._owners, self._modes):
            for key in [key for key in table if key == canonical or key.startswith(canonical + "/")]:
                del table[key]


def _error(code: int, path: str) -> OSError:
    return OSError(code, os.strerror(code), path)
