"""What rules find in the corpus is what ``tests/e2e/findings.yaml`` says of these runs."""

from pathlib import Path

import pytest

from harness.jobs.assess import assess_source
from harness.jobs.source import Request
from harness.jobs.told import Silent
from tests.recordings import bundle

POLICY = Path(__file__).parents[2] / "samples" / "polite" / "policy.txt"


@pytest.mark.parametrize("policies", [[], [POLICY]], ids=["alone", "with its policy"])
@pytest.mark.parametrize("name", ["polite-full", "polite-refuse"])
def test_polite_has_no_adverse_finding(name: str, policies: list[Path]) -> None:
    found = assess_source(Request(source=bundle(name), policies=policies), Silent(), workers=1).found
    assert [row.rule for row in found.findings if row.adverse] == []
    assert (found.policy is not None) is bool(policies)
