"""Steps that change the device around the app."""

from pathlib import Path

import pytest

from harness.evidence.rows import Phase
from tests.capture.engine.usual import START, acts, run, steps

pytestmark = pytest.mark.usefixtures("fast_clock")


def test_the_clock_moves_and_comes_back(tmp_path: Path) -> None:
    more = "  - {name: relaunch_after, steps: [set_clock: 48h, relaunch]}\n"
    done = run(tmp_path, START + more)
    hours = [round(row.clock_shift_us / 3_600_000_000, 3) for row in done.bundle.rows(Phase)]
    assert hours == [0, 0, 0, 48]
    assert abs(done.phone.offset_us) < 3_000_000
    assert done.phone.log.count("launch") == 2
    times = [row.end_us for row in done.bundle.rows(Phase)]
    assert times == sorted(times), "the evidence's own time is not moved"


def test_the_screen_goes_off_and_on(tmp_path: Path) -> None:
    assert acts(steps(tmp_path, "screen_off", "screen_on")) == ["key SLEEP", "key WAKEUP", "wm dismiss-keyguard"]


def test_a_picture_and_its_tree_are_kept(tmp_path: Path) -> None:
    done = steps(tmp_path, "screenshot: mine")
    kept = {path.suffix for path in (tmp_path / "b" / "ui").iterdir() if "mine" in path.name}
    assert kept == {".png", ".xml"} and done.states["foreground"] == "done"
