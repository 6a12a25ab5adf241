"""What each expectation about findings becomes, and above all what is never called as expected."""

from dataclasses import replace

import msgspec
import pytest

from harness.analysis.facts.blind_spots import BlindSpot, of_assessment
from harness.analysis.model_findings import Because, Finding, Said
from harness.files.places import read_placed
from harness.regress.expected import Expected, LeastCoverage
from harness.regress.expected_findings import Finds
from harness.regress.judge import judge, plan
from harness.regress.judge_findings import hidden_by, updated_findings
from harness.regress.outcome import Check
from harness.regress.present import Present
from harness.rules.testing import clean
from tests.report.findings_views import finding


def open_(rule: str, *names: str) -> Finding:
    said = Said(zh="", en="")
    because = [Because(cause="blind_spot", key=name, text=said, close=said) for name in names]
    return finding(rule, "UNDETERMINED", because=because)


def now(*rows: Finding, spots: list[BlindSpot] | None = None) -> Present:
    found = clean()
    found.findings = list(rows)
    return Present(found, {}, spots=spots or [], needs={row.rule: ("none_seen",) for row in rows})


BAD = finding("A", "VIOLATION", category="imei", actor="app", recipient="a.example")
GOOD = finding("B", "PASS")
BLIND = open_("C", "hooks_failed", "not_planted")
DRAFT = finding("D", "SUSPECTED", severity="info")


def checks(present: Present, text: str) -> dict[str, Check]:
    said = read_placed(text, "x", Expected).content
    found = judge(said, present)
    assert [(check.at, check.expectation) for check in found] == plan(said)
    return {check.expectation: check for check in found}


OTHERS = "nothing else is found against the app"


@pytest.mark.parametrize(
    ("text", "state", "says"),
    [
        ("{rule: A}", "as_expected", "seen 1 times"),
        ("{rule: A, category: imei, actor: app, recipient: '*.example'}", "as_expected", ""),
        ("{rule: A, category: oaid}", "differs", "it was not found"),
        ("{rule: A, verdict: SUSPECTED}", "differs", "this was: VIOLATION A"),
        ("{rule: A, category: oaid, optional: true}", "as_expected", "as it may be"),
        ("{rule: A, verdict: PASS}", "differs", "VIOLATION A"),
        ("{rule: A, verdict: PASS, category: oaid}", "undetermined", ""),
        ("{rule: B, verdict: PASS}", "as_expected", ""),
        ("{rule: B}", "differs", "this was: PASS B"),
        ("{rule: B, verdict: UNDETERMINED}", "differs", "PASS B"),
        ("{rule: C}", "undetermined", "not decided"),
        ("{rule: C, verdict: PASS}", "undetermined", "not decided"),
        ("{rule: C, verdict: UNDETERMINED}", "as_expected", ""),
        ("{rule: [B, C], verdict: [PASS, UNDETERMINED]}", "as_expected", ""),
        ("{rule: [A, B, C], verdict: [PASS, UNDETERMINED]}", "differs", "VIOLATION A"),
    ],
)
def test_a_line(text: str, state: str, says: str) -> None:
    (check,) = checks(now(BAD, GOOD, BLIND), f"findings: [{text}]\nother_findings: allowed").values()
    assert check.state == state and says in check.says
    assert check.names == (["hooks_failed", "not_planted"] if "C}" in text and state == "undetermined" else check.names)


def test_an_allowed_blind_spot_decides() -> None:
    allow = "\nother_findings: allowed\ncoverage: {allow: [hooks_failed, not_planted]}"
    (check,) = checks(now(BLIND), f"findings: [{{rule: C, verdict: PASS}}]{allow}").values()
    assert check.good
    (check,) = checks(now(BLIND), f"findings: [C]{allow}").values()
    assert check.state == "differs"
    (check,) = checks(now(BLIND), f"findings: [C]{allow.replace(', not_planted', '')}").values()
    assert (check.state, check.names) == ("undetermined", ["not_planted"])


def test_whatever_is_adverse_and_no_line_speaks_of_differs() -> None:
    check = checks(now(BAD, GOOD, DRAFT), "findings: []")[OTHERS]
    assert check.state == "differs" and "VIOLATION A" in check.says and "SUSPECTED D" not in check.says
    assert checks(now(BAD, GOOD, DRAFT), "findings: [A]")[OTHERS].good
    assert checks(now(DRAFT), "findings: []")[OTHERS].good


def test_what_is_undetermined_and_no_line_speaks_of_is_undetermined() -> None:
    check = checks(now(GOOD, BLIND), "findings: []")[OTHERS]
    assert (check.state, check.names) == ("undetermined", ["hooks_failed", "not_planted"])
    assert checks(now(GOOD, BLIND), "findings: [{rule: C, verdict: UNDETERMINED}]")[OTHERS].good


def test_a_rule_that_found_something_says_nothing_of_what_was_hidden() -> None:
    found = clean()
    found.coverage.hooks.failed = 3
    spots = [spot for spot in of_assessment(found, ()) if spot.blinds]
    assert spots
    present = replace(now(BAD, spots=spots), needs={"A": tuple(spots[0].blinds)})
    check = checks(present, "findings: [A]")[OTHERS]
    assert check.state == "undetermined" and check.names == hidden_by(Expected(), present) != []
    said = Expected(findings=["A"], coverage=LeastCoverage(allow=check.names))
    assert judge(said, present)[-1].good


def test_what_is_written_from_what_there_is_is_fulfilled() -> None:
    present = now(BAD, GOOD, BLIND, DRAFT)
    assert updated_findings(Expected(), present) is msgspec.UNSET
    lines = updated_findings(Expected(rules=["cn"]), present)
    assert lines == [
        Finds(rule="A", verdict="VIOLATION", category="imei", actor="app", recipient="a.example"),
        Finds(rule=["C"], verdict=["PASS", "UNDETERMINED"]),
    ]
    after = Expected(findings=lines)
    assert all(check.good for check in judge(after, present)) and updated_findings(after, present) == lines


def test_a_persons_word_stays_and_what_is_gone_goes() -> None:
    must = Finds(rule="A", verdict="PASS")
    before = Expected(
        findings=[must, "B", Finds(rule="A", category="im*"), Finds(rule=["A", "C"], verdict=["PASS", "UNDETERMINED"])]
    )
    assert updated_findings(before, now(BAD, GOOD, BLIND)) == [
        must,
        Finds(rule="A", category="im*"),
        Finds(rule=["C"], verdict=["PASS", "UNDETERMINED"]),
    ]
