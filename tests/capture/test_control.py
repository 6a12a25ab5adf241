"""An app that died is started once more without the agent; what came of it is never guessed."""

import time
from dataclasses import dataclass, field

import pytest

from harness.capture import control
from harness.capture.device.errors import DeviceError, DeviceLost
from harness.capture.device.protocol import Running
from harness.capture.scenario import PhaseScript, Step

PACKAGE = "com.example.app"
LAUNCH = PhaseScript(name="before_consent", steps=(Step(kind="launch", args={}),))
IMPOSSIBLE = PhaseScript(name="after", steps=(Step(kind="tap", args={"text": "OK", "at_most_s": 0.1}),))


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

    def screenshot(self) -> bytes:
        return b"\x89PNG"

    def ui_dump(self) -> bytes:
        return b"<hierarchy/>"

    def stop_app(self, package: str) -> None:
        self.stopped = True


class Quiet:
    idle_seconds = 0.0
    in_flight = 0


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "LEAST_S", 0.3)


def survives(phone: Phone, *phases: PhaseScript) -> control.WithoutAgent:
    return control.survives(phone, PACKAGE, phases or (LAUNCH,), 0.1, Quiet())  # type: ignore[arg-type]


def test_it_lives() -> None:
    phone = Phone()
    found = survives(phone)
    assert (found.survived, found.phases, found.reason) == (True, ["before_consent"], None)
    assert found.seconds >= 0.4
    assert phone.stopped


def test_it_dies_without_us_too() -> None:
    assert survives(Phone(lives_s=0.15)).survived is False


def test_another_process_of_the_app_is_not_the_app() -> None:
    phone = Phone(lives_s=0.15, others=[Running(pid=2, name=f"{PACKAGE}:push")])
    assert survives(phone).survived is False


def test_a_step_that_cannot_be_repeated_leaves_an_app_that_lives() -> None:
    found = survives(Phone(), LAUNCH, IMPOSSIBLE)
    assert found.survived is True
    assert "no control 'OK' came on screen" in (found.reason or "")


def test_what_cannot_be_found_out_is_not_guessed() -> None:
    found = survives(Phone(launch_error=DeviceLost("the device went away")))
    assert (found.survived, found.reason) == (None, "the device went away")


def test_phases_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "PHASES_S", -1.0)
    found = survives(Phone())
    assert found.reason == "the phase before_consent was left out: the others took -1 s"
    assert found.survived is None
