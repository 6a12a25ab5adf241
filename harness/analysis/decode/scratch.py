"""Hyperscan's room to look in, which one thread at a time may use: each thread has its own.

Two in one room are an error at best (``HS_SCRATCH_IN_USE``): hyperscan says that it need not notice
(https://intel.github.io/hyperscan/dev-reference/runtime.html#scratch-space).
"""

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
