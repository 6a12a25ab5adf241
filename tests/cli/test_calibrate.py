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


def test_one_route_is_calibrated_or_each_that_the_device_offers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[job.Calibrating] = []

    def fake(given: job.Calibrating, told: Any) -> job.Made:
        asked.append(given)
        offered = given.on_device.route in ("agent", "proxy")
        outcome, reason = ("complete", None) if offered else ("incomplete", "no such kernel")
        result = RunResult(bundle=tmp_path / "bundle", outcome=outcome, reason=reason, timings={})
        found = BLIND if given.on_device.route == "proxy" else GOOD
        return job.Made(found, result, tmp_path / "page.html", tmp_path / "kept.json" if offered else None)

    monkeypatch.setattr(job, "calibrate", fake)
    done = CliRunner().invoke(app, ["calibrate", "--device", "X9", "--route", "proxy"])
    assert done.exit_code == 1 and [given.on_device.route for given in asked] == ["proxy"]
    asked.clear()
    words = ["calibrate", "--device", "X9", "--route", "all", "--frida-gadget", str(tmp_path), "--json"]
    done = CliRunner().invoke(app, words)
    assert [given.on_device.route for given in asked] == ["agent", "proxy", "transparent", "wireguard"]
    assert all(given.on_device.gadget for given in asked)
    assert done.exit_code == 1 and len(json.loads(done.stdout)) == 4
    assert "route transparent: not calibrated. no such kernel" in done.stderr


def test_what_was_interrupted_calibrates_no_more_routes(calibrated: Any) -> None:
    asked = calibrated(GOOD, "interrupted")
    done = CliRunner().invoke(app, ["calibrate", "--device", "X9", "--route", "all"])
    assert done.exit_code == 130 and len(asked) == 1
