"""What a person has a run do: each act is a step of the scenario, taken and recorded as a scripted one is."""

import math
import queue
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from harness.capture.agent.workbench import Workbench
from harness.capture.engine.person import Pending, Wish
from harness.capture.scenario import Step
from harness.capture.scenario.model import Target
from harness.capture.scenario.steps import (
    Background,
    ClearData,
    Consent,
    Foreground,
    Grant,
    Kill,
    Permission,
    Relaunch,
    Revoke,
    Screenshot,
    Tap,
    Type,
)
from harness.errors import HarnessError


class Control:
    """A running session as a person handles it. Every method returns at once and may be called on any thread."""

    def __init__(
        self,
        on_ask: Callable[[str, float], None] = lambda question, at_most_s: None,
        *,
        hands: bool = True,
        for_s: float | None = None,
    ) -> None:
        """``on_ask`` hears a question, and for how many seconds it may be answered.

        Without ``hands`` no steps are wished for, and only questions are answered. ``for_s`` seconds after the first
        wish could have been made the session ends.
        """
        self._hands = hands
        self._for_s = for_s
        self._until = math.inf
        self._wishes: queue.SimpleQueue[Wish | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._over = threading.Event()
        self._bench: Workbench | None = None
        self._on_ask = on_ask
        self.ends_by_interrupt = False
        """Whether ctrl-C is how this session is to end: then it is complete, else it is an interrupted run."""

    def do(self, step: Step, phase: str = "", note: str = "") -> Pending:
        """Take any step a scenario can take; with ``phase`` it begins one of that name."""
        return self._wish(Wish(step, phase, note, Pending()))

    def mark(self, phase: str, note: str = "") -> Pending:
        """Begin a phase here and now; its name is lower-case letters, digits and ``_``."""
        return self._wish(Wish(None, phase, note, Pending()))

    def consent(self, choice: Literal["accept", "refuse"]) -> Pending:
        """Decide in the privacy dialog: a new phase begins with the tap (``consented_idle`` or ``refused``)."""
        return self.do(Consent(choice=choice), "consented_idle" if choice == "accept" else "refused")

    def permission(self, answer: Literal["grant", "deny"]) -> Pending:
        """Answer the permission dialog that is on the screen."""
        return self.do(Permission(answer=answer))

    def screenshot(self, name: str = "") -> Pending:
        """Keep a picture and the view tree."""
        return self.do(Screenshot(name=name))

    def look(self) -> Pending:
        """Be shown the screen (``Pending.glance``): no step, and nothing of it is kept."""
        return self._wish(Wish(None, "", "", Pending(), looks=True))

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

    def grant(self, name: str) -> Pending:
        """Grant a permission (``CAMERA``, or its whole name)."""
        return self.do(Grant(name=name))

    def revoke(self, name: str) -> Pending:
        """Take a permission away; the system ends the app then."""
        return self.do(Revoke(name=name))

    def clear(self) -> Pending:
        """Forget the app's data and permissions."""
        return self.do(ClearData())

    # -- in the app's processes -----------------------------------------------------------------------------------

    def equipped(self, bench: Workbench) -> None:
        """Hear what can be done in the app's processes; see ``Person``."""
        self._bench = bench

    @property
    def bench(self) -> Workbench | None:
        """What can be done in the app's processes; ``None`` as long as the run has none, and after its end."""
        return None if self._over.is_set() else self._bench

    def switch(self, names: Sequence[str], *, on: bool) -> Pending:
        """Switch hooks off, or on again: categories, points, ``channel``, ``control``, ``all``."""
        return self._at_bench(lambda bench: bench.switch(names, on=on))

    def unpin(self) -> Pending:
        """Take certificate pinning out of the app. It changes the app; the bundle says so."""
        return self._at_bench(lambda bench: bench.unpin())

    def load(self, path: Path) -> Pending:
        """Load a script of one's own, or a file of access points, into the app's processes."""
        return self._at_bench(lambda bench: bench.load(path))

    def _at_bench(self, act: Callable[[Workbench], str]) -> Pending:
        """Do something in the app's processes on a thread of its own: it does not wait for the steps."""
        pending, bench = Pending(), self.bench
        if bench is None:
            pending.end(_OVER if self._over.is_set() else _NOT_YET)
            return pending

        def work() -> None:
            try:
                pending.end(said=act(bench))
            except HarnessError as error:
                pending.end(str(error))
            except BaseException as error:  # noqa: BLE001 - who waits hears of it
                pending.end(f"it failed: {error or type(error).__name__}")

        threading.Thread(target=work, name="bench", daemon=True).start()
        return pending

    def answer(self, text: str | None) -> None:
        """Answer what the scenario asks (``Asked``); ``None``: it cannot be answered."""
        self._answers.put(text)

    def quit(self) -> None:
        """End the session: the app is stopped, the bundle sealed. The last event (``Ended``) says when that is done."""
        self._over.set()
        self._wishes.put(None)
        self._answers.put(None)

    # -- for the run ----------------------------------------------------------------------------------------------

    def _wish(self, wish: Wish) -> Pending:
        if self.over:
            wish.pending.end(_OVER)
        else:
            self._wishes.put(wish)
        return wish.pending

    @property
    def over(self) -> bool:
        """Whether the session is to end."""
        return self._over.is_set() or not self._hands

    def wish(self, timeout_s: float) -> Wish | None:
        """Return the next step that is wished for; see ``Person``."""
        now = time.monotonic()
        if self._for_s is not None and self._until == math.inf:
            self._until = now + self._for_s
        if now >= self._until:
            self.quit()
        timeout_s = min(timeout_s, max(0.0, self._until - now))
        try:
            return self._wishes.get(timeout=timeout_s)
        except queue.Empty:
            return None

    def interrupted(self) -> bool:
        """Whether ctrl-C ends the session in good order."""
        if self.ends_by_interrupt:
            self.quit()
        return self.ends_by_interrupt

    def ask(self, question: str, at_most_s: float) -> str | None:
        """Have the question shown, and wait for the answer; see ``Person``."""
        while not self._answers.empty():  # meant for an earlier question, which had been given up
            self._answers.get_nowait()
        self._on_ask(question, at_most_s)
        try:
            return None if self._over.is_set() else self._answers.get(timeout=at_most_s)
        except queue.Empty:
            return None

    def end(self) -> None:
        """The run is over: whoever still waits hears that nothing comes of it."""
        self._over.set()
        while not self._wishes.empty():
            if (wish := self._wishes.get()) is not None:
                wish.pending.end(_OVER)


_OVER = "the session is over"
_NOT_YET = "the app is not started yet"
