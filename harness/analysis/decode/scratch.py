"""Looking with hyperscan on any thread: the room that it needs for that is one thread's at a time, so each has its own.

Two in one room are an error at best (``HS_SCRATCH_IN_USE``): hyperscan says that it need not notice
(https://intel.github.io/hyperscan/dev-reference/runtime.html#scratch-space).
"""

from collections.abc import Callable
from threading import get_ident
from typing import Any


class Scratches(dict[int, Any]):
    """The rooms of a database by threads' numbers (``get_ident``), which are used again: there are as many as threads
    were there at the same time."""

    def __init__(self, database: Any) -> None:
        """``database`` is compiled."""
        super().__init__()
        self._first = database.scratch

    def __missing__(self, thread: int) -> Any:
        """Make a room for a thread that comes for the first time."""
        made = self[thread] = self._first.clone()
        return made


def finder(database: Any) -> Callable[[bytes], list[tuple[int, int]]]:
    """Return what gives (expression's number, end) of everything that a compiled database finds, on any thread."""
    scan, scratches = database.scan, Scratches(database)

    def find(data: bytes) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        scan(data, _collect, 0, found, scratches[get_ident()])
        return found

    return find


def _collect(number: int, _start: int, end: int, _flags: int, found: list[tuple[int, int]]) -> None:
    found.append((number, end))
