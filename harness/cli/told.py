"""What a job says, on the terminal."""

from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.status import Status

from harness.cli.errors import say
from harness.cli.seals import say_broken

if TYPE_CHECKING:
    from harness.evidence.seal import Verification


class OnTerminal:
    """Says on stderr what a job says: see ``harness.jobs.told.Told``. ``subject`` stands before its progress."""

    def __init__(self, status: Status | None = None, subject: str = "") -> None:
        """Progress changes ``status``; without one it is not shown."""
        self._status = status
        self._subject = f"{escape(subject)}: " if subject else ""

    def progress(self, text: str) -> None:
        """Show what is being done now."""
        if self._status is not None:
            self._status.update(f"{self._subject}{text}")

    def warn(self, text: str) -> None:
        """Say a sentence that the user should read."""
        say(f"harness: {text}", "bold yellow")

    def broken(self, bundle: Path, found: "Verification") -> None:
        """Say what is broken of a seal."""
        say_broken(bundle, found)
