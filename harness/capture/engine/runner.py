"""One branch of a scenario, phase after phase. A phase that fails ends with its cause; the run goes on where it can."""

import contextlib
import math
import time
from collections.abc import Callable
from typing import Literal

from harness import interrupt
from harness.capture.engine.clock import Clock
from harness.capture.engine.context import AppEnded, Aside, Context, NotOffered, StepFailed
from harness.capture.engine.desk import Desk
from harness.capture.engine.hands import Hands
from harness.capture.engine.person import Person, Wish
from harness.capture.engine.stage import Frame, Stage
from harness.capture.engine.steps import carry_out
from harness.capture.scenario import Limits, PhaseScript, Step
from harness.capture.scenario.model import BEFORE, code_of
from harness.capture.scenario.steps import Consent, Repeat
from harness.capture.scenario.written import said
from harness.capture.screen.looking import Look, Picture, Screen
from harness.evidence.rows import Phase
from harness.evidence.run_record import PhaseOutcome

_WISH_S = 0.25
"""How long the run waits for a person's next wish before it looks after itself."""
_IDLE_S = 10.0
"""How often it is asked after what does not tell of itself: each time the app's processes answer."""
State = Literal["done", "failed", "not_begun", "not_exercised"]


def _first(steps: tuple[Step, ...]) -> Step:
    """The first step that does something."""
    return _first(steps[0].steps) if isinstance(steps[0], Repeat) else steps[0]


class Runner:
    """Takes the app through the phases and keeps a picture and a view tree of the end of each."""

    def __init__(
        self,
        context: Context,
        clock: Clock,
        limits: Limits | None = None,
        on_phase: Callable[[str], None] = lambda _: None,
        on_idle: Callable[[], None] = lambda: None,
    ) -> None:
        """``clock`` is put back by who made it; ``on_phase`` is told which phase comes, ``on_idle`` is called now
        and then while a person wishes for nothing."""
        self._context = context
        self._limits = limits or Limits()
        self._on_phase = on_phase
        self._on_idle = on_idle
        self._screen = Screen(context.device, context.writer, context.phase_clock, context.package)
        self._desk = Desk(context, self._screen)
        self._hands = Hands(context, self._screen, self._desk, self._act)
        self._stage = Stage(
            context,
            self._screen,
            self._desk,
            self._hands,
            clock,
            Frame(self._enter, self._deadline),
            carry_out=carry_out,
            most_steps=self._limits.steps,
        )
        self._entering: tuple[str, str] | None = None
        self._codes: dict[str, str] = {}
        self._failed: str | None = None
        self._app_ended = False
        self._granted: list[str] = []
        self._phase_ends = self._ends = time.monotonic() + self._limits.total_s
        self.outcomes: list[PhaseOutcome] = []

    @interrupt.held()
    def run(self, script: tuple[PhaseScript, ...]) -> None:
        """Go through all phases, then take the steps that a person wishes for.

        What fails is in :attr:`outcomes` and in the bundle, not raised. Ctrl-C is raised in a step, or while a person
        is waited for. What lies between is ended first: a session whose app was started ends in good order.
        """
        self._ends = time.monotonic() + self._limits.total_s
        undecided, offered = "", True
        for phase in script:
            self._on_phase(phase.name)
            if phase.when is not None and not self._stage.holds(phase.when):
                self._note(phase, "not_exercised", f"it needs: {phase.when.shown}")
            elif cause := undecided or self._cannot_begin(phase):
                excused = phase.optional or (bool(undecided) and not offered)
                self._note(phase, "not_exercised" if excused else "not_begun", cause)
            else:
                self._phase(phase)
                last = self.outcomes[-1]
                if last.state.startswith("not_") and any(isinstance(step, Consent) for step in phase.steps):
                    undecided = f"the user's decision in the phase {phase.name} could not be made"
                    offered = last.state == "not_begun"
        by_hand = not self._context.person.over
        if by_hand:
            self._by_hand(self._context.person)
        self.finish("end of the session" if by_hand else "end of the scenario")

    def finish(self, cause: str) -> None:
        """End the last phase with its picture."""
        picture = self._screen.keep()
        self._granted = self._screen.granted()
        self._tell_pace()
        self._ended(self._context.phase_clock.finish(cause), picture)

    def _tell_pace(self) -> None:
        self._context.writer.run.pace = self._screen.pace.told()

    def cut_short(self, cause: str) -> None:
        """End the last phase without touching the device: it may be gone."""
        self._failed = self._failed or cause
        self._tell_pace()
        self._ended(self._context.phase_clock.finish(f"cut short: {cause}"), Picture())

    def problems(self) -> list[str]:
        """Return why the run is not complete, in sentences."""
        return [
            f"the phase {row.phase} {'failed' if row.state == 'failed' else 'could not begin'}: {row.cause}"
            for row in self.outcomes
            if row.state in ("failed", "not_begun")
        ]

    # -- one phase ------------------------------------------------------------------------------------------------

    def _cannot_begin(self, phase: PhaseScript) -> str:
        if time.monotonic() >= self._ends:
            return f"the scenario's time ({self._limits.total_s:g} s) was up"
        context = self._context
        if not context.activity.alive() and _first(phase.steps).needs_app and context.launches:
            return f"the app does not run ({context.how_ended()})"
        return ""

    def _phase(self, phase: PhaseScript) -> None:
        context = self._context
        self._entering = (phase.name, phase.steps[0].shown or phase.steps[0].kind)
        self._codes[phase.name] = phase.code
        before, context.policy = context.policy, phase.policy or context.policy
        self._phase_ends = min(self._ends, time.monotonic() + (phase.at_most_s or self._limits.phase_s))
        try:
            self._stage.hold_clock()
            self._stage.run(phase.steps)
            self._enter()
            self._end_of(phase)
            self._note(phase, "done", "")
        except StepFailed as error:
            self._fail(phase, error)
        finally:
            context.policy = before

    def _end_of(self, phase: PhaseScript) -> None:
        """At a phase's end: what is asked before consent is recorded; an app that ended by itself is a failure."""
        if phase.name.startswith(BEFORE):
            look = self._screen.look()
            dialog = self._desk.dialog(look)
            if dialog is not None:
                self._desk.note(look, dialog)
            self._stage.deciding.seen(look)
        if not self._context.activity.alive() and self._context.launches:
            self._app_ended = True
            how = self._context.how_ended()
            if not self._context.expected_end and not self._desk.explains(how):
                raise AppEnded(f"the app ended by itself in the phase {phase.name} ({how})")

    def _fail(self, phase: PhaseScript, error: StepFailed) -> None:
        begun, self._entering = self._entering is None, None
        gone = isinstance(error, AppEnded) and not self._context.expected_end
        if isinstance(error, AppEnded) and self._context.expected_end and begun:
            self._app_ended = True
            self._note(phase, "done", f"cut short: {self._context.expected_end}")
        elif begun:
            self._failed = str(error)
            self._note(phase, "failed", str(error), gone)
        else:
            excused = phase.optional or isinstance(error, NotOffered)
            self._note(phase, "not_exercised" if excused else "not_begun", str(error), gone)

    def _note(self, phase: PhaseScript, state: State, cause: str, app_ended: bool = False) -> None:
        row = PhaseOutcome(phase=phase.name, code=phase.code, state=state, cause=cause, app_ended=app_ended)
        self.outcomes.append(row)

    # -- by hand --------------------------------------------------------------------------------------------------

    def _by_hand(self, person: Person) -> None:
        """Take steps as a person wishes for them. One that fails is told, and ends nothing."""
        self._ends = math.inf
        self._context.by = "person"
        try:
            with interrupt.heard():
                self._wishes(person)
        except KeyboardInterrupt:
            if not person.interrupted():
                raise
        finally:
            self._context.by = "scenario"

    def _wishes(self, person: Person) -> None:
        looked = time.monotonic()
        while not person.over:
            self._phase_ends = time.monotonic() + self._limits.phase_s
            wish = person.wish(_WISH_S)
            if wish is not None:
                failed = "the run ended before it was done"
                try:
                    failed = self._wished(wish)
                finally:  # who waits for it hears, whatever ends the run
                    wish.pending.end(failed)
                continue
            self._context.writer.check()
            if time.monotonic() - looked >= _IDLE_S:
                self._on_idle()
                looked = time.monotonic()
            with contextlib.suppress(StepFailed):  # it has its row, and whoever sees the screen decides
                self._stage.watch()

    def _wished(self, wish: Wish) -> str:
        """Take one step; return why it could not be taken."""
        context, step = self._context, wish.step
        if wish.looks:
            wish.pending.glance = self._stage.screen.glance()
            return ""
        name = wish.phase
        if not name and step is not None and step.touches and context.phase_clock.current == BEFORE:
            name = f"{BEFORE}_touched"  # what the app does then it does not do by itself
        context.note = wish.note
        if name:
            self._entering = (name, (step.shown or said(step)) if step is not None else "a person marked it")
            self._codes[name] = code_of(name)
            self._on_phase(name)
        try:
            if step is not None:
                self._stage.run((step,))
            self._enter()
        except StepFailed as error:
            self._entering = None
            return str(error)
        finally:
            context.note = ""
        if name:
            self.outcomes.append(PhaseOutcome(phase=name, code=code_of(name), state="done"))
        return ""

    # -- boundaries -----------------------------------------------------------------------------------------------

    def _deadline(self) -> float:
        return self._phase_ends

    def _enter(self) -> None:
        """Begin the phase now, unless something has begun it."""
        if self._entering is not None:
            (name, cause), self._entering = self._entering, None
            picture = self._screen.keep()
            self._granted = self._screen.granted()
            self._ended(self._context.phase_clock.begin(name, cause), picture)

    def _act(self, action: Callable[[], None], seen: Look | None = None, aside: Aside = None) -> None:
        """Touch the app; the first touch of a phase is its boundary.

        ``aside`` is a phase of its own for what has to be touched on the way there. Answering a permission dialog is
        such a thing as well: it is no part of the phase that is about to begin.
        """
        if self._entering is None:
            action()
            return
        current = self._context.phase_clock.current
        if aside is None and seen is not None and self._desk.dialog(seen) is not None:
            asked = (f"{BEFORE}_asked", "a permission dialog covers the app")
            aside = asked if current.startswith(BEFORE) else (current, "")
        if aside is None:
            self._boundary(*self._entering, action, seen)
            self._entering = None
        elif aside[0] == current:
            action()
        else:
            self._boundary(*aside, action, seen)

    def _boundary(self, name: str, cause: str, action: Callable[[], None], seen: Look | None) -> None:
        picture, context = self._screen.keep(seen), self._context
        self._granted = self._screen.granted()
        with context.attribution.boundary(context.device, name, cause, lambda ended: self._ended(ended, picture)):
            action()

    def _ended(self, phase: Phase, picture: Picture) -> None:
        phase.code = self._codes.get(phase.name, code_of(phase.name))
        phase.failed, self._failed = self._failed, None
        phase.app_ended, self._app_ended = self._app_ended, False
        phase.screenshot, phase.ui_dump = picture.screenshot, picture.ui_dump
        phase.granted = self._granted
        self._context.writer.append(phase)
