"""A clock that a scenario moved and something else set back: an emulator does so after a while."""

from pathlib import Path

import pytest

from harness.capture.device.errors import ChangeRefused
from harness.evidence.rows import Incident
from tests.capture.engine.phone import CONSENT, Control, Phone, play, scenario, text

DAY_US = 24 * 3_600_000_000
SCRIPT = """
phases:
  - {name: before_consent, steps: [launch]}
  - {name: consented_idle, steps: [consent: accept]}
  - {name: relaunch_within_48h, steps: [{set_clock: {forward: 24h}}, relaunch, tap: 慢]}
  - {name: relaunch_again, steps: [relaunch]}
"""


def on(phone: Phone, does: str) -> None:
    phone.at = "home" if does == "agree" else phone.at
    if does == "slow":
        phone.offset_us = 0  # the emulator follows its host


def phone() -> Phone:
    return Phone({"main": CONSENT, "home": [text("首页")]}, on)


def home_at_a_second_start(device: Phone) -> Phone:
    launch = device.launch

    def again() -> None:
        launch()
        if device.log.count("launch") > 1:
            device.screens["main"] = [text("首页"), Control("慢", does="slow")]

    device.launch = again  # type: ignore[method-assign]
    return device


def test_it_is_moved_again_before_the_next_phase_and_said(tmp_path: Path) -> None:
    device = home_at_a_second_start(phone())
    seen: list[int] = []
    launch = device.launch

    def noted() -> None:
        seen.append(device.offset_us)
        launch()

    device.launch = noted  # type: ignore[method-assign]
    done = play(device, scenario(SCRIPT), tmp_path / "b")
    assert set(done.states.values()) == {"done"}
    assert [abs(offset - DAY_US) < 3_000_000 for offset in seen] == [False, True, True]
    (incident,) = [row for row in done.bundle.rows(Incident) if row.kind == "clock_set_back"]
    assert "-24.0 hours" in incident.detail and incident.done == "moved again"


def test_one_that_cannot_be_moved_again_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device = home_at_a_second_start(phone())
    move = device.set_clock
    moves: list[int] = []

    def once(offset_us: int) -> int:
        moves.append(offset_us)
        if len(moves) > 1:
            raise ChangeRefused("The clock of phone cannot be moved.")
        return move(offset_us)

    monkeypatch.setattr(device, "set_clock", once)
    done = play(device, scenario(SCRIPT), tmp_path / "b")
    incidents = [row for row in done.bundle.rows(Incident) if row.kind == "clock_set_back"]
    assert incidents and incidents[0].done == "" and "cannot be moved" in incidents[0].detail
