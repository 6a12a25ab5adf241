"""The root of a confined app: what it may read, what it may write, and nothing else, in a mount namespace."""

from __future__ import annotations

import os

from . import kernel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_OF_THE_MACHINE = ("cpuinfo", "loadavg", "meminfo", "stat", "uptime", "version")
_DEVICES = ("null", "zero", "full", "random", "urandom")


def build(root: str, *, read: Iterable[str], write: Iterable[str]) -> None:
    """Make the world below ``root`` and go to live in it. Raises OSError.

    A /proc in which nobody else can be seen needs a pid namespace of its own; where the parent hides parts of its own
    /proc, as Docker does, the kernel refuses one (``mount_too_revealing``, fs/namespace.c).
    """
    closed = kernel.NOSUID | kernel.NODEV | kernel.NOEXEC
    kernel.mount(None, "/", None, kernel.REC | kernel.PRIVATE)
    kernel.mount("tmpfs", root, "tmpfs", closed, "size=1m,mode=755")
    for path in sorted(set(read)):  # what holds others comes first
        _bind(root, path, kernel.ATTR_RDONLY | kernel.ATTR_NOSUID | kernel.ATTR_NODEV)
    for path in write:
        _bind(root, path, kernel.ATTR_NOSUID | kernel.ATTR_NODEV | kernel.ATTR_NOEXEC)
    os.makedirs(f"{root}/dev", exist_ok=True)
    for name in _DEVICES:
        _file(f"{root}/dev/{name}")
        kernel.mount(f"/dev/{name}", f"{root}/dev/{name}", None, kernel.BIND)
    os.symlink("/proc/self/fd", f"{root}/dev/fd")
    for link in ("/lib", "/lib64", "/usr/lib64"):
        if os.path.islink(link) and not os.path.lexists(root + link):
            os.makedirs(os.path.dirname(root + link), exist_ok=True)
            os.symlink(os.readlink(link), root + link)
    os.makedirs(f"{root}/proc", exist_ok=True)
    _processes(root, closed)
    os.makedirs(f"{root}/etc", exist_ok=True)
    if not os.path.exists(f"{root}/etc/hosts"):
        _file(f"{root}/etc/hosts", "127.0.0.1 localhost\n")
    os.chdir(root)
    kernel.pivot_here()
    os.chdir("/")
    kernel.attributes("/", kernel.ATTR_RDONLY, below=False)
    kernel.host_name(b"localhost")


def _processes(root: str, flags: int) -> None:
    """Mount /proc: of processes the app's own, of the machine what apps read on any device; the rest is empty.

    The JVM looks for IPv6 in ``/proc/net``, which ``subset=pid`` would hide.
    """
    kernel.mount("proc", f"{root}/proc", "proc", flags, "hidepid=ptraceable")
    os.makedirs(f"{root}/mnt", exist_ok=True)
    for name in os.listdir(f"{root}/proc"):
        path = f"{root}/proc/{name}"
        if not name.isdigit() and name not in _OF_THE_MACHINE and not os.path.islink(path):
            kernel.mount(f"{root}/mnt" if os.path.isdir(path) else "/dev/null", path, None, kernel.BIND)


def _bind(root: str, path: str, flags: int) -> None:
    target = root + path
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    elif os.path.exists(path):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if not os.path.lexists(target):
            _file(target)
    else:
        return
    kernel.mount(path, target, None, kernel.BIND | kernel.REC)
    kernel.attributes(target, flags)


def _file(path: str, text: str = "") -> None:
    handle = os.open(path, os.O_CREAT | os.O_WRONLY, 0o644)
    os.write(handle, text.encode())
    os.close(handle)
