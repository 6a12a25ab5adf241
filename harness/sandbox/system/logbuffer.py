"""The log: a ring buffer that many readers follow, and logcat's formats."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import deque
from dataclasses import dataclass

PRIORITIES = "??VDIWEFS"
_CAPACITY = 20_000
_MAX_MESSAGE = 4000


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line; ``seconds`` since the epoch, ``priority`` 2 (verbose) to 7 (fatal)."""

    number: int
    seconds: float
    pid: int
    tid: int
    uid: int
    priority: int
    tag: str
    message: str

    def format(self, kind: str) -> str:
        """The line as ``logcat -v KIND`` prints it. An unknown kind is ``threadtime``."""
        letter = PRIORITIES[self.priority]
        whole = time.localtime(self.seconds)
        stamp = f"{time.strftime('%m-%d %H:%M:%S', whole)}.{int(self.seconds % 1 * 1000):03d}"
        if kind == "brief":
            return f"{letter}/{self.tag:<8}({self.pid:>5}): {self.message}"
        if kind == "tag":
            return f"{letter}/{self.tag:<8}: {self.message}"
        if kind == "raw":
            return self.message
        if kind == "process":
            return f"{letter}({self.pid:>5}) {self.message}  ({self.tag})"
        if kind == "thread":
            return f"{letter}({self.pid:>5}:{self.tid:>5}) {self.message}"
        if kind == "time":
            return f"{stamp} {letter}/{self.tag:<8}({self.pid:>5}): {self.message}"
        if kind == "long":
            return f"[ {stamp} {self.pid:>5}:{self.tid:>5} {letter}/{self.tag:<8} ]\n{self.message}\n"
        if kind == "epoch":
            stamp = f"{self.seconds:>19.3f}"
        return f"{stamp} {self.pid:>5} {self.tid:>5} {letter} {self.tag:<8}: {self.message}"


class LogBuffer:
    """Keeps the newest lines."""

    def __init__(self) -> None:
        self._lines: deque[LogLine] = deque(maxlen=_CAPACITY)
        self._numbers = itertools.count(1)
        self._added = asyncio.Event()

    def write(
        self, tag: str, message: str, *, priority: int = 4, pid: int = 0, tid: int | None = None, uid: int = 1000
    ) -> None:
        """Add a message; each of its lines becomes one of the log."""
        now = time.time()
        priority = min(max(priority, 2), 7)
        for text in message[: _MAX_MESSAGE * 16].replace("\r", "").split("\n"):
            for start in range(0, max(len(text), 1), _MAX_MESSAGE):
                piece = text[start : start + _MAX_MESSAGE]
                line = LogLine(next(self._numbers), now, pid, tid or pid, uid, priority, tag, piece)
                self._lines.append(line)
        self._added.set()

    def since(self, number: int) -> list[LogLine]:
        """Lines with a number above ``number``, oldest first."""
        if not self._lines or self._lines[-1].number <= number:
            return []
        skip = max(0, number - self._lines[0].number + 1)
        return list(itertools.islice(self._lines, skip, None))

    async def wait(self, number: int) -> None:
        """Return when there is a line above ``number``."""
        while not self._lines or self._lines[-1].number <= number:
            self._added.clear()
            await self._added.wait()

    def reset(self) -> None:
        """Drop all lines. The numbers go on, for those who follow."""
        self._lines.clear()
