"""The list of findings in a session, and the notice of a violation."""

import pytest
from textual.pilot import Pilot

from harness.explore.events import Ended
from harness.explore.judged import judge_of
from harness.explore.replay import Replay
from harness.explore.screens.app import ExploreApp
from harness.explore.screens.findings import Broken, findings
from harness.explore.state import State
from harness.explore.stream import Stream
from harness.jobs.source import Request, opened
from harness.jobs.told import Silent
from tests.explore.screens.pilot import DRAWN_S, drive, settled, text
from tests.hostile import EVIL
from tests.recordings import bundle
from tests.report.findings_views import finding


@pytest.mark.slow
def test_the_gravest_first_on_a_screen_of_its_own() -> None:
    request = Request(source=bundle("bully-accept"), rules=["cn"])
    source = opened(request.source, Silent())
    seen: list[str] = []

    async def acts(app: ExploreApp, pilot: Pilot[str]) -> None:
        await pilot.press("7")
        await settled(app, pilot)
        for _ in range(8):
            await pilot.pause(DRAWN_S)
        seen.append(text(app))

    drive(Stream(Replay(*source), judge=judge_of(request, source.recording, Silent())), acts)
    (screen,) = seen
    assert "CAC191-4-1" in screen and "SUSPECTED" in screen and "UNDETERMINED" in screen


def test_what_stands_in_it() -> None:
    state = State()
    assert "--rules cn" in findings(state, 76).plain
    state.findings = {
        row.id: row for row in (finding("B2", "PASS"), finding("A1", "VIOLATION", clause=EVIL, actor=EVIL))
    }
    plain = findings(state, 76).plain
    assert plain.index("VIOLATION A1") < plain.index("PASS B2") and "VIOLATION 1  PASS 1" in plain
    assert "While the run goes on" in plain
    state.take([Ended(outcome="complete")])
    assert "While the run goes on" not in findings(state, 76).plain
    state.findings = {str(number): finding(f"{EVIL}{number}", "SUSPECTED") for number in range(400)}
    assert "and 100 more" in findings(state, 76).plain and findings(state, 76).plain.replace("\n", "").isprintable()


def test_only_a_violation_is_worth_a_notice() -> None:
    broken = Broken()
    broken.take(finding("A1", "SUSPECTED"))
    assert broken.said() == ""
    for _ in range(3):
        broken.take(finding("A1", "VIOLATION"))
    assert broken.said() == "A1: it happened And 2 more."
    broken.take(finding("A2", "VIOLATION"))
    assert broken.said() == "", "not yet: it would hide the screen"
