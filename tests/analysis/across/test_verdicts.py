"""Findings of two versions: what is new, and above all what is not called gone."""

from typing import Any

import pytest

from harness.analysis.across.diff import Diff, diff
from harness.analysis.across.verdicts import findings, side_by_side
from harness.analysis.model import Assessment
from harness.analysis.model_coverage import Connections, Peer
from harness.analysis.model_findings import Because, Finding, Said
from tests.analysis.across.kit import ADS, left, run, seeing, side


def found(rule: str, verdict: Any, **more: Any) -> Finding:
    said = Said(zh="中", en="words")
    fields: dict[str, Any] = {
        "id": f"f{rule}", "source": "S", "clause": "1", "lenses": ["cn"], "status": "ours", "title": said,
        "severity": "high", "text": said,
    }  # fmt: skip
    return Finding(rule=rule, verdict=verdict, **(fields | more))


def judged(*rows: Finding, **more: Any) -> Assessment:
    made = run(left("imei", "a.x.com"), **more)
    made.findings = list(rows)
    return made


def open_(rule: str, cause: Any, key: str) -> Finding:
    said = Said(zh="", en="")
    return found(rule, "UNDETERMINED", because=[Because(cause=cause, key=key, text=said, close=said)])


BAD = found("A", "VIOLATION", category="imei", actor="app", recipient="a1.x.com", phases=["before_consent"])
OLD = judged(BAD, found("B", "PASS"))
BLIND = seeing(connections=Connections(failed=1, failures=[Peer(host="px.example", count=1)]))


def compared(new: Assessment, old: Assessment = OLD, **more: Any) -> Diff:
    return diff(side(old, "old"), side(new, "new"), **more)


def kinds(new: Assessment, **more: Any) -> dict[str, tuple[str, list[str]]]:
    return {row.rule: (row.kind, [each.key for each in row.doubts]) for row in compared(new, **more).findings}


def test_the_same_is_the_same_also_from_a_numbered_host() -> None:
    again = judged(
        found("A", "VIOLATION", category="imei", actor="app", recipient="a2.x.com", phases=["before_consent"])
    )
    assert kinds(again)["A"][0] == "same"
    assert not compared(again).violating and compared(OLD).judgement == "nothing_new"


def test_new_and_graver() -> None:
    new = compared(judged(BAD, found("B", "VIOLATION"), found("C", "SUSPECTED")))
    assert {row.rule: row.kind for row in new.findings} == {"A": "same", "B": "new", "C": "new"}
    assert [row.rule for row in new.violating] == ["B"] and new.judgement == "new"
    old = judged(found("A", "SUSPECTED", category="imei", actor="app"))
    (row,) = compared(judged(found("A", "VIOLATION", category="imei", actor="app")), old).findings
    assert row.kind == "changed" and row.violates and row.text == Said(zh="中", en="words")


@pytest.mark.parametrize(
    ("new", "kind", "doubts"),
    [
        (judged(found("A", "PASS")), "gone", []),
        (judged(open_("A", "blind_spot", "tls_failed")), "not_seen", ["tls_failed"]),
        (judged(open_("A", "human", "human")), "not_seen", ["rule_open"]),
        (judged(found("A", "VIOLATION", category="oaid"), coverage=BLIND), "not_seen", ["tls_failed"]),
        (judged(found("A", "VIOLATION", category="oaid")), "gone", []),
        (judged(found("A", "PASS"), scenario="other"), "not_seen", ["scenario_differs"]),
    ],
)  # fmt: skip
def test_gone_is_said_only_where_the_rule_could_have_found_it(new: Assessment, kind: str, doubts: list[str]) -> None:
    rows = [(row.kind, [each.key for each in row.doubts]) for row in compared(new).findings if row.category == "imei"]
    assert rows == [(kind, doubts)]
    if doubts:
        assert compared(new, allow=doubts).findings[-1].kind == "gone"


def test_that_nothing_is_newly_violated_needs_open_eyes_and_decided_rules() -> None:
    assert [row.key for row in compared(judged(BAD, found("B", "PASS"), coverage=BLIND)).open] == ["tls_failed"]
    again = compared(judged(BAD, open_("B", "phase", "P5_background")))
    assert again.judgement == "undetermined" and [(row.key, row.names) for row in again.open] == [("rule_open", ["B"])]
    assert compared(judged(BAD, open_("B", "human", "human")), judged(BAD, open_("B", "human", "human"))).open == []
    assert compared(judged()).judgement == "undetermined", "a run that was not judged passes nothing"


def test_code_without_a_name_is_the_same_in_each_version() -> None:
    actor = type(ADS)(id="unknown:a.b", kind="unknown", name="a.b")
    other = type(ADS)(id="unknown:c.d", kind="unknown", name="c.d")
    old, new = run(left("imei", "x.com", actor=actor)), run(left("imei", "x.com", actor=other))
    old.findings, new.findings = (
        [found("A", "VIOLATION", actor="unknown:a.b")],
        [found("A", "VIOLATION", actor="unknown:c.d")],
    )
    assert list(findings(old)) == list(findings(new))


def test_side_by_side() -> None:
    runs = [OLD, judged(found("A", "PASS"), found("B", "VIOLATION")), judged(found("A", "VIOLATION", category="oaid"))]
    rows = {(row.rule, row.category): row for row in side_by_side(runs)}
    assert rows["A", "imei"].verdicts == ["VIOLATION", "PASS", "UNDETERMINED"] and not rows["A", "imei"].new
    assert rows["A", "oaid"].verdicts == ["UNDETERMINED", "PASS", "VIOLATION"] and rows["A", "oaid"].new
    assert rows["B", ""].verdicts == ["PASS", "VIOLATION", "-"] and not rows["B", ""].alike
