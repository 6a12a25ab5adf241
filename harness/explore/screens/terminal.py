"""A terminal that may go away: what is drawn on it then goes nowhere, and the session ends in order all the same."""

import contextlib
from typing import IO, Any

from textual.drivers.linux_driver import LinuxDriver


class Lasting:
    """A terminal's output that raises nothing when the terminal is gone.

    Textual writes on a thread of its own, which ends at the first error; the queue before it holds 30 writes
    (``textual/drivers/_writer_thread.py``), and whoever draws then waits at it for ever.
    """

    def __init__(self, file: IO[str]) -> None:
        """``file`` is the terminal's."""
        self._file = file

    def write(self, text: str) -> int:
        """Write, if anybody is there."""
        with contextlib.suppress(OSError, ValueError):
            return self._file.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush, if anybody is there."""
        with contextlib.suppress(OSError, ValueError):
            self._file.flush()

    def fileno(self) -> int:
        """Return the terminal's number."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return self._file.isatty()


class TerminalDriver(LinuxDriver):
    """Textual's driver, for a terminal that may go away."""

    def __init__(self, *given: Any, **more: Any) -> None:
        """See Textual's."""
        super().__init__(*given, **more)
        self._file: Any = Lasting(self._file)
