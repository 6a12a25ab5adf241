"""Landlock: the files that a process and its children can open, without namespaces (``userspace-api/landlock.rst``)."""

from __future__ import annotations

import ctypes
import os
import struct

from .kernel import landlock, must

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_EXECUTE, _WRITE, _READ, _LIST, _TRUNCATE, _IOCTL = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14, 1 << 15
_MAKE_CHAR, _MAKE_BLOCK = 1 << 6, 1 << 11
_OF_FILES = _EXECUTE | _WRITE | _READ | _TRUNCATE | _IOCTL
_BIND, _CONNECT = 1, 2
_ABSTRACT, _SIGNALS = 1, 2


def abi() -> int:
    """Return the kernel's Landlock version; 0 where there is none, or it is switched off."""
    return max(0, landlock(0, None, ctypes.c_size_t(0), 1))


def ruleset(*, read: Iterable[str], run: Iterable[str], write: Iterable[str], network: bool) -> int:
    """Return the descriptor of a rule set: these may be read, run, written (not run); no signals to others.

    Without ``network`` no TCP either. Raises OSError. TCP that is wanted is connected from outside (:mod:`.judge`).
    """
    version = abi()
    handled = (1 << (13 + (version >= 2) + (version >= 3) + (version >= 5))) - 1
    handled_net = _BIND | _CONNECT if version >= 4 and not network else 0
    scoped = _ABSTRACT | _SIGNALS if version >= 6 else 0
    block = struct.pack("QQQ", handled, handled_net, scoped)[: 24 if version >= 6 else 16 if version >= 4 else 8]
    made = must(landlock(0, block, ctypes.c_size_t(len(block)), 0), "landlock_create_ruleset")

    def allow(path: str, access: int) -> None:
        try:
            handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            return
        if not os.path.isdir(path):
            access &= _OF_FILES
        must(landlock(1, made, 1, struct.pack("=Qi", access & handled, handle), 0), f"landlock {path}")
        os.close(handle)

    for path in read:
        allow(path, _READ | _LIST)
    for path in run:
        allow(path, _READ | _EXECUTE)
    for path in write:
        allow(path, handled & ~(_EXECUTE | _MAKE_CHAR | _MAKE_BLOCK))
    for name in ("null", "zero", "full"):
        allow(f"/dev/{name}", _READ | _WRITE)
    for name in ("random", "urandom"):
        allow(f"/dev/{name}", _READ)
    allow("/proc/self", _READ | _LIST)
    for name in ("cpuinfo", "loadavg", "meminfo", "stat", "uptime", "version"):
        allow(f"/proc/{name}", _READ)
    return made


def restrict(made: int) -> None:
    """Put the rules on this process. Raises OSError."""
    must(landlock(2, made, 0), "landlock_restrict_self")
