"""A flood into a session with its screens before it: how long is a key waited for?

    python benchmarks/explore_keys.py [SECONDS] [OBSERVATIONS_A_SECOND] [EXCHANGES_A_SECOND]

The screens run in a terminal of their own (a pseudo-terminal, 120 by 40), in the process that also writes the bundle,
as a session's do. Keys turn from list to list; the time is from the key's being written to the terminal to the moment
the list that it asks for stands in what came back. Prints one line of JSON: with it the share of a core that each of
the process' threads took (``flood`` is the benchmark's own), that of the process that analyses, and the event loop's
longest slice.
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
from typing import Any

import loop_times
import msgspec
from live import Flood, cpu_s

from harness.explore.beside.stream import BesideStream
from harness.explore.control import Control
from harness.explore.screens.app import ExploreApp
from harness.explore.screens.quick import quick
from harness.explore.tap import Tap

LISTS = {b"1": b"access point", b"2": b"where to", b"3": b"recipient", b"4": b"Received, by host"}
"""Keys, and what the list that each asks for says above its lines."""
_PATIENCE_S = 60.0
_BEFORE_S = 120
"""So long the flood may have come, and goes on, besides what is measured: a busy machine begins late."""


def show(seconds: float, calls: int, exchanges: int, times: Path) -> None:
    """Run the screens over a flood, whose bundle stands beside ``times``; this is the terminal's process."""
    loop_times.record(times)
    tap = Tap()
    stream = BesideStream(tap)
    flood = Flood(times.with_name("b"), tap, seconds, calls, exchanges)
    app = ExploreApp(stream, "com.example.app", Control())
    threading.Thread(target=flood.run, name="flood", daemon=True).start()
    with quick() as app.garbage:
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
    with tempfile.TemporaryDirectory() as folder:
        print(msgspec.json.encode(measured(seconds, calls, exchanges, Path(folder) / "times")).decode())


def measured(seconds: int, calls: int, exchanges: int, times: Path) -> dict[str, Any]:
    """Press keys for so long."""
    terminal = Terminal([str(seconds + _BEFORE_S), str(calls), str(exchanges), str(times)])
    terminal.until(b"before_consent", 60)
    terminal.rest(2)
    chance, shown, taken = random.Random(1), b"1", []
    beside = loop_times.child_of(terminal.pid, "beside.child")
    begun = time.monotonic()
    before, spent = loop_times.read(times), cpu_s(beside)
    while time.monotonic() < begun + seconds:
        shown = chance.choice([key for key in LISTS if key != shown])
        terminal.press(shown)
        taken.append(terminal.until(LISTS[shown]) * 1000)
        terminal.rest(chance.uniform(0.05, 0.3))
    after, spent = loop_times.read(times), (cpu_s(beside) - spent) / (time.monotonic() - begun)
    terminal.press(b"q")
    terminal.rest(1)
    os.kill(terminal.pid, 9)
    os.waitpid(terminal.pid, 0)
    taken.sort()
    return {
        "seconds": seconds, "observations_s": calls, "exchanges_s": exchanges, "keys": len(taken),
        "key_ms": {"p50": round(statistics.median(taken)), "p99": round(taken[int(len(taken) * 0.99)]),
                   "max": round(taken[-1])},
        **loop_times.told(before, after), "analysis_cores": round(spent, 2), "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["--show"]:
        show(float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), Path(sys.argv[5]))
    else:
        main()
