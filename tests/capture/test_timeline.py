import pytest

from harness.capture.timeline import INSTALL, OverBudget, Timeline, Waiting


def test_a_time_belongs_to_the_phase_it_lies_in() -> None:
    timeline = Timeline(clock_offset_us=5_000_000, branch="accept")
    start = timeline.now_us()
    timeline.begin("before_consent", "launch")
    timeline.begin("consented_idle", "tap 同意")
    timeline.finish("end")
    install, before, consented = timeline.ended
    assert [phase.name for phase in timeline.ended] == [INSTALL, "before_consent", "consented_idle"]
    assert install.end_us == before.start_us
    assert before.end_us == consented.start_us
    assert before.cause == "tap 同意"
    assert timeline.at(start - 10_000_000) == INSTALL
    assert timeline.at(before.start_us) == "before_consent"
    assert timeline.at(consented.start_us - 1) == "before_consent"
    assert timeline.at(consented.start_us) == "consented_idle"


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
