"""The run without the agent: on a device that is cleared for it, from a start that nothing of ours is in."""

from pathlib import Path
from typing import Any, cast

import pytest

from harness.capture.device.errors import DeviceLost
from harness.capture.engine import Context
from harness.capture.options import RunOptions
from harness.capture.prepare import Preparation
from harness.capture.processes import counter_test
from harness.capture.scenario import load_scenario
from harness.capture.without_agent import with_counter_test, without_agent
from harness.evidence.run_record import Apk, WithoutAgent
from harness.persona.generate import generate
from tests.capture.processes.test_counter_test import LAUNCH, PACKAGE, Phone


class Cleared(Phone):
    """Notes what is done to it before the app starts."""

    there = True

    def release(self) -> None:
        done.append("release")

    def uninstall(self, package: str) -> None:
        done.append(f"uninstall {package}")
        if not self.there:
            raise DeviceLost("the device went away")


class Prepared:
    """Brings a device to where the app can start, which is all that is asked of it."""

    def go(self, device: object, proxy: object, writer: object, *, hooked: bool = True) -> None:
        done.append("prepare" if hooked else "prepare without hooks")


done: list[str] = []


def tried(phone: Phone) -> WithoutAgent:
    done.clear()
    options = RunOptions(
        apk=Path("app.apk"),
        out=Path(),
        scenario=load_scenario("consent"),
        branch="accept",
        persona=generate(),
        points=[],
    )

    def context(**more: Any) -> Context:
        return Context(
            package=PACKAGE, label="App", branch="accept", persona=options.persona, install=lambda path: Apk(), **more
        )

    prepared = cast("Preparation", Prepared())
    return without_agent(phone, (LAUNCH,), options, PACKAGE, prepared, context, 0.1)


def test_the_app_is_installed_anew_and_started_without_hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counter_test, "LEAST_S", 0.1)
    found = tried(Cleared())
    assert (found.survived, found.phases) == (True, ["before_consent"])
    assert done == ["release", f"uninstall {PACKAGE}", "prepare without hooks"]


def test_a_device_that_goes_away_does_not_undo_the_run() -> None:
    lost = Cleared()
    lost.there = False
    found = tried(lost)
    assert (found.survived, found.reason, done[-1]) == (None, "the device went away", f"uninstall {PACKAGE}")


@pytest.mark.parametrize(
    ("survived", "reason", "told"),
    [
        (True, "The app died.", "The app died; started the same way without the agent, it survives."),
        (False, "The app died.", "The app died."),
        (None, "The app died.", "The app died."),
        (True, None, None),
    ],
)
def test_what_came_of_it_is_part_of_the_reason(survived: bool | None, reason: str | None, told: str | None) -> None:
    assert with_counter_test(reason, WithoutAgent(survived=survived)) == told
