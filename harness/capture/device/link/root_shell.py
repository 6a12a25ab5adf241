"""One shell of root that stays open: commands on its input, each one's end told by a random mark.

``su`` for each command costs 50 to 200 ms, and Magisk and KernelSU tell the user of every one by a toast, over the app
under test and in the pictures of it. One ``su`` that reads its commands is what apps with root use, and how:
https://github.com/topjohnwu/libsu.

From Android 7 on the shell's streams come apart (adb's shell protocol, ``shell_protocol.h``: a byte that says which,
four of length, data); before, ``exec:`` mixes the errors into the output, as a single command did.
"""

import contextlib
import secrets
import select
import shlex
import socket
import struct
import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from harness.capture.bounds import allowed
from harness.capture.device.link.root import Root
from harness.capture.device.structs import ShellResult

_STDIN, _STDOUT, _STDERR, _EXIT = 0, 1, 2, 3
_PIECE = 16 * 1024
MOST_BYTES = 64 << 20
"""The most that one command may print: what a device says is kept in memory."""


_QUICK_ACK: int | None = getattr(socket, "TCP_QUICKACK", None)
"""The marks come in several small packets. The adb server holds the second back until the first is acknowledged, which
the kernel puts off by 40 ms (RFC 1122, 4.2.3.2) unless it is asked each time (tcp(7)): 40 ms a command."""


class Connection(Protocol):
    """An open service of adbd (``adbutils.AdbConnection``)."""

    conn: "Socket"

    def close(self) -> None:
        """End it."""


class Socket(Protocol):
    """What is used of a socket."""

    def fileno(self) -> int:
        """For ``select``."""

    def settimeout(self, seconds: float) -> None:
        """How long the next call may take."""

    def setsockopt(self, level: int, option: int, value: int) -> None:
        """Set an option of it."""

    def sendall(self, data: bytes) -> None:
        """Send all of it."""

    def recv(self, size: int) -> bytes:
        """Return what came; nothing at the end."""


class ShellEnded(ConnectionError):
    """The shell ended while a command ran: nobody knows how far that came."""


class TookTooLong(TimeoutError):
    """The command did not end in time."""


class RootShell:
    """Runs commands one after the other in one shell. Threads wait for each other."""

    def __init__(self, way: Root, connect: Callable[[str], Connection], *, apart: bool) -> None:
        """``way`` becomes root; ``connect`` opens a service of adbd; ``apart``: with the shell protocol."""
        self._service = f"{'shell,v2,raw' if apart else 'exec'}:{way.line(['sh'])}"
        self._connect = connect
        self._apart = apart
        self._open: Connection | None = None
        self._lock = threading.Lock()
        self._rest = b""

    def run(self, command: Sequence[str], timeout: float) -> ShellResult:
        """Run a command, each argument quoted; ``timeout`` is in seconds, from when its turn comes.

        Raises :class:`TookTooLong`, :class:`ShellEnded`, and what ``connect`` raises. After any of them the next
        command has a new shell.
        """
        with self._lock:
            if self._open is not None and self._stale():
                self._drop()  # it ended between two commands: nothing is lost
            if self._open is None:
                self._open = self._connect(self._service)
                self._rest = b""
            try:
                return self._run(self._open, shlex.join(command), time.monotonic() + allowed(timeout))
            except BaseException:
                self._drop()
                raise

    def _run(self, shell: Connection, line: str, deadline: float) -> ShellResult:
        mark = secrets.token_hex(16)
        # What an earlier command left in the background may print too: only what comes between the marks is taken. The
        # command must not read the commands after it.
        script = (
            f"echo {mark}; echo {mark} >&2; ( {line} ) </dev/null; echo {mark}$?; echo {mark} >&2\n"
            if self._apart
            else f"echo {mark}; ( {line} ) </dev/null 2>&1; echo {mark}$?\n"
        )
        self._send(shell, script.encode("utf-8", "surrogateescape"), deadline)
        out, err = bytearray(), bytearray()
        first, last = f"{mark}\n".encode(), mark.encode()
        while True:
            printed = _between(out, first, last)
            said = _between(err, first, last) if self._apart else b""
            if printed is not None and said is not None:
                code = out[out.rindex(last) + len(last) :]
                if code.endswith(b"\n"):
                    return ShellResult(
                        code=int(code),
                        stdout=printed.decode("utf-8", "replace"),
                        stderr=said.decode("utf-8", "replace"),
                    )
            stream, data = self._read(shell, deadline)
            (err if stream == _STDERR else out).extend(data)
            if len(out) + len(err) > MOST_BYTES:
                raise ShellEnded(f"a command printed more than {MOST_BYTES >> 20} MB")

    def _send(self, shell: Connection, data: bytes, deadline: float) -> None:
        shell.conn.settimeout(max(0.001, deadline - time.monotonic()))
        for start in range(0, len(data), _PIECE):
            piece = data[start : start + _PIECE]
            shell.conn.sendall(struct.pack("<BI", _STDIN, len(piece)) + piece if self._apart else piece)

    def _read(self, shell: Connection, deadline: float) -> tuple[int, bytes]:
        """Return a piece of one of the streams."""
        if not self._apart:
            return _STDOUT, self._receive(shell, deadline)
        while True:
            if len(self._rest) >= 5:
                stream, size = struct.unpack("<BI", self._rest[:5])
                if size > MOST_BYTES:
                    raise ShellEnded("the device does not speak adb's shell protocol")
                if len(self._rest) >= 5 + size:
                    data, self._rest = self._rest[5 : 5 + size], self._rest[5 + size :]
                    if stream == _EXIT:
                        raise ShellEnded("the shell of root ended")
                    return stream, data
            self._rest += self._receive(shell, deadline)

    def _receive(self, shell: Connection, deadline: float) -> bytes:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TookTooLong
        shell.conn.settimeout(left)
        if _QUICK_ACK is not None:
            with contextlib.suppress(OSError):  # a socket that is not TCP's
                shell.conn.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)
        try:
            data = shell.conn.recv(1 << 16)
        except TimeoutError:
            raise TookTooLong from None
        if not data:
            raise ShellEnded("the shell of root ended")
        return data

    def _stale(self) -> bool:
        """Whether the shell that waits for a command has ended; what it printed meanwhile is nobody's."""
        assert self._open is not None  # noqa: S101 - the caller has looked
        try:
            while select.select([self._open.conn.fileno()], [], [], 0)[0]:
                data = self._open.conn.recv(1 << 16)
                if not data:
                    return True
                if self._apart:
                    self._rest += data
        except (OSError, ValueError):
            return True
        # The packet that tells the exit code comes before the connection ends.
        return self._apart and _ended(self._rest)

    def _drop(self) -> None:
        shell, self._open = self._open, None
        if shell is not None:
            with contextlib.suppress(OSError):
                shell.close()

    def close(self) -> None:
        """End the shell; the next command opens another."""
        with self._lock:
            self._drop()


def _between(data: bytearray, first: bytes, last: bytes) -> bytes | None:
    """What stands between the first line that is the mark and the mark's last; ``None`` before that has come."""
    start = data.find(first)
    end = data.rfind(last)
    return bytes(data[start + len(first) : end]) if start >= 0 and end >= start + len(first) else None


def _ended(packets: bytes) -> bool:
    at = 0
    while at + 5 <= len(packets):
        stream, size = struct.unpack("<BI", packets[at : at + 5])
        if stream == _EXIT:
            return True
        at += 5 + size
    return False
