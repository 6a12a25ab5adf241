"""A flood into a session with its screens before it: how long is a key waited for?

    python benchmarks/explore_keys.py [SECONDS] [OBSERVATIONS_A_SECOND] [EXCHANGES_A_SECOND]

The screens run in a terminal of their own (a pseudo-terminal, 120 by 40), in the process that also writes the bundle,
as a session's do. Keys turn from list to list; the time is from the key's being written to the terminal to the moment
the list that it asks for stands in what came back. Prints one line of JSON.
"""

import fcntl
import os
import pty
import random
import select
import statistics
import struct
import sys
import tempfile
import termios
import threading
import time
from pathlib import Path

import msgspec
from live import Flood, cpu_s

from harness.explore.beside.stream import BesideStream
from harness.explore.control import Control
from harness.explore.screens.app import ExploreApp
from harness.explore.tap import Tap

LISTS = {b"1": b"access point", b"2": b"where to", b"3": b"recipient", b"4": b"Received, by host"}
"""Keys, and what the list that each asks for says above its lines."""
_PATIENCE_S = 10.0


def show(seconds: float, calls: int, exchanges: int) -> None:
    """Run the screens over a flood; this is the terminal's process."""
    with tempfile.TemporaryDirectory() as folder:
        tap = Tap()
        stream = BesideStream(tap)
        flood = Flood(Path(folder) / "b", tap, seconds, calls, exchanges)
        app = ExploreApp(stream, "com.example.app", Control())
        threading.Thread(target=flood.run, daemon=True).start()
        app.run()
        stream.close()


class Terminal:
    """The other end of the terminal."""

    def __init__(self, words: list[str]) -> None:
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
            os.execv(sys.executable, [sys.executable, __file__, "--show", *words])  # noqa: S606 - this program
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def press(self, key: bytes) -> None:
        os.write(self._fd, key)

    def until(self, text: bytes, seconds: float = _PATIENCE_S) -> float:
        """Return the seconds until ``text`` came."""
        begun, seen = time.monotonic(), b""
        while text not in seen:
            left = begun + seconds - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"{text!r} never came; the last was {seen[-500:]!r}")
            seen = seen[-len(text) :] + self._read(left)
        return time.monotonic() - begun

    def rest(self, seconds: float) -> None:
        """Take what comes, for so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._read(left)

    def _read(self, seconds: float) -> bytes:
        if not select.select([self._fd], [], [], seconds)[0]:
            return b""
        try:
            return os.read(self._fd, 1 << 16)
        except OSError:  # the other end is closed
            time.sleep(min(seconds, 0.05))
            return b""


def main() -> None:
    seconds, calls, exchanges = (*map(int, sys.argv[1:]), *(30, 10_000, 200)[len(sys.argv) - 1 :])
    terminal = Terminal([str(seconds + 10), str(calls), str(exchanges)])
    terminal.until(b"before_consent", 60)
    terminal.rest(2)
    chance, shown, taken = random.Random(1), b"1", []
    until, spent = time.monotonic() + seconds, cpu_s(terminal.pid)
    while time.monotonic() < until:
        shown = chance.choice([key for key in LISTS if key != shown])
        terminal.press(shown)
        taken.append(terminal.until(LISTS[shown]) * 1000)
        terminal.rest(chance.uniform(0.05, 0.3))
    spent = cpu_s(terminal.pid) - spent
    terminal.press(b"q")
    terminal.rest(1)
    os.kill(terminal.pid, 9)
    os.waitpid(terminal.pid, 0)
    taken.sort()
    line = {
        "seconds": seconds, "observations_s": calls, "exchanges_s": exchanges, "keys": len(taken),
        "key_ms": {"p50": round(statistics.median(taken)), "p99": round(taken[int(len(taken) * 0.99)]),
                   "max": round(taken[-1])},
        "cpu_s": round(spent, 1), "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip
    print(msgspec.json.encode(line).decode())


if __name__ == "__main__":
    if sys.argv[1:2] == ["--show"]:
        show(float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    else:
        main()
