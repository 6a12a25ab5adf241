"""Assertions of one's own about a recording."""

from pathlib import Path
from typing import Any

import pytest

from harness.regress.asserting import opened
from tests.regress.kit import GOOD, HAR, expect, shop


def test_values_and_blind_spots_come_from_the_expectations_or_the_call(tmp_path: Path) -> None:
    shop(tmp_path / "x.har")
    known: dict[Any, Any] = {}
    with pytest.raises(AssertionError, match="not_looked_for"):
        opened(tmp_path, Path("x.har"), known, allow=HAR).never_leaves("imei")
    opened(tmp_path, Path("x.har"), known, allow=HAR, values="values.yaml").never_leaves("imei")
    expect(tmp_path / "x.har", GOOD)
    found = opened(tmp_path, Path("x.har"), known)
    found.never_leaves(["imei", "imei.1"], to="*")
    assert found.assessment.summary.disclosures == 1 and len(known) == 3
    with pytest.raises(AssertionError, match="undetermined"):
        opened(tmp_path, Path("x.har"), known, allow=["recording_cut"]).recipients()
    assert len(known) == 3, "what is accepted is no reason to analyse again"


def test_what_is_asked_wrongly_is_an_error_and_never_a_pass(tmp_path: Path) -> None:
    expect(shop(tmp_path / "x.har"), GOOD)
    found = opened(tmp_path, Path("x.har"), {})
    with pytest.raises(TypeError, match="unknown field `too`"):
        found.never_leaves("imei", too="x")
    with pytest.raises(TypeError, match="launch"):
        found.never_leaves("imei", before="launch")
    with pytest.raises(ValueError, match="There is no blind spot 'nothing'"):
        opened(tmp_path, Path("x.har"), {}, allow=["nothing"])


def test_recipients_know_patterns(tmp_path: Path) -> None:
    expect(shop(tmp_path / "x.har"), GOOD)
    found = opened(tmp_path, Path("x.har"), {}).recipients()
    assert found <= {"*.shop.example"} and not found <= {"shop.example"} and found == {"api.shop.example"}
    lines = found.harness_unlike({"shop.example"})
    assert "others received: api.shop.example" in lines and any("json:/tel" in line for line in lines)


def test_findings_can_be_asked_for(tmp_path: Path) -> None:
    expect(shop(tmp_path / "x.har"), GOOD)
    known: dict[Any, Any] = {}
    found = opened(tmp_path, Path("x.har"), known)
    assert found.assessment.findings
    found.finding("CAC191-3-1", verdict=["PASS", "UNDETERMINED"])
    with pytest.raises(AssertionError, match="CAC191-3-1 is VIOLATION"):
        found.finding("CAC191-3-1", category="imei")
    with pytest.raises(TypeError, match="unknown field `too`"):
        found.finding("CAC191-3-1", too="x")
    with pytest.raises(AssertionError, match="no rule of that name"):
        opened(tmp_path, Path("x.har"), known, rules=["eu"]).finding("CAC191-3-1", verdict="PASS")
