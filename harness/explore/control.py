"""What a person has a run do: each act is a step of the scenario, taken and recorded as a scripted one is."""

import queue
import threading
from typing import Literal, NamedTuple

from harness.capture.scenario import Step
from harness.capture.scenario.model import Target
from harness.capture.scenario.steps import (
    Background,
    ClearData,
    Consent,
    Foreground,
    Kill,
    Permission,
    Relaunch,
    Screenshot,
    Tap,
    Type,
)


class Pending:
    """A step that was asked for."""

    def __init__(self) -> None:
        """It has not been taken yet."""
        self._over = threading.Event()
        self.failed = ""
        """Why it could not be taken, in a sentence; empty when it was."""

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until it was taken, or could not be; whether that is so."""
        return self._over.wait(timeout_s)

    def end(self, failed: str = "") -> None:
        """Say that it was taken, or why not (the run does)."""
        self.failed = failed
        self._over.set()


class Wish(NamedTuple):
    """A step to take (``None``: none), the phase to begin with it (empty: none), and who waits for it."""

    step: Step | None
    phase: str
    note: str
    pending: Pending


class Control:
    """A running session as a person handles it. Every method returns at once and may be called on any thread."""

    def __init__(self) -> None:
        """Nothing is wished for."""
        self._wishes: queue.SimpleQueue[Wish | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._over = threading.Event()

    def do(self, step: Step, phase: str = "", note: str = "") -> Pending:
        """Take any step a scenario can take; with ``phase`` it begins one of that name."""
        pending = Pending()
        if self._over.is_set():
            pending.end("the session is over")
        else:
            self._wishes.put(Wish(step, phase, note, pending))
        return pending

    def mark(self, phase: str, note: str = "") -> Pending:
        """Begin a phase here and now; its name is lower-case letters, digits and ``_``."""
        pending = Pending()
        self._wishes.put(Wish(None, phase, note, pending))
        return pending

    def consent(self, choice: Literal["accept", "refuse"]) -> Pending:
        """Decide in the privacy dialog: a new phase begins with the tap (``consented`` or ``refused``)."""
        return self.do(Consent(choice=choice), "consented" if choice == "accept" else "refused")

    def permission(self, answer: Literal["grant", "deny"]) -> Pending:
        """Answer the permission dialog that is on the screen."""
        return self.do(Permission(answer=answer))

    def screenshot(self, name: str = "") -> Pending:
        """Keep a picture and the view tree."""
        return self.do(Screenshot(name=name))

    def tap(self, text: str) -> Pending:
        """Touch the control with this text."""
        return self.do(Tap(target=Target(text=(text,))))

    def type(self, text: str) -> Pending:
        """Type into the field that has the focus; ``${persona.ID}`` in it is the persona's value."""
        return self.do(Type(value=text))

    def background(self) -> Pending:
        """Press HOME."""
        return self.do(Background())

    def foreground(self) -> Pending:
        """Bring the app back to the front."""
        return self.do(Foreground())

    def relaunch(self) -> Pending:
        """End the app and start it again."""
        return self.do(Relaunch())

    def kill(self) -> Pending:
        """End the app by force."""
        return self.do(Kill(how="force_stop"))

    def clear(self) -> Pending:
        """Forget the app's data and permissions."""
        return self.do(ClearData())

    def answer(self, text: str | None) -> None:
        """Answer what the scenario asks (``Asked``); ``None``: it cannot be answered."""
        self._answers.put(text)

    def quit(self) -> None:
        """End the session: the app is stopped, the bundle sealed. The last event (``Ended``) says when that is done."""
        self._over.set()
        self._wishes.put(None)
        self._answers.put(None)
