"""An app that died is started once more without the agent; what came of it is never guessed."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from harness.capture.device.errors import DeviceError, DeviceLost
from harness.capture.device.protocol import Ended, Running, ShellResult
from harness.capture.engine import Attribution, Context
from harness.capture.phase_clock import PhaseClock
from harness.capture.processes import counter_test as control
from harness.capture.processes.counter_test import Unhooked, starter
from harness.capture.scenario import PhaseScript, parse_scenario
from harness.capture.waiting import Waiting
from harness.evidence.run_record import WithoutAgent
from harness.evidence.writer import BundleWriter
from harness.persona.generate import generate

PACKAGE = "com.example.app"
SCENARIO = """\
schema: 1
name: control
phases:
  - {name: before_consent, steps: [launch]}
branches:
  accept:
    - {name: after, steps: [{wait: {seconds: 0.1}}, {assert: {visible: never there}}]}
"""
LAUNCH, FAILING = parse_scenario(SCENARIO, "control.yaml").script("accept")


@dataclass
class Phone:
    """A device on which the app lives for ``lives_s`` seconds after its launch."""

    lives_s: float = 1e9
    launch_error: DeviceError | None = None
    launched: float = 0.0
    stopped: bool = False
    others: list[Running] = field(default_factory=list)

    def launch(self, package: str) -> None:
        if self.launch_error is not None:
            raise self.launch_error
        self.launched = time.monotonic()

    def running(self, package: str) -> list[Running]:
        alive = self.launched and time.monotonic() - self.launched < self.lives_s
        return [*self.others, *([Running(pid=1, name=package)] if alive else [])]

    def ended(self, package: str) -> list[Ended]:
        return []

    def shell(self, command: list[str], timeout: float = 30.0) -> ShellResult:
        focus = f"  mCurrentFocus=Window{{abc u0 {PACKAGE}/{PACKAGE}.MainActivity}}\n"
        return ShellResult(code=0, stdout=focus, stderr="")

    def screenshot(self) -> bytes:
        return b"\x89PNG"

    def ui_dump(self) -> bytes:
        return b"<hierarchy/>"

    def stop_app(self, package: str) -> None:
        self.stopped = True

    def put_clock_back(self) -> None:
        pass


class Quiet:
    idle_seconds = 0.0
    in_flight = 0


Survives = Callable[..., WithoutAgent]


@pytest.fixture
def survives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Survives:
    """Runs phases on a phone, the app having lived for a tenth of a second with the agent."""
    monkeypatch.setattr(control, "LEAST_S", 0.3)

    def run(phone: Phone, *phases: PhaseScript) -> WithoutAgent:
        phase_clock = PhaseClock(0, "accept")
        with BundleWriter(tmp_path / "bundle", {}) as writer:
            context = Context(
                device=phone, package=PACKAGE, label="App", branch="accept", persona=generate(),
                phase_clock=phase_clock, attribution=Attribution(phase_clock, lambda row: None), writer=writer,
                activity=Unhooked(phone, PACKAGE, Quiet()), waiting=Waiting(), launch=starter(phone, PACKAGE),
                install=lambda path: {},
            )  # type: ignore[arg-type]  # fmt: skip
            return control.survives(context, phases or (LAUNCH,), 0.1)

    return run


def test_it_lives(survives: Survives) -> None:
    phone = Phone()
    found = survives(phone)
    assert (found.survived, found.phases, found.reason) == (True, ["before_consent"], None)
    assert found.seconds >= 0.4
    assert phone.stopped


def test_it_dies_without_us_too(survives: Survives) -> None:
    assert survives(Phone(lives_s=0.15)).survived is False


def test_another_process_of_the_app_is_not_the_app(survives: Survives) -> None:
    phone = Phone(lives_s=0.15, others=[Running(pid=2, name=f"{PACKAGE}:push")])
    assert survives(phone).survived is False


def test_a_step_that_cannot_be_repeated_says_nothing_against_an_app_that_lives(survives: Survives) -> None:
    found = survives(Phone(), LAUNCH, FAILING)
    assert found.survived is True
    assert found.phases == ["before_consent", "after"]
    assert "the phase after" in (found.reason or "")


def test_what_cannot_be_found_out_is_not_guessed(survives: Survives) -> None:
    found = survives(Phone(launch_error=DeviceLost("the device went away")))
    assert (found.survived, found.reason) == (None, "the device went away")


def test_phases_are_bounded(survives: Survives, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "PHASES_S", -1.0)
    found = survives(Phone())
    assert found.survived is None
    assert "time" in (found.reason or "")
