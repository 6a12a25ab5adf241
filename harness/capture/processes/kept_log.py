"""The device's log, kept in the bundle up to a bound, and what it says of an app that crashed."""

import re
from collections.abc import Callable, Iterable
from typing import BinaryIO

LOG_LIMIT = 64 << 20
"""How much of the log is kept, in bytes. A busy phone writes some 10 MB in an hour; an app that floods the log (it can
write 20 MB in a second) shall not fill the disk."""
_LONGEST = 8 << 10
"""A line of the log is 4 KiB at most (AOSP ``LOGGER_ENTRY_MAX_PAYLOAD``), with what stands before it."""
_TAGGED = re.compile(r"[EF]/?\s+AndroidRuntime(?:\(\s*\d+\))?\s*:\s?(?P<text>.*)")
_PROCESS = re.compile(r"Process: (?P<name>\S+), PID: \d+")
_HANGS = re.compile(rb"ActivityManager(?:\(\s*\d+\))?\s*: ANR in (?P<name>[\w.:]{1,300})")
_EXCEPTION = re.compile(r"(?P<said>[A-Za-z_][\w.$]*(?:Exception|Error|Throwable)[\w$]*(?::.*)?)$")


class KeptLog:
    """Follows the log into a file. ``crashes`` are the first exceptions that ended processes, by process name;
    ``hung`` the packages of which the system said that they do not respond."""

    def __init__(self, file: BinaryIO, on_cut: Callable[[str], None], limit: int = LOG_LIMIT) -> None:
        """``on_cut`` is told once, in a sentence, that no more is kept."""
        self._file = file
        self._on_cut = on_cut
        self._limit = limit
        self._left = limit
        self._rest = b""
        self._process: str | None = None
        self.crashes: dict[str, str] = {}
        self.hung: set[str] = set()

    def follow(self, pieces: Iterable[bytes]) -> None:
        """Keep what comes until it ends. What is over the bound is read on, so that the device does not wait for us."""
        for piece in pieces:
            self._keep(piece)
            self._look(piece)

    def _keep(self, piece: bytes) -> None:
        if self._left <= 0:
            return
        self._file.write(piece[: self._left])
        self._left -= len(piece)
        if self._left <= 0:
            self._on_cut(f"the log was longer than {self._limit >> 20} MiB; what came after that is not kept")

    def _look(self, piece: bytes) -> None:
        *lines, rest = (self._rest + piece).split(b"\n")
        self._rest = rest[-_LONGEST:]
        for line in lines:
            if b"ANR in" in line and (hung := _HANGS.search(line[:_LONGEST])):
                self.hung.add(hung["name"].decode().split(":")[0])
            if b"AndroidRuntime" in line and (found := _TAGGED.search(line[:_LONGEST].decode("utf-8", "replace"))):
                self._line(found["text"].strip())

    def _line(self, text: str) -> None:
        if process := _PROCESS.match(text):
            self._process = process["name"]
        elif self._process is not None and (said := _EXCEPTION.match(text)):
            self.crashes.setdefault(self._process, " ".join(said["said"].split())[:300])
            self._process = None

    def crash(self, package: str) -> str:
        """Return the exception that ended a process of the app, the main one first; empty when none is known."""
        own = {name: said for name, said in self.crashes.items() if name.split(":")[0] == package}
        return own.get(package) or next(iter(own.values()), "")
