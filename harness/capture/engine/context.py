"""What the steps of a scenario work with."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from harness.capture.device.errors import DeviceError
from harness.capture.device.protocol import Clock, Display, Facts, Processes
from harness.capture.engine.attribution import Attribution
from harness.capture.engine.person import Nobody, Person
from harness.capture.phase_clock import PhaseClock
from harness.capture.screen.looking import Look
from harness.capture.waiting import Waiting
from harness.errors import HarnessError
from harness.evidence.run_record import Apk
from harness.evidence.writer import BundleWriter
from harness.persona.persona import Persona


class StepFailed(HarnessError, RuntimeError):
    """A step could not be done; its phase ends here and the bundle says why."""


class AppEnded(StepFailed):
    """A step could not be done because the app does not run any more."""


class NotOffered(StepFailed):
    """A step could not be done because the app offers no way to: a fact about the app, no failure of the run."""


class Activity(Protocol):
    """What a scenario wants to know of the app under test."""

    def idle_seconds(self) -> float:
        """Seconds since the app was last seen doing anything (a hooked call or traffic)."""

    def busy(self) -> bool:
        """Whether a request is under way."""

    def alive(self) -> bool:
        """Whether a process of the app runs."""

    def how_ended(self) -> str:
        """How the app's processes ended, in words."""


class Stage(Facts, Display, Processes, Clock, Protocol):
    """What a scenario is played on."""


Aside = tuple[str, str] | None


class Act(Protocol):
    """Does something to the app: makes the phase's boundary when that is due (see ``Runner``)."""

    def __call__(self, action: Callable[[], None], seen: Look | None = None, aside: Aside = None) -> None:
        """``seen`` is the look that led to it; ``aside`` a phase of its own for it."""


@dataclass
class Context:
    """Everything the steps of one branch share.

    ``launch`` starts the app with its hooks in; ``install`` puts another APK over it and returns what it is;
    ``flush`` has the app hand over what was observed in it, before it is ended;
    ``necessary`` are the permission groups that the app's type needs
    (``None``: its type is not known). ``label`` is the app's name, which permission dialogs quote. ``person`` is who
    sits in front of the run; ``by`` is who takes the steps now.
    """

    device: Stage
    package: str
    label: str
    branch: str
    persona: Persona
    phase_clock: PhaseClock
    attribution: Attribution
    writer: BundleWriter
    activity: Activity
    waiting: Waiting
    launch: Callable[[], None]
    install: Callable[[Path], Apk]
    flush: Callable[[], None] = lambda: None
    necessary: frozenset[str] | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    policy: str = "grant_all"
    launches: int = 0
    acted_us: int = 0
    acted: str = ""
    expected_end: str = ""
    person: Person = field(default_factory=Nobody)
    by: str = "scenario"
    note: str = ""

    def how_ended(self) -> str:
        """How the app's last process ended: as the device tells it, else as it was seen."""
        with contextlib.suppress(DeviceError):
            if ended := self.device.ended(self.package):
                return ended[-1].how
        return self.activity.how_ended()

    def note_act(self, what: str) -> None:
        """Note that the app was touched, now."""
        self.acted_us, self.acted = self.phase_clock.now_us(), what
