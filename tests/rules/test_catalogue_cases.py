"""Every rule of the catalogue: an app that breaks it, one that does not, and every gap."""

from harness.rules.catalogue import shipped
from harness.rules.model import Rule
from harness.rules.testing import clean, complete, findings, verdicts
from tests.rules.cases import breaking
from tests.table import every

RULES = list(shipped().rules.values())
ADVERSE = {"VIOLATION", "SUSPECTED"}


def undecided(rule: Rule) -> bool:
    """A rule that no run decides, or that is made of such alone."""
    return breaking(rule) is None


def test_an_app_that_breaks_it() -> None:
    every(RULES, check_broken, name=lambda rule: rule.id)


def check_broken(rule: Rule) -> None:
    case = breaking(rule)
    if case is None:
        return
    found = findings(case, rule)
    assert found and {row.verdict for row in found} <= ADVERSE
    for row in found:
        assert row.text.zh and row.text.en and "{" not in row.text.zh + row.text.en
        assert row.fix is not None, row.text.en
        assert row.strength


def test_an_app_that_does_everything_right() -> None:
    every(RULES, check_kept, name=lambda rule: rule.id)


def check_kept(rule: Rule) -> None:
    (found,) = findings(complete(clean()), rule)
    human = found.verdict == "UNDETERMINED"
    assert found.verdict in ("PASS", "UNDETERMINED")
    if human:
        assert {row.cause for row in found.because} == {"human"}
        assert all(row.close.zh and row.close.en for row in found.because)
    else:
        assert not undecided(rule) and not found.because


def test_both() -> None:
    assert verdicts(complete(clean()), shipped().rules["CAC191-3-1"]) == {"PASS"}
