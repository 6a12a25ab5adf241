"""The process that analyses: begun, listened to, asked, and ended."""

import contextlib
import socket
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from harness.explore.beside.messages import Ask, Begin, receive, send
from harness.explore.process import begun


class Process:
    """One process beside, and who listens to it."""

    def __init__(self, begin: Begin, hear: Callable[[Any], None]) -> None:
        """``begin`` is the first that it is told; ``hear`` gets what it says, on threads of this one."""
        (mine, theirs), (asks, answers) = socket.socketpair(), socket.socketpair()
        with theirs, answers:
            self._process = begun("harness.explore.beside.child", [theirs.fileno(), answers.fileno()])
        self.pipe, self._questions = Connection(mine.detach()), Connection(asks.detach())
        self.over = threading.Event()
        """Nothing more comes from it."""
        self._hear = hear
        self._asking = threading.Lock()
        self._readers = [
            threading.Thread(target=self._read, name="stream-beside", daemon=True),
            threading.Thread(target=self._read_answers, name="answers-beside", daemon=True),
        ]
        for reader in self._readers:
            reader.start()
        with contextlib.suppress(OSError):  # it died: that is seen by whoever reads
            send(self.pipe, begin)

    @property
    def pid(self) -> int:
        """Return its number."""
        return self._process.pid

    def _read(self) -> None:
        try:
            while True:
                self._hear(receive(self.pipe))
        except (EOFError, OSError):
            pass
        finally:
            self.over.set()

    def _read_answers(self) -> None:
        with contextlib.suppress(EOFError, OSError):
            while True:
                self._hear(receive(self._questions))

    def ask(self, question: Ask) -> None:
        """Ask; may be called on any thread. Raises ``OSError`` when it is gone."""
        with self._asking:
            send(self._questions, question)

    def kill(self) -> None:
        """Have it end at once; may be called on any thread."""
        self._process.kill()

    def end(self) -> int:
        """Have it end, and return its exit code (below zero: the signal)."""
        if self._process.poll() is None and not self.over.is_set():
            self._process.kill()
        code = self._process.wait()
        for reader in self._readers:
            reader.join()
        self.pipe.close()
        with self._asking:
            self._questions.close()
        return code
