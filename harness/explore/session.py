"""A session: a run that is watched, and that a person has take steps."""

import dataclasses
from pathlib import Path
from typing import Literal

from harness.capture.options import RunResult
from harness.capture.scenario import Limits, PhaseScript, Scenario
from harness.capture.scenario.model import BEFORE, code_of
from harness.capture.scenario.steps import Launch
from harness.evidence.seal import Verification
from harness.explore.beside.stream import BesideStream
from harness.explore.control import Control
from harness.explore.events import Asked, Ended, Said
from harness.explore.tap import Tap
from harness.jobs.judge import Judging
from harness.jobs.run import Plan, Ran, capture_app, finish_run
from harness.jobs.source import Request
from harness.jobs.told import Silent, Told
from harness.persona.persona import Persona
from harness.values.needle import Needle

BY_HAND = "session"
"""The name of the scenario, and of its only branch, in which all steps but the first are a person's."""
_DAY_S = 86_400.0


def by_hand(permissions: Literal["granted_at_install", "leave"], *, attached: bool = False) -> Scenario:
    """Return the scenario of a session without one: the app is started, and then waits for a person.

    ``leave``: permission dialogs stay on the screen for the person. ``attached``: the app runs already.
    """
    first = PhaseScript(name=BEFORE, code=code_of(BEFORE), steps=(Launch(shown="launch"),))
    return Scenario(
        name=BY_HAND, phases=() if attached else (first,), branches={BY_HAND: ()}, permissions=permissions,
        default=BY_HAND, limits=Limits(phase_s=_DAY_S, total_s=7 * _DAY_S, steps=1_000_000),
    )  # fmt: skip


class Session:
    """One run of one app with a stream of what it sees.

    Listen to :attr:`stream`, start it, then :meth:`run` on a thread that may wait. Acts go through :attr:`control`.
    """

    def __init__(
        self, plan: Plan, *, hands: bool, for_s: float | None = None, wanted: list[Needle] | None = None
    ) -> None:
        """``hands``: when the scenario's phases are over a person goes on, for ``for_s`` seconds at most.

        ``wanted`` are values to look for besides the persona's.
        """
        self._tap = Tap()
        self.control = Control(self._asked, hands=hands, for_s=for_s)
        judging = None
        if plan.rules:
            judging = Judging.of(Request(source=plan.out, rules=plan.rules)).beside(plan.policies, Silent())
        self.stream = BesideStream(self._tap, wanted or (), judging=judging)
        self._plan = dataclasses.replace(plan, ear=self._tap, person=self.control)

    def run(self, apk: Path, branch: str, persona: Persona, out: Path, told: Told) -> Ran:
        """Run the app; its bundle is left in ``out``, assessment and report beside it. The stream ends with the run.

        Raises what ``run_app`` raises; the stream has ended then, too.
        """
        both = _Both(self._tap, told)
        result: RunResult | None = None
        try:
            result = capture_app(self._plan, apk, branch, persona, out, both)
        finally:
            self.control.end()
            self._tap.end(_ended(result))
        return finish_run(self._plan, result, told)

    def _asked(self, question: str, at_most_s: float) -> None:
        self._tap.tell(Asked(question=question, at_most_s=at_most_s))


def _ended(result: RunResult | None) -> Ended:
    if result is None:
        return Ended(outcome="failed")
    return Ended(outcome=result.outcome, reason=result.reason or "", bundle=str(result.bundle))


class _Both:
    """What the run says goes into the stream, and to whoever started it."""

    def __init__(self, tap: Tap, told: Told) -> None:
        self._tap, self._told = tap, told

    def progress(self, text: str) -> None:
        self._tap.tell(Said(text=text))
        self._told.progress(text)

    def warn(self, text: str) -> None:
        self._tap.tell(Said(text=text, warning=True))
        self._told.warn(text)

    def broken(self, bundle: Path, found: Verification) -> None:
        self._told.broken(bundle, found)
