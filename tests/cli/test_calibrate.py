"""``harness calibrate`` as a command: what it asks for, prints and ends with."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from harness.capture.options import RunResult
from harness.cli.main import app
from harness.evidence.calibration import Calibration, PointProof, ProcessProof
from harness.jobs import calibrate as job

GOOD = Calibration(points={"a.b": PointProof(state="right")}, processes=[ProcessProof(agrees=True, whole=True)])
BLIND = Calibration(points={"a.b": PointProof(state="missed")}, processes=[ProcessProof(agrees=True, whole=True)])


@pytest.fixture
def calibrated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., list[job.Calibrating]]:
    def with_result(found: Calibration, outcome: str = "complete") -> list[job.Calibrating]:
        asked: list[job.Calibrating] = []

        def fake(given: job.Calibrating, told: Any) -> job.Made:
            asked.append(given)
            result = RunResult(bundle=tmp_path / "bundle", outcome=outcome, reason=None, timings={})
            return job.Made(found, result, tmp_path / "page.html", tmp_path / "kept.json")

        monkeypatch.setattr(job, "calibrate", fake)
        return asked

    return with_result


@pytest.mark.parametrize(
    ("found", "outcome", "code"),
    [(GOOD, "complete", 0), (BLIND, "complete", 1), (GOOD, "incomplete", 3), (GOOD, "interrupted", 130)],
)
def test_the_exit_code_says_what_came_of_it(calibrated: Any, found: Calibration, outcome: str, code: int) -> None:
    calibrated(found, outcome)
    done = CliRunner().invoke(app, ["calibrate", "--device", "sandbox"])
    assert done.exit_code == code, done.output


def test_options_reach_the_job_and_json_is_all_of_stdout(calibrated: Any, tmp_path: Path) -> None:
    asked = calibrated(GOOD)
    words = ["calibrate", "--device", "X9", "--quick", "--out", str(tmp_path), "--json", "--lang", "zh"]
    done = CliRunner().invoke(app, words)
    assert json.loads(done.stdout)["points"]["a.b"]["state"] == "right"
    (given,) = asked
    assert (given.device, given.quick, given.out, given.lang) == ("X9", True, tmp_path, "zh")


def test_the_table_names_what_is_blind(calibrated: Any) -> None:
    calibrated(BLIND)
    done = CliRunner().invoke(app, ["calibrate", "--device", "sandbox"])
    assert "called and not seen" in done.stdout and "kept for this device" in done.output
