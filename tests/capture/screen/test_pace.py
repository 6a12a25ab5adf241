"""A device that shows itself slowly gets the same verdicts as a fast one, and a fast one is not held up for it.

Time here is the test's own: a look costs what the phone says, a wait what it is told.
"""

import time
from pathlib import Path

import pytest

from harness.capture.host_clock import CLOCK
from harness.capture.scenario import load_scenario
from harness.capture.screen.pace import MOST_S, Pace
from harness.evidence.rows import PermissionRequest, Phase
from tests.capture.engine.phone import CONSENT, Control, Finished, Phone, dialog, play, scenario, text

SPLASH = [text("正在加载")]
HOME = [text("首页"), Control("查看附近", does="near")]
DEMAND = [text("需要位置权限才能继续使用"), Control("去设置"), Control("退出应用")]


class Clock:
    """The time of the test, in seconds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)
        monkeypatch.setattr(CLOCK, "_mono_ns", lambda: int(self.now * 1e9))
        monkeypatch.setattr(time, "sleep", self.passes)

    def passes(self, seconds: float) -> None:
        self.now += seconds


class SlowPhone(Phone):
    """Its view tree takes ``look_s`` seconds; what it shows follows from how long ago something happened."""

    def __init__(self, clock: Clock, look_s: float, asks_after_s: float, demands_after_s: float = 1e9) -> None:
        super().__init__({"main": CONSENT, "home": HOME, "LOCATION": dialog()}, touched)
        self.clock, self.look_s = clock, look_s
        self.asks_after_s, self.demands_after_s = asks_after_s, demands_after_s
        self.since = {"launch": 0.0, "deny LOCATION": 1e12}

    def ui_dump(self) -> bytes:
        # What is on the screen when the look begins is what it tells.
        tree = super().ui_dump()
        self.clock.passes(self.look_s)
        return tree

    def controls(self) -> list[Control] | None:
        if self.at == "main" and self.clock.now - self.since["launch"] < self.asks_after_s:
            return SPLASH
        if self.at == "home" and self.clock.now - self.since["deny LOCATION"] > self.demands_after_s:
            return DEMAND
        return super().controls()


def touched(phone: Phone, does: str) -> None:
    assert isinstance(phone, SlowPhone)
    phone.since[does] = phone.clock.now
    phone.at = {"agree": "LOCATION" if phone.demands_after_s < 1e9 else "home", "deny LOCATION": "home"}.get(
        does, phone.at
    )
    if does == "refuse":
        phone.ends()


def default(phone: SlowPhone, tmp_path: Path, branch: str = "accept") -> Finished:
    return play(phone, load_scenario("consent"), tmp_path / "b", branch=branch)


@pytest.mark.parametrize("name", ["consent", "quick", "typed-data"])
def test_a_dialog_that_comes_after_15_seconds_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    phone = SlowPhone(Clock(monkeypatch), look_s=3.0, asks_after_s=15.0)
    script = load_scenario(name)
    done = play(phone, script, tmp_path / "b", branch="accept" if "accept" in script.branches else "main")
    assert done.states["before_consent"] == done.states["consented_idle"] == "done"
    assert "tap 同意" in phone.log
    before = next(row for row in done.bundle.rows(Phase) if row.name == "before_consent")
    assert 15 <= (before.end_us - before.start_us) / 1e6 < 40


def test_an_app_that_asks_nothing_is_waited_for_30_seconds_from_its_launch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    done = default(SlowPhone(clock, look_s=0.3, asks_after_s=1e9), tmp_path)
    before = next(row for row in done.bundle.rows(Phase) if row.name == "before_consent")
    assert 30 <= (before.end_us - before.start_us) / 1e6 < 40  # and the five seconds of 'consent'
    assert done.states["consented_idle"] == "not_exercised"


def test_a_permission_dialog_before_consent_ends_the_wait_untouched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    phone = SlowPhone(clock, look_s=0.3, asks_after_s=0.0)
    phone.screens["main"] = dialog()
    begun = clock.now
    play(phone, scenario("phases:\n  - {name: before_consent, steps: [launch, await_consent]}"), tmp_path / "b")
    assert clock.now - begun < 5
    assert not [line for line in phone.log if line.startswith("tap")]


@pytest.mark.parametrize("look_s", [0.03, 0.3, 3.0])
def test_a_demand_after_a_denial_is_seen_on_any_device(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look_s: float
) -> None:
    # What takes a second on a fast device takes five looks on a slow one.
    phone = SlowPhone(Clock(monkeypatch), look_s, asks_after_s=0.0, demands_after_s=max(1.0, 4.5 * look_s))
    script = scenario(
        "permissions: deny_all\nphases:\n  - {name: before_consent, steps: [launch, await_consent]}\n"
        "  - {name: permission_denied, steps: [consent: accept, {permission: {answer: policy, optional: true}}]}\n"
    )
    done = play(phone, script, tmp_path / "b")
    (row,) = done.bundle.rows(PermissionRequest)
    assert (row.answer, row.reaction) == ("denied", "blocks")


def test_a_fast_device_is_not_held_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    phone = SlowPhone(clock, look_s=0.03, asks_after_s=0.2)
    begun = clock.now
    done = default(phone, tmp_path)
    assert set(done.states.values()) == {"done"}
    assert clock.now - begun < 4.0  # 1.2 s and 1.5 s of silence, and the looks


def test_the_bundle_has_the_measured_pace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = default(SlowPhone(Clock(monkeypatch), look_s=3.0, asks_after_s=15.0), tmp_path)
    pace = done.bundle.run.pace
    assert (pace.look_s, pace.looks_per_s) == (3.0, 0.33)
    assert pace.looks > 5


def test_patience_counts_looks_and_ends_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, pace = Clock(monkeypatch), Pace()
    patience = pace.patience(5.0, looks=3)
    clock.passes(6)
    assert not patience.over()
    for _ in range(3):
        pace.looked(2.0)
    assert patience.over()
    stuck = pace.patience(5.0, looks=3)
    clock.passes(MOST_S)
    assert stuck.over()
    assert pace.at_least(1.2, looks=2) == 4.0
    assert pace.at_least(8.0, looks=2, launches=2) == 8.0
    pace.launched(10.0)
    assert pace.at_least(8.0, looks=2, launches=2) == 20.0
