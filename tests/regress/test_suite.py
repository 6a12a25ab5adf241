"""A directory of recordings as a suite."""

from pathlib import Path

import pytest

from harness.regress.suite import code, outcome, outcomes
from tests.regress.kit import GOOD, expect, shop


def test_as_expected(tmp_path: Path) -> None:
    found = outcome(expect(shop(tmp_path / "x.har"), GOOD))
    assert found.state == "as_expected" and len(found.checks) == 5 and not found.problem
    assert [check.line for check in found.checks] == [6, 3, 4, 5, 2]


def test_each_kind_of_red_has_its_exit_code(tmp_path: Path) -> None:
    good = outcome(expect(shop(tmp_path / "good.har"), GOOD))
    differs = outcome(expect(shop(tmp_path / "a.har"), GOOD.replace("[imei]", "[phone_number]")))
    hidden = outcome(expect(shop(tmp_path / "b.har"), GOOD.replace(", allow: [no_observations]", "")))
    typo = outcome(expect(shop(tmp_path / "c.har"), GOOD.replace("recipients", "recipient")))
    gone = outcome(expect(tmp_path / "d.har", GOOD))
    (tmp_path / "e.har").write_text('{"log": 5}')
    broken = outcome(expect(tmp_path / "e.har", GOOD))
    assert [each.state for each in (differs, hidden)] == ["differs", "undetermined"]
    assert {each.state for each in (typo, gone, broken)} == {"bad_input"} and typo.line == 5
    assert all(each.problem and "\n" not in each.problem for each in (typo, gone, broken))
    assert [code([good]), code([good, differs, hidden]), code([good, hidden])] == [0, 1, 3]
    assert code([good, differs, typo]) == 2


def test_an_error_nobody_expected_costs_one_recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("x")

    monkeypatch.setattr("harness.regress.suite.present", fails)
    found = outcome(expect(shop(tmp_path / "x.har"), GOOD))
    assert found.state == "incomplete" and code([found]) == 3 and found.problem


@pytest.mark.slow
def test_several_processes_say_the_same_in_the_same_order(tmp_path: Path) -> None:
    paths = [expect(shop(tmp_path / f"{name}.har"), GOOD) for name in "cab"]
    assert [each.expected for each in outcomes(paths, 2)] == [str(path) for path in paths]
    assert {each.state for each in outcomes(paths, 2)} == {"as_expected"}
