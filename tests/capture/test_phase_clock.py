"""Phases in the device's time."""

from harness.capture.phase_clock import INSTALL, PhaseClock


def test_a_time_belongs_to_the_phase_it_lies_in() -> None:
    phase_clock = PhaseClock(clock_offset_us=5_000_000, branch="accept")
    start = phase_clock.now_us()
    phase_clock.begin("before_consent", "launch")
    phase_clock.begin("consented_idle", "tap 同意")
    phase_clock.finish("end")
    install, before, consented = phase_clock.ended
    assert [phase.name for phase in phase_clock.ended] == [INSTALL, "before_consent", "consented_idle"]
    assert install.end_us == before.start_us
    assert before.end_us == consented.start_us
    assert before.cause == "tap 同意"
    assert phase_clock.at(start - 10_000_000) == INSTALL
    assert phase_clock.at(before.start_us) == "before_consent"
    assert phase_clock.at(consented.start_us - 1) == "before_consent"
    assert phase_clock.at(consented.start_us) == "consented_idle"
