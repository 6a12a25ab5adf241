"""The family ``frequency``: what speaks against an app, and what is left open."""

import pytest

from harness.rules.case import Case
from harness.rules.testing import clean, read, send
from tests.rules.families.kit import hits, opened, result

RULE = "CAC191-4-4"


def reads(category: str, phase: str, count: int, over_s: float, app_type: str = "news") -> Case:
    found = clean(app_type=app_type)
    found.collected.append(read(category, phase, count=count, over_s=over_s))
    return Case(found)


@pytest.mark.parametrize(
    ("phase", "count", "over_s", "key"),
    [
        ("background", 3, 5, "frequency.background"),
        ("background", 2, 60, None),
        ("background", 30, 1, None),  # a burst is one reading
        ("consented_idle", 5, 60, "frequency.idle"),
        ("consented_idle", 4, 120, None),  # two a minute
        ("foreground", 90, 60, None),
    ],
)
def test_over_and_over(phase: str, count: int, over_s: float, key: str | None) -> None:
    found = hits(RULE, reads("location_precise", phase, count, over_s))
    assert found == ([(key, "VIOLATION", "location_precise")] if key else [])


def test_a_map_goes_on_with_the_place_alone() -> None:
    assert hits(RULE, reads("location_precise", "background", 60, 60, "map_navigation")) == []
    assert hits(RULE, reads("contacts", "background", 60, 60, "map_navigation"))


@pytest.mark.parametrize(
    ("count", "over_s", "verdict"), [(1, 0, None), (2, 30, "SUSPECTED"), (5, 60, "VIOLATION"), (6, 3000, "SUSPECTED")]
)
def test_what_does_not_change_is_read_once(count: int, over_s: float, verdict: str | None) -> None:
    found = clean()
    row = read("imei", "foreground", count=count)
    row.last = row.first + int(over_s * 1e6)
    found.collected.append(row)
    assert [said for _, said, _ in hits(RULE, Case(found))] == ([verdict] if verdict else [])


def test_each_start_of_the_app_reads_anew() -> None:
    found = clean()
    row = read("imei", "foreground", count=3)
    row.observations = ["7:1", "9:1", "11:1"]
    found.collected.append(row)
    assert hits(RULE, Case(found)) == []
    row.observations = ["7:1", "7:2", "9:1"]
    assert [said for _, said, _ in hits(RULE, Case(found))] == ["SUSPECTED"]


def test_a_phase_of_no_length_says_nothing() -> None:
    found = clean()
    for span in found.phases:
        span.end = span.start + 3_000_000
    assert opened(RULE, Case(found)) == ["too_short", "too_short"]
    assert opened("TC260-9", Case(found)) == ["too_short"]


def test_the_background() -> None:
    found = send(clean(), "location_precise", "background")
    assert hits("TC260-9", Case(found)) == [("background.sent", "VIOLATION", "location_precise")]
    assert hits("TC260-9", Case(found, "fitness")) == []


def test_starting_by_itself() -> None:
    found = clean()
    span = next(span for span in found.phases if span.name == "background")
    span.started = 1
    assert hits("MIIT164-2-2", Case(found)) == [("self_start", "SUSPECTED", "")]
    span.started = 3
    assert hits("MIIT164-2-2", Case(found)) == [("self_start", "VIOLATION", "")]
    assert result("MIIT164-2-2", Case(found)).hits[0].count == 3
