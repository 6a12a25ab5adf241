"""A session on the sandbox device, watched and handled by a script: what is told live is what is found at the end."""

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harness.catalog.points import load_points
from harness.evidence.bundle import Bundle
from harness.evidence.rows import Observation, Phase, StepTaken
from harness.explore.events import Disclosed, Ended, Event, Exchanged, PhaseBegan
from harness.explore.session import BY_HAND, Session, by_hand
from harness.jobs.run import Plan, Ran
from harness.jobs.told import Silent
from harness.persona.generate import generate
from tests.e2e.conftest import LANTERN, ROOT

pytestmark = pytest.mark.e2e


class Watched:
    """One session: its events in their order, and what it left."""

    def __init__(self, out: Path) -> None:
        plan = Plan(
            device="sandbox", scenario=by_hand("granted_at_install"), persona=None, points=load_points(),
            network="sinkhole", out=out, lang="en",
        )  # fmt: skip
        self.session = Session(plan, hands=True)
        self.events: list[Event] = []
        self.refused: list[str] = []
        listener = self.session.stream.listen(patient=True)
        self.session.stream.start()
        hand = threading.Thread(target=self._follow, args=(listener,))
        hand.start()
        self.ran: Ran = self.session.run(LANTERN, BY_HAND, generate(), out / "b", Silent())
        hand.join()
        assert self.session.stream.failure is None

    def _follow(self, listener: Any) -> None:
        """Take consent when md5(IMEI) has left; end when what consent lets go has."""
        control, stage = self.session.control, 0
        while (found := listener.take()) is not None:
            self.events += found
            left = {event.disclosure.category for event in self.events if isinstance(event, Disclosed)}
            if stage == 0 and "imei" in left:
                stage = 1
                self.refused += [
                    step.failed for step in (control.screenshot("before"), control.consent("accept")) if step.wait(60)
                ]
            elif stage == 1 and {"contacts", "sms", "phone_number"} <= left:
                stage = 2
                steps = [control.mark("afterwards", "all has left"), control.background(), control.foreground()]
                self.refused += [step.failed for step in steps if step.wait(60)]
                control.quit()


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    return Watched(tmp_path_factory.mktemp("watched"))


def test_steps_by_hand_are_taken_and_written_down(watched: Watched) -> None:
    assert watched.refused == [""] * 5
    bundle = watched.ran.finished.bundle
    assert [row.name for row in bundle.rows(Phase)] == ["install", "before_consent", "consented_idle", "afterwards"]
    taken = [(next(iter(row.step)), row.by) for row in bundle.rows(StepTaken)]
    assert taken == [
        ("launch", "scenario"), ("screenshot", "person"), ("consent", "person"), ("background", "person"),
        ("foreground", "person"),
    ]  # fmt: skip
    assert watched.ran.result.outcome == "complete"


def test_live_disclosures_are_the_assessments(watched: Watched) -> None:
    live = sorted(watched.session.stream.state.disclosures.values(), key=lambda row: row.id)
    assert msgspec.to_builtins(live) == msgspec.to_builtins(watched.ran.finished.assessment.disclosures)
    assert {row.category for row in live} == {"imei", "phone_number", "location_precise", "contacts", "call_log", "sms"}
    (imei,) = [row for row in live if row.category == "imei"]
    assert (imei.form, imei.consent) == ("digest:md5", "before")


def test_nothing_is_lost_on_the_way(watched: Watched) -> None:
    state, bundle = watched.session.stream.state, watched.ran.finished.bundle
    rows = list(bundle.rows(Observation))
    assert [row.id for row in state.observations] == [f"{row.pid}:{row.seq}" for row in rows]
    assert watched.session.stream.observation(3) == rows[3]
    assert len([event for event in watched.events if isinstance(event, Exchanged)]) >= 3
    assert isinstance(watched.events[-1], Ended) and watched.events[-1].bundle
    assert [event.phase for event in watched.events if isinstance(event, PhaseBegan)] == [
        "install", "before_consent", "consented_idle", "afterwards",
    ]  # fmt: skip


def test_ctrl_c_ends_a_session_with_a_sealed_bundle(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "harness", "watch", str(LANTERN), "--device", "sandbox", "--json", "--out", "o"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env={**__import__("os").environ, "PYTHONPATH": str(ROOT)}) as process:  # fmt: skip
        assert process.stdout is not None
        lines, told = [], False
        seen = launched = False
        for line in process.stdout:
            lines.append(json.loads(line))
            seen |= lines[-1]["event"] == "disclosure" and lines[-1]["disclosure"]["category"] == "imei"
            launched |= lines[-1]["event"] == "step"  # until then ctrl-C ends a run that has not begun
            if seen and launched and not told:  # it may be revised; a second ctrl-C would not wait for the end
                told = True
                process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    assert lines[-1]["event"] == "ended" and lines[-1]["outcome"] == "complete"
    assert Bundle(
        Path(lines[-1]["bundle"]) if Path(lines[-1]["bundle"]).is_absolute() else tmp_path / lines[-1]["bundle"]
    ).sealed
