"""What an exploration adds to coverage."""

from typing import Any

import msgspec

from harness.analysis.facts.blind_spots import of_coverage
from harness.analysis.facts.coverage import Seen, coverage
from harness.analysis.model_coverage import Coverage
from harness.analysis.recording import Recording
from harness.evidence.rows import AppScreen, Hook
from harness.evidence.run_record import RunRecord
from harness.report.coverage import coverage_of


def screen(fingerprint: str, number: int, **more: Any) -> AppScreen:
    return AppScreen(time_us=1, phase="foreground", number=number, fingerprint=fingerprint, **more)


def covered(*screens: AppScreen) -> Coverage:
    return coverage(Recording(run=RunRecord(outcome="complete"), exchanges=(), screens=screens), Seen())


def found(*screens: AppScreen) -> dict[str, Any]:
    """Return coverage as it stands in assessment.json."""
    written: dict[str, Any] = msgspec.to_builtins(covered(*screens))
    return written


def test_own_points_that_failed_are_named_before_the_catalogues() -> None:
    hooks = tuple(
        Hook(pid=1, process="p", point=point, resolved=False, why="no_class", reason="no class")
        for point in ("binder.accounts", "tm.getImei", "own.wallet")
    )
    failures = coverage(Recording(run=RunRecord(outcome="complete"), exchanges=(), hooks=hooks), Seen()).hooks.failures
    assert [row.point for row in failures] == ["own.wallet", "binder.accounts", "tm.getImei"]


def test_without_an_exploration_nothing_is_said_of_screens() -> None:
    assert "screens" not in found()


def test_screens_and_controls_are_counted_once() -> None:
    rows = [
        screen("a", 1, title="home", controls=4, tried=1, unvisited=["x", "y"], avoided={"Pay": "pay"}),
        screen("b", 2, title="more", controls=2, tried=2),
        screen("a", 1, title="home", controls=4, tried=2, unvisited=["y"], avoided={"Pay": "pay"}),
    ]
    assert found(*rows)["screens"] == {
        "reached": 2,
        "controls": 6,
        "tried": 4,
        "avoided": 1,
        "avoided_names": [{"screen": "home", "name": "Pay"}],
        "unvisited": 1,
        "unvisited_names": [{"screen": "home", "name": "y"}],
    }


def test_names_are_bounded_and_counts_are_not() -> None:
    rows = [screen(f"{n}", n, title="t" * 500, controls=9, unvisited=["label" * 100] * 9) for n in range(20)]
    part = found(*rows)["screens"]
    assert part["unvisited"] == 180 and len(part["unvisited_names"]) == 50
    assert len(part["unvisited_names"][0]["name"]) == 80


def test_the_report_says_what_was_not_used() -> None:
    rows = [screen("a", 1, title="home", controls=3, tried=1, unvisited=["y"], avoided={"Pay": "pay"})]
    part = covered(*rows)
    view = coverage_of(part, of_coverage(part))
    facts = {note.key: dict(note.args) for note in view.facts}
    assert facts["facts.screens"] == {"n": 1}
    gaps = {note.key: note.details for note in view.gaps}
    assert gaps["gaps.controls_unvisited"] == ("home · y",) and gaps["gaps.controls_avoided"] == ("home · Pay",)
