"""Hears from the kernel which system calls a confined app makes, and answers (seccomp_unotify(2)).

One thread for each process that was started: the device itself may be busy, and the app waits for each answer.
"""

import contextlib
import errno
import fcntl
import os
import select
import socket
import struct
import threading
from collections.abc import Callable

from .judge import Confined, Verdict
from .numbers import NUMBERS, machine
from .task import Task

_RECEIVE, _SEND, _VALID, _ADDFD = 0xC0502100, 0xC0182101, 0x40082102, 0x40182103
"""``SECCOMP_IOCTL_NOTIF_RECV``, ``_SEND``, ``_ID_VALID``, ``_ADDFD`` (5.9)."""
_CONTINUE = 1

Told = Callable[[Confined, Task, Verdict], None]


class Watch:
    """Answers for one process and all that it starts, until the last of them has ended."""

    def __init__(self, handle: int, one: Confined, told: Told) -> None:
        """Begin. The descriptor is closed at the end."""
        self._handle = handle
        self._one = one
        self._told = told
        self._names = {number: name for name, number in NUMBERS[machine()].items()}
        self._thread = threading.Thread(target=self._run, name=f"confined-{one.pid}", daemon=True)
        self._thread.start()

    def join(self, seconds: float) -> None:
        """Wait for the end: everything that was tried has been told then."""
        self._thread.join(seconds)

    def _run(self) -> None:
        poll = select.poll()
        poll.register(self._handle, select.POLLIN)
        try:
            while True:
                found = poll.poll()
                if found and found[0][1] & select.POLLIN:
                    if not self._one_call():
                        return
                elif found:
                    return  # nobody is left
        finally:
            os.close(self._handle)

    def _give(self, number: int, made: socket.socket, kind: int) -> int:
        """Put a socket among the app's descriptors; return which it is there, or -1 when the app has gone."""
        cloexec = os.O_CLOEXEC if kind & socket.SOCK_CLOEXEC else 0
        with made:
            try:
                row = bytearray(struct.pack("=QIIII", number, 0, made.fileno(), 0, cloexec))
                return int(fcntl.ioctl(self._handle, _ADDFD, row))
            except OSError:
                return -1

    def _one_call(self) -> bool:
        row = bytearray(80)
        try:
            fcntl.ioctl(self._handle, _RECEIVE, row)
        except OSError as error:
            return error.errno in (errno.ENOENT, errno.EINTR)  # it was killed meanwhile
        number, tid, _, nr, _, _, *args = struct.unpack("=QIIiIQ6Q", row)
        verdict, task = Verdict(False, errno.EACCES), None
        with contextlib.suppress(Exception):  # what cannot be judged is refused; an app waits for each answer
            task = Task(tid)
            verdict = self._one.judge(self._names.get(nr, f"number {nr}"), tuple(args), task)
            # Only now it is sure that what was read was this task's, and not that of one that has its id since.
            fcntl.ioctl(self._handle, _VALID, struct.pack("=Q", number))
        goes_on, value = verdict.goes_on, 0
        if verdict.give is not None:
            value = self._give(number, verdict.give, args[1])
            if value < 0:
                return True
        answer = struct.pack("=QqiI", number, value, 0 if goes_on else -verdict.error, _CONTINUE if goes_on else 0)
        if verdict.answer and task is not None:
            self._told(self._one, task, verdict)
        with contextlib.suppress(OSError):
            fcntl.ioctl(self._handle, _SEND, answer)
        return True
