"""What the probe is known to do, and the scenario it is taken through; tests/e2e/test_calibrate.py has the whole."""

import shutil
from pathlib import Path

import pytest

from harness.capture.device.errors import DeviceError
from harness.capture.options import RunOptions, RunResult
from harness.capture.scenario import load_scenario
from harness.catalog.points import load_points
from harness.jobs import calibrate as job
from harness.jobs.calibrate import SCENARIO, known
from harness.jobs.told import Silent

GOLDEN = Path(__file__).parents[1] / "recordings" / "bully-refuse"


def test_the_scenario_is_one() -> None:
    scenario = load_scenario(str(SCENARIO))
    assert set(scenario.branches) == {"accept", "bare"}
    assert [phase.name for phase in scenario.script("accept")][-4:] == [
        "typing", "animation", "full_screen", "english_dialog",
    ]  # fmt: skip


def test_what_is_known_is_the_catalogue_and_the_persona_s_texts() -> None:
    rows = [{"id": "imei", "category": "imei", "value": "1"}, {"id": "place", "value": {"lat": 1}}, "rubbish"]
    found = known({"values": rows})
    assert found.planted == {"imei": "1"} and found.categories == {"imei": "imei", "place": ""}
    assert list(found.catalogue) == [point.id for point in load_points()]
    assert known({}).planted == {}


class Failing:
    """A run of the probe that leaves the golden recording of another app, and fails in one place or another."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, outcome: str) -> None:
        self.asked: list[str] = []
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

        def run(options: RunOptions, *_: object) -> RunResult:
            shutil.copytree(GOLDEN, options.out)
            return RunResult(bundle=options.out, outcome=outcome, reason="why", timings={})

        def without(options: RunOptions, *_: object) -> tuple[list[str], list[bytes]]:
            self.asked.append(options.branch)
            raise DeviceError("The device is gone.")

        monkeypatch.setattr(job, "run", run)
        monkeypatch.setattr(job, "log_without_agent", without)


def test_a_second_run_that_fails_costs_the_comparison_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    failing = Failing(monkeypatch, tmp_path, "complete")
    made = job.calibrate(job.Calibrating("sandbox", tmp_path / "out"), Silent())
    assert failing.asked == ["bare"] and made.found.differences is None
    assert made.found.problems[0] == "The run without the agent failed: The device is gone."
    assert made.kept is not None and made.page.is_file() and not made.found.good


def test_a_run_that_was_cut_short_is_not_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    failing = Failing(monkeypatch, tmp_path, "interrupted")
    made = job.calibrate(job.Calibrating("sandbox", tmp_path / "out"), Silent())
    assert failing.asked == [] and made.kept is None and not (tmp_path / "state").exists()
    assert made.found.problems[0] == "The probe's run is interrupted: why"
