"""Findings while a run goes on: against the app as they come, all at the end, and then the bundle's."""

import msgspec
import pytest

from harness.explore.beside.stream import BesideStream
from harness.explore.events import Judged, line
from harness.explore.judged import Judge, judge_of
from harness.explore.lines import Lines
from harness.explore.replay import Replay
from harness.explore.state import State
from harness.explore.stream import Stream
from harness.jobs.assess import assess_source
from harness.jobs.judge import Judging
from harness.jobs.source import Request, opened
from harness.jobs.told import Silent
from harness.rules.testing import clean, read
from tests.recordings import bundle


def judging() -> Judging:
    return Judging.of(Request(source=bundle("polite-refuse"), rules=["cn"]))


@pytest.mark.parametrize("name", ["bully-accept", "polite-refuse"])
def test_the_end_of_it_is_what_the_bundle_s_assessment_finds(name: str) -> None:
    request = Request(source=bundle(name), rules=["cn"])
    source = opened(request.source, Silent())
    stream = Stream(Replay(*source), judge=judge_of(request, source.recording, Silent()))
    told = [event for event in stream.events() if isinstance(event, Judged)]
    whole = assess_source(request, Silent(), workers=1).found.findings
    assert msgspec.to_builtins(sorted(stream.state.findings.values(), key=lambda row: row.id)) == msgspec.to_builtins(
        sorted(whole, key=lambda row: row.id)
    )
    assert told and (name != "bully-accept" or any(event.finding.adverse for event in told))


def test_only_what_speaks_against_the_app_is_told_before_the_end() -> None:
    judge, found = Judge(judging()), clean()
    assert judge.look(lambda: found) == []
    found.collected.append(read("imei", "before_consent"))
    rows = [event for event in judge.look(lambda: found) if isinstance(event, Judged)]
    assert rows and all(event.finding.adverse and event.change == "new" for event in rows)
    assert judge.look(lambda: found) == [] and not judge.due
    found.collected[0].count += 1
    found.collected.clear()
    assert {event.change for event in judge.look(lambda: found) if isinstance(event, Judged)} == {"gone"}
    verdicts = {event.finding.verdict for event in judge.look(lambda: found, over=True) if isinstance(event, Judged)}
    assert "PASS" in verdicts and "VIOLATION" not in verdicts


def test_a_state_keeps_what_stands_and_a_line_says_it() -> None:
    judge, found, state = Judge(judging()), clean(), State()
    found.collected.append(read("imei", "before_consent"))
    events = judge.look(lambda: found)
    state.take(events)
    assert set(state.findings) == {event.finding.id for event in events if isinstance(event, Judged)}
    one = next(event for event in events if isinstance(event, Judged) and event.finding.rule == "CAC191-3-1")
    said = Lines().of(one)
    assert said is not None and "VIOLATION CAC191-3-1: The app read IMEI" in said.plain
    assert b'"event":"finding"' in line(one)
    found.collected.clear()
    state.take(judge.look(lambda: found))
    assert state.findings == {}


def test_nobody_judges_where_no_rules_were_asked_for() -> None:
    assert judge_of(Request(source=bundle("polite-refuse")), None, Silent()) is None


@pytest.mark.slow
def test_the_process_beside_judges_too() -> None:
    request = Request(source=bundle("polite-refuse"), rules=["cn"])
    with BesideStream(request) as stream:
        told = [event for event in stream.events() if isinstance(event, Judged)]
    whole = assess_source(request, Silent(), workers=1).found.findings
    assert {(event.finding.id, event.finding.verdict) for event in told} == {(row.id, row.verdict) for row in whole}
