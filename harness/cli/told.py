"""What a job says, on the terminal."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.status import Status
from rich.text import Text

from harness.capture.scenario.lasting import counted_down
from harness.cli.errors import say
from harness.cli.seals import say_broken

if TYPE_CHECKING:
    from harness.evidence.seal import Verification


class Ticking:
    """A line of progress whose time left, if it says one, goes down while it is shown."""

    def __init__(self, text: str, clock: Callable[[], float] = time.monotonic) -> None:
        """``text`` is markup; it is true now, by ``clock``."""
        self._text = text
        self._clock = clock
        self._since = clock()

    def __rich__(self) -> Text:
        """Return the line as it is now."""
        return Text.from_markup(counted_down(self._text, self._clock() - self._since))


class OnTerminal:
    """Says on stderr what a job says: see ``harness.jobs.told.Told``. ``subject`` stands before its progress."""

    def __init__(self, status: Status | None = None, subject: str = "") -> None:
        """Progress changes ``status``; without one it is not shown."""
        self._status = status
        self._subject = f"{escape(subject)}: " if subject else ""

    def progress(self, text: str) -> None:
        """Show what is being done now."""
        if self._status is not None:
            self._status.update(Ticking(f"{self._subject}{text}"))

    def warn(self, text: str) -> None:
        """Say a sentence that the user should read."""
        say(f"harness: {text}", "bold yellow")

    def broken(self, bundle: Path, found: "Verification") -> None:
        """Say what is broken of a seal."""
        say_broken(bundle, found)
