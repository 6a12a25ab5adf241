"""What a job says on its way, to whoever asked for it."""

from pathlib import Path
from typing import Protocol

from harness.evidence.seal import Verification


class Told(Protocol):
    """Hears a job: a command prints, a session shows, a campaign keeps it."""

    def progress(self, text: str) -> None:
        """Hear what is being done now, in a few words."""

    def warn(self, text: str) -> None:
        """Hear a sentence that the user should read."""

    def broken(self, bundle: Path, found: Verification) -> None:
        """Hear that a bundle which was opened is not as it was sealed."""


class Silent:
    """Hears everything and says nothing."""

    def progress(self, text: str) -> None:
        """See :meth:`Told.progress`."""

    def warn(self, text: str) -> None:
        """See :meth:`Told.warn`."""

    def broken(self, bundle: Path, found: Verification) -> None:
        """See :meth:`Told.broken`."""
