"""The family ``human``: what speaks against an app, and what is left open."""

from harness.rules.case import Case
from harness.rules.catalogue import shipped
from harness.rules.testing import clean, findings
from tests.rules.families.kit import result


def test_nothing_is_concluded() -> None:
    assert result("CAC191-3-7", Case(clean())).hits == []


def test_what_no_run_decides_says_what_somebody_must_check() -> None:
    rules = [rule for rule in shipped().rules.values() if rule.decidable == "no"]
    assert len(rules) > 5
    for rule in rules:
        (found,) = findings(Case(clean()), rule)
        assert found.verdict == "UNDETERMINED" and rule.human in [reason.close for reason in found.because]
