"""What rules find in the corpus is what ``tests/e2e/findings.yaml`` says of these runs."""

from pathlib import Path

import msgspec
import pytest

from harness.jobs.assess import assess_source
from harness.jobs.source import Request
from harness.jobs.told import Silent
from tests.recordings import bundle
from tests.samples_table import FINDINGS, wrong

POLICY = Path(__file__).parents[2] / "samples" / "polite" / "policy.txt"


@pytest.mark.parametrize("policies", [[], [POLICY]], ids=["alone", "with its policy"])
@pytest.mark.parametrize("name", ["polite-full", "polite-refuse"])
def test_polite_has_no_adverse_finding(name: str, policies: list[Path]) -> None:
    found = assess_source(Request(source=bundle(name), policies=policies), Silent(), workers=1).found
    assert [row.rule for row in found.findings if row.adverse] == []
    assert (found.policy is not None) is bool(policies)


@pytest.mark.parametrize("name", ["facelift-full", "sleeper-full"])
def test_findings_are_what_the_table_says(name: str) -> None:
    found = assess_source(Request(source=bundle(name)), Silent(), workers=1).found
    column = FINDINGS[name.partition("-")[0]]["full"]["accept"]
    assert wrong(column, msgspec.to_builtins(found.findings)) == {}
