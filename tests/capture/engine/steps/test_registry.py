"""Which function carries out which step."""

import pytest

from harness.capture.engine.steps import EXECUTORS, carries_out
from harness.capture.engine.steps.touching import tap
from harness.capture.scenario.steps import Tap


def test_a_step_is_carried_out_by_one_function() -> None:
    assert EXECUTORS[Tap] is tap
    with pytest.raises(TypeError, match="Tap is carried out twice"):
        carries_out(Tap)(tap)
    assert EXECUTORS[Tap] is tap
