"""A thread of a confined app that the kernel holds in a system call: what it is, and what its arguments point to."""

import ctypes
import os
import socket
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
_PIDFD_GETFD = 438
_MOST_PATH = 4096


class Task:
    """One held thread, by its id on this machine. What it points to is its own, and may change while it is read."""

    def __init__(self, tid: int) -> None:
        """Look the thread's process up. Raises OSError when it is gone."""
        self.tid = tid
        self.pid = int(status(tid)["Tgid"])

    @property
    def program(self) -> str:
        """The name of what runs (``comm``), empty when it is gone."""
        try:
            return Path(f"/proc/{self.tid}/comm").read_text("utf-8", "replace").strip()
        except OSError:
            return ""

    def read(self, address: int, size: int) -> bytes:
        """Return memory, as far as it can be read. Raises OSError or ValueError when nothing can."""
        with open(f"/proc/{self.tid}/mem", "rb", buffering=0) as memory:  # noqa: PTH123 - not a path to keep
            memory.seek(address)
            return memory.read(size)

    def text(self, address: int) -> str:
        """Return a zero-ended text. Raises OSError or ValueError when it cannot be read."""
        found = b""
        while len(found) < _MOST_PATH and b"\0" not in found:
            found += self.read(address + len(found), 256 - (address + len(found)) % 256)
        return found.partition(b"\0")[0].decode("utf-8", "surrogateescape")

    def path(self, directory: int, address: int) -> str:
        """Return a path argument, made absolute as the thread means it."""
        text = self.text(address)
        if text.startswith("/"):
            return os.path.normpath(text)
        here = "cwd" if _signed(directory) == -100 else f"fd/{_signed(directory)}"
        try:
            base = os.readlink(f"/proc/{self.tid}/{here}")  # noqa: PTH115 - it may be no path
        except OSError:
            base = "?"
        return os.path.normpath(f"{base}/{text}") if text else base

    def socket(self, handle: int) -> socket.socket:
        """Return a socket of the process, shared with it. Raises OSError."""
        pidfd = os.pidfd_open(self.pid)
        try:
            found = _libc.syscall(_PIDFD_GETFD, pidfd, _signed(handle), 0)
            if found < 0:
                raise OSError(ctypes.get_errno(), "pidfd_getfd")
            return socket.socket(fileno=found)
        finally:
            os.close(pidfd)


def status(pid: int) -> dict[str, str]:
    """Return ``/proc/PID/status``. Raises OSError when the process is gone."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8", "replace").splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def inner(pid: int) -> int:
    """Return a process's or thread's id as itself sees it; 0 when it is gone."""
    try:
        return int(status(pid).get("NSpid", "0").split()[-1])
    except (OSError, IndexError):
        return 0


def _signed(value: int) -> int:
    return ctypes.c_int32(value & 0xFFFFFFFF).value
