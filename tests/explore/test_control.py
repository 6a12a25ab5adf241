"""What a person asks for becomes a step."""

from harness.explore.control import Control


def test_after_the_end_nothing_is_done() -> None:
    control = Control()
    control.quit()
    pending = control.background()
    assert pending.wait(0) and pending.failed == "the session is over"
