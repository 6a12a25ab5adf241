"""A finding as it is written and read again."""

import msgspec
import pytest

from harness.analysis.model_findings import Evidence, Finding, Said, Verdict
from harness.rules.catalogue import shipped
from harness.rules.testing import clean, complete, findings


@pytest.mark.parametrize(
    ("verdict", "adverse"), [("VIOLATION", True), ("SUSPECTED", True), ("PASS", False), ("UNDETERMINED", False)]
)
def test_what_speaks_against_the_app(verdict: Verdict, adverse: bool) -> None:
    both = Said(zh="一", en="one")
    row = Finding(
        id="f1", rule="R", source="S", clause="1", lenses=["cn"], status="ours", title=both, verdict=verdict,
        severity="low", text=both,
    )  # fmt: skip
    assert row.adverse is adverse
    assert msgspec.json.decode(msgspec.json.encode(row), type=Finding) == row


def test_each_has_its_own_evidence() -> None:
    one, other = (findings(complete(clean()), shipped().rules[name])[0] for name in ("TC260-8", "PIPL-51"))
    one.evidence.gaps.append("x")
    assert other.evidence == Evidence()
