"""What bounds the steps of a branch."""

from pathlib import Path

import pytest

from tests.capture.engine.usual import START, run

pytestmark = pytest.mark.usefixtures("fast_clock")


def test_time_limits_end_a_phase(tmp_path: Path) -> None:
    more = "  - {name: foreground_a, at_most_s: 1, steps: [wait: 60]}\n  - {name: foreground_b, steps: [tap: 设置]}\n"
    done = run(tmp_path, START + more)
    assert done.states["foreground_a"] == "failed"
    assert done.runner.problems() == ["the phase foreground_a failed: its time was up"]
    assert done.states["foreground_b"] == "done"


def test_a_limit_on_steps(tmp_path: Path) -> None:
    more = "  - {name: foreground, steps: [repeat: {times: 100, steps: [press: ENTER]}]}\n"
    done = run(tmp_path, START + more, head="limits: {steps: 20}")
    assert "more than 20 steps" in done.runner.problems()[0]
