"""What a run may take."""

import pytest

from harness.capture.waiting import OverBudget, Waiting


def test_waiting_ends_with_the_budget() -> None:
    waiting = Waiting(0.05)
    with pytest.raises(OverBudget, match=r"its budget of 0\.05 s"):
        waiting.sleep(60)
    with pytest.raises(OverBudget):
        waiting.until(lambda: False, 60)
    with pytest.raises(OverBudget):
        waiting.check()
    assert waiting.until(lambda: True, 60), "what holds already needs no waiting"
    assert waiting.seconds < 30


def test_without_a_budget_waiting_has_no_end_of_its_own() -> None:
    waiting = Waiting()
    waiting.sleep(0.01)
    waiting.check()
    assert not waiting.until(lambda: False, 0.02)
