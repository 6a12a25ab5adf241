"""Where a process' time goes while screens run in it: each thread's processor time, and the event loop's slices.

A slice is one callback of the loop: nothing else is drawn, and no key is taken, before it ends. Its processor time says
the same on a loaded machine and on a quiet one.
"""

import asyncio
import contextlib
import sys
import threading
import time
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

_OFTEN_S = 0.5
_LEAST_S = 0.005
"""Slices shorter than this are not kept."""


class Slice(NamedTuple):
    """One callback of the loop: when (monotonic), how long by the processor and by the clock, and what it was."""

    at: float
    cpu_ms: float
    wall_ms: float
    what: str


class Times(msgspec.Struct):
    """What was measured up to a moment."""

    at: float
    threads: dict[str, float]
    """Processor seconds by the threads' names; those of threads that ended are missing."""
    process: float
    slices: list[Slice]


def record(path: Path) -> None:
    """Measure this process' loop and threads from now on, into a file that is written anew twice a second."""
    slices: list[Slice] = []
    run = asyncio.Handle._run  # what the loop calls

    def timed(handle: Any) -> None:
        cpu, wall = time.thread_time(), time.monotonic()
        run(handle)
        cpu = time.thread_time() - cpu
        if cpu >= _LEAST_S:
            ended = time.monotonic()
            slices.append(Slice(wall, cpu * 1000, (ended - wall) * 1000, repr(handle)[:300]))

    asyncio.Handle._run = timed  # type: ignore[assignment,method-assign]
    threading.Thread(target=_write, args=[path, slices], name="times", daemon=True).start()


def _write(path: Path, slices: list[Slice]) -> None:
    while True:
        time.sleep(_OFTEN_S)
        threads: dict[str, float] = {}
        for thread in threading.enumerate():
            with contextlib.suppress(OSError, TypeError):  # it has ended, or not begun
                spent = time.clock_gettime(time.pthread_getcpuclockid(thread.ident))  # type: ignore[arg-type]
                name = thread.name.partition(" ")[0].rstrip("0123456789-_")
                threads[name] = threads.get(name, 0.0) + spent
        found = Times(time.monotonic(), threads, time.process_time(), list(slices))
        path.with_suffix(".new").write_bytes(msgspec.json.encode(found))
        path.with_suffix(".new").rename(path)


def read(path: Path) -> Times:
    """Return what was measured so far; waits for the first of it."""
    while not path.exists():
        time.sleep(0.05)
    return msgspec.json.decode(path.read_bytes(), type=Times)


def told(before: Times, after: Times) -> dict[str, Any]:
    """Return shares of a core between two moments, and the longest slices: by the processor, and by the clock."""
    seconds = after.at - before.at
    spent = {name: spent - before.threads.get(name, 0.0) for name, spent in after.threads.items()}
    shares = {name: round(each / seconds, 2) for name, each in sorted(spent.items(), key=lambda item: -item[1])}
    slices = [each for each in after.slices if each.at >= before.at]
    cpu, wall = (max(slices, key=lambda each: each[at], default=None) for at in (1, 2))
    return {
        "cores": {"all": round((after.process - before.process) / seconds, 2),
                  **{name: share for name, share in shares.items() if share >= 0.01}},
        "slice_ms": {"cpu": round(cpu.cpu_ms) if cpu else 0, "wall": round(wall.wall_ms) if wall else 0,
                     "over_20": sum(each.cpu_ms > 20 for each in slices), "what": cpu.what if cpu else ""},
    }  # fmt: skip


def child_of(pid: int, marked: str) -> int:
    """Return the child of a process whose command line holds a word."""
    for each in _children(pid):
        with contextlib.suppress(OSError):
            if marked.encode() in Path(f"/proc/{each}/cmdline").read_bytes():
                return int(each)
    sys.exit(f"process {pid} has no child {marked}")


def _children(pid: int) -> list[str]:
    found: list[str] = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            found += (thread / "children").read_text().split()
    return found
