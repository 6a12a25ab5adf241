"""Why a run did not begin or broke off, in the order in which the user has to hear it."""

import io

import pytest

from harness.capture import reasons
from harness.capture.device.errors import DeviceError, DeviceLost, InstallError
from harness.capture.processes.kept_log import KeptLog
from harness.capture.waiting import OverBudget
from tests.capture.blank import Blank


class Sick(Blank):
    """Knows what is wrong with it, or cannot be asked."""

    def __init__(self, found: DeviceError | None = None, mute: bool = False) -> None:
        self.found, self.mute = found, mute

    def why(self) -> DeviceError | None:
        if self.mute:
            raise DeviceLost("gone")
        return self.found


REBOOTED = DeviceError("It has rebooted.")


def test_before_the_run_only_an_error_that_says_nothing_is_explained() -> None:
    assert reasons.before_the_run(Sick(REBOOTED), DeviceLost("no answer")) is REBOOTED
    assert reasons.before_the_run(Sick(REBOOTED), InstallError("refused")) is None
    assert reasons.before_the_run(Sick(REBOOTED), KeyboardInterrupt()) is None
    assert reasons.before_the_run(Sick(mute=True), DeviceLost("no answer")) is None


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (DeviceLost("no answer"), "It has rebooted."),
        (InstallError("refused"), "refused"),
        (OverBudget("no time"), "no time"),
        (ValueError("may follow from it"), "It has rebooted."),
    ],
)
def test_in_the_run_the_device_is_asked_unless_the_error_is_the_cause(error: Exception, said: str) -> None:
    assert reasons.in_the_run(Sick(REBOOTED), error) == said


def test_a_device_that_is_well_leaves_the_error_s_own_words() -> None:
    assert reasons.in_the_run(Sick(), DeviceLost("no answer")) == "no answer"


def test_the_log_adds_a_crash_of_an_app_that_died_and_a_main_thread_that_hangs() -> None:
    log = KeptLog(io.BytesIO(), lambda why: None)
    assert reasons.by_log("It ended.", log, "a.b", died=True) == "It ended."
    log.hung.add("a.b")
    assert reasons.by_log("It ended.", log, "a.b", died=True).endswith("(the system reports an ANR). It ended.")
    assert reasons.by_log("It ended.", log, "a.c", died=True) == "It ended."
    log.crashes["a.b"] = "java.lang.Error: no"
    assert reasons.by_log("It ended.", log, "a.b", died=True) == "It ended; it crashed: java.lang.Error: no"
    assert "crashed" not in reasons.by_log("It ended.", log, "a.b", died=False)
    assert reasons.by_log("It ended.", None, "a.b", died=True) == "It ended."
