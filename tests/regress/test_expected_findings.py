"""Of which findings a line speaks."""

from harness.regress.expected_findings import Finds
from tests.report.findings_views import finding

WHO = {"category": "imei", "actor": "sdk:com.x", "recipient": "a.example", "phases": ["before_consent", "background"]}


def test_a_line_speaks_of_what_is_adverse_unless_it_says_otherwise() -> None:
    found = finding("CAC191-3-1", "VIOLATION", **WHO)
    for good in (
        Finds(rule="CAC191-*"), Finds(rule="*", category=["imei", "oaid"], actor="sdk:*", recipient="*.example"),
        Finds(rule="cac191-3-1", phase="background"),
    ):  # fmt: skip
        assert good.speaks_of(found) and not good.quiet
    for bad in (Finds(rule="CAC191"), Finds(rule="*", category="oaid"), Finds(rule="*", phase="P4"),
                Finds(rule="*", verdict="SUSPECTED"), Finds(rule="*", verdict="PASS")):  # fmt: skip
        assert not bad.speaks_of(found)


def test_what_is_not_adverse_is_about_all_that_its_rule_looks_at() -> None:
    line = Finds(rule="A", verdict=["PASS", "UNDETERMINED"], category="imei")
    assert line.quiet and line.speaks_of(finding("A", "PASS")) and not line.about(finding("A", "VIOLATION"))


def test_words() -> None:
    assert Finds(rule="A", actor="app").words() == "A is VIOLATION|SUSPECTED actor app"
    assert Finds(rule=list("ABCDE"), verdict="PASS").words() == "A|B|C and 2 more is PASS"
