"""The acceptance of a session: the sample app by hand, on its screens; what was recorded then runs by itself and finds
the same."""

import asyncio
import threading
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from harness.analysis.model import Assessment, from_json
from harness.catalog.points import load_points
from harness.evidence.bundle import Bundle
from harness.evidence.rows import Phase, StepTaken
from harness.explore.record import recorded
from harness.explore.screens.app import ExploreApp
from harness.explore.screens.prompt import PromptScreen
from harness.explore.session import BY_HAND, Session, by_hand
from harness.jobs.run import Plan, Ran
from harness.jobs.told import Silent
from harness.persona.generate import generate
from tests.e2e.conftest import LANTERN, ROOT, Finished, harness
from tests.explore.screens.pilot import text

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
AFTER = {"location_precise", "contacts", "call_log", "sms", "phone_number"}


class ByHand:
    """A session whose keys are pressed by a script."""

    def __init__(self, out: Path) -> None:
        plan = Plan(
            device="sandbox", scenario=by_hand("granted_at_install"), persona=None, points=load_points(),
            network="sinkhole", out=out, lang="en",
        )  # fmt: skip
        self.session = Session(plan, hands=True)
        self.app = ExploreApp(self.session.stream, LANTERN.name, self.session.control, ())
        self.looks: dict[str, str] = {}
        self.ran: Ran | None = None
        run = threading.Thread(target=self._run, args=(out / "b",))
        run.start()
        try:
            asyncio.run(self._sit())
        finally:
            self.session.control.quit()
            run.join()
            self.session.stream.close()

    def _run(self, out: Path) -> None:
        self.ran = self.session.run(LANTERN, BY_HAND, generate(), out, Silent())

    async def _sit(self) -> None:
        async with self.app.run_test(size=(160, 50)) as pilot:
            await pilot.press("3")
            await self._left(pilot, {"imei"})
            self.looks["before"] = text(self.app)
            await pilot.press("a")
            await self._left(pilot, AFTER)
            await pilot.press("m")
            await pilot.pause(0.2)
            await pilot.press(*"foreground: looked", "enter")
            await self._evaluated(pilot)
            self.looks["after"] = text(self.app)
            await pilot.press("q")
            await self._until(pilot, lambda: not self.app.is_running)

    async def _evaluated(self, pilot: Pilot[str]) -> None:
        await pilot.press("x")
        await pilot.pause(0.2)
        screen = self.app.screen
        assert isinstance(screen, PromptScreen)
        screen.query_one(Input).value = "6 * 7"
        await pilot.press("enter")
        await self._until(pilot, lambda: not screen.busy)
        self.looks["prompt"] = text(self.app)
        await pilot.press("escape")
        await pilot.pause(0.3)

    async def _left(self, pilot: Pilot[str], categories: set[str]) -> None:
        def seen() -> bool:
            return categories <= {row.category for row in list(self.session.stream.state.disclosures.values())}

        await self._until(pilot, seen)
        await pilot.pause(0.5)

    async def _until(self, pilot: Pilot[str], true) -> None:  # type: ignore[no-untyped-def]
        for _ in range(1200):
            if true():
                return
            await (pilot.pause(0.1) if self.app.is_running else asyncio.sleep(0.1))
        raise AssertionError("it did not come")


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> ByHand:
    return ByHand(tmp_path_factory.mktemp("explore"))


@pytest.fixture(scope="module")
def again(session: ByHand, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The recorded steps, taken again by the command."""
    folder = tmp_path_factory.mktemp("again")
    assert session.ran is not None
    script = folder / "mine.yaml"
    script.write_text(recorded(session.ran.finished.bundle, "mine"))
    out = folder / "runs"
    words = ("run", str(LANTERN), "--device", "sandbox", "--scenario", str(script), "--out", str(out))
    return Finished(harness(*words, cwd=ROOT), out)


def disclosures(found: Assessment) -> set[tuple[str, str, str, str, str]]:
    return {(row.category, row.form, row.actor.id, row.recipient.host, row.consent) for row in found.disclosures}


def test_the_digest_appears_before_consent_and_the_rest_after(session: ByHand) -> None:
    assert "imei" in session.looks["before"] and "md5" in session.looks["before"]
    assert "api.pushbay.example" in session.looks["before"] and "contacts" not in session.looks["before"]
    assert all(category in session.looks["after"] for category in AFTER)
    assert session.app.return_value and Path(session.app.return_value).is_dir()


def test_the_prompt_answers_in_the_app(session: ByHand) -> None:
    assert "com.brightbeam.lantern (" in session.looks["prompt"]
    lines = [line.strip() for line in session.looks["prompt"].splitlines()]
    assert lines[lines.index("> 6 * 7") + 1] == "42"


def test_the_session_is_an_ordinary_bundle(session: ByHand) -> None:
    assert session.ran is not None and session.ran.result.outcome == "complete"
    bundle = session.ran.finished.bundle
    assert bundle.sealed and [row.name for row in bundle.rows(Phase)] == [
        "install", "before_consent", "consented_idle", "foreground",
    ]  # fmt: skip
    assert [next(iter(row.step)) for row in bundle.rows(StepTaken)] == ["launch", "consent", "evaluate"]
    assert disclosures(session.ran.finished.assessment) == {
        (row.category, row.form, row.actor.id, row.recipient.host, row.consent)
        for row in session.session.stream.state.disclosures.values()
    }


def test_what_was_recorded_runs_by_itself_and_finds_the_same(session: ByHand, again: Finished) -> None:
    assert again.done.returncode == 0, again.done.stderr
    assert session.ran is not None
    found = from_json(again.assessment.read_bytes())
    assert disclosures(found) == disclosures(session.ran.finished.assessment)
    assert "own_code" not in found.summary.reasons
    steps = [next(iter(row.step)) for row in Bundle(again.bundle.path).rows(StepTaken)]
    assert [step for step in steps if step != "settle"] == ["launch", "consent"]
