"""The explorer on the sample app with a hundred screens, which says itself which of them were reached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.capture.device.sandbox import SandboxDevice
from harness.capture.explorer import ExploreReport, explore
from harness.persona.generate import generate

SAMPLES = Path(__file__).parents[3] / "samples"
LOUD = "com.carnival.loud"
PERSONA = generate(1)
BUDGET_S = 170

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


class Phone:
    """A sandbox device with loud on it, and polite for loud to lead to."""

    def __init__(self) -> None:
        self.device = SandboxDevice()
        for name in ("loud", "polite"):
            self.device.install(SAMPLES / name / f"{name}.apk", grant_all=True)

    def explore(self, seed: int, actions: int = 5000) -> ExploreReport:
        self.device.shell(["pm", "clear", LOUD])
        self.device.shell(["logcat", "-c"])
        self.device.shell(["monkey", "-p", LOUD, "-c", "android.intent.category.LAUNCHER", "1"])
        return explore(self.device, LOUD, PERSONA, BUDGET_S, seed, most_actions=actions)

    def said(self, tag: str) -> set[str]:
        return set(re.findall(rf"{tag}\s*: (\S+)", self.device.shell(["logcat", "-d", "-s", tag]).stdout))


@pytest.fixture(scope="module")
def phone() -> Iterator[Phone]:
    phone = Phone()
    yield phone
    phone.device.close()


def test_its_screens_are_reached_the_same_way_for_the_same_seed(phone: Phone) -> None:
    whole = phone.explore(seed=1)
    reached = phone.said("LoudScreen")
    assert len(reached) >= 95, sorted(reached)
    assert phone.said("LoudTrap") == set()
    assert whole.ended == "exhausted"
    assert len(whole.screens) <= 110, "one screen was taken for several"
    assert [departure.package for departure in whole.departures] == ["org.quietnotes.polite"]
    assert set(whole.typed) == {"phone_number", "name", "id_card_number", "email", "address"}

    again = phone.explore(seed=1, actions=120)
    assert again.log == whole.log[: len(again.log)] and len(again.log) == 120
    seen = [(one.fingerprint, one.title, one.path) for one in again.screens]
    assert seen == [(one.fingerprint, one.title, one.path) for one in whole.screens[: len(seen)]]

    other = phone.explore(seed=2, actions=20)
    assert other.log != whole.log[:20]
