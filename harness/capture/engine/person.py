"""The person in front of a run, if there is one: who answers what a scenario asks, and has steps taken by hand."""

import threading
from typing import NamedTuple, Protocol

from harness.capture.agent.workbench import Workbench
from harness.capture.scenario import Step
from harness.capture.screen.looking import Glance


class Pending:
    """A step that a person asked for."""

    def __init__(self) -> None:
        """It has not been taken yet."""
        self._over = threading.Event()
        self.failed = ""
        """Why it could not be taken, in a sentence; empty when it was."""
        self.said = ""
        """What came of it, in a sentence, where it says anything."""
        self.glance: Glance | None = None
        """What was seen, of a wish to look at the screen."""

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until it was taken, or could not be; whether that is so."""
        return self._over.wait(timeout_s)

    def end(self, failed: str = "", said: str = "") -> None:
        """Say that it was taken, or why not (who takes it does)."""
        self.failed, self.said = failed, said
        self._over.set()


class Wish(NamedTuple):
    """A step to take (``None``: none), the phase that begins with it (empty: none), a note on it, who waits for it.

    ``looks``: to be shown the screen, and nothing else; no step, and nothing of it is in the bundle.
    """

    step: Step | None
    phase: str
    note: str
    pending: Pending
    looks: bool = False


class Person(Protocol):
    """Is asked on the run's thread."""

    @property
    def over(self) -> bool:
        """Whether no more steps are wished for."""

    def wish(self, timeout_s: float) -> Wish | None:
        """Return the next step to take, ``None`` when none is wished for within so many seconds."""

    def equipped(self, bench: Workbench) -> None:
        """Hear what can be done in the app's processes from now on: on any thread, beside the steps."""

    def interrupted(self) -> bool:
        """Hear that the program was interrupted while nothing was wished for; whether that is how to end a session."""

    def ask(self, question: str, at_most_s: float) -> str | None:
        """Return the answer to a question, ``None`` when there is none within so many seconds."""


class Nobody:
    """A run by itself."""

    over = True

    def wish(self, timeout_s: float) -> Wish | None:  # noqa: ARG002
        """Wish for nothing."""
        return None

    def equipped(self, bench: Workbench) -> None:
        """Do nothing with it."""

    def interrupted(self) -> bool:
        """A run by itself is cut short."""
        return False

    def ask(self, question: str, at_most_s: float) -> str | None:  # noqa: ARG002
        """Answer nothing."""
        return None
