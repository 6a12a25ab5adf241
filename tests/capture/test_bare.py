"""A run without the agent; tests/e2e/test_calibrate.py has one that comes to its end."""

from pathlib import Path

import msgspec
import pytest

from harness.app.samples import sample
from harness.capture.bare import log_without_agent
from harness.capture.device.errors import DeviceError
from harness.capture.options import RunOptions
from harness.capture.scenario import load_scenario
from harness.jobs.calibrate import SCENARIO
from harness.persona.generate import generate
from tests.capture.blank import Blank

OPTIONS = RunOptions(
    apk=sample("probe"),
    out=Path("unused"),
    scenario=load_scenario(str(SCENARIO)),
    branch="bare",
    persona=generate(1),
    points=[],
)


class Refusing(Blank):
    """A device that refuses to be made clean."""

    closed = False

    def reset(self) -> str:
        raise DeviceError("The device does not answer.")

    def close(self) -> None:
        self.closed = True


def test_a_device_that_fails_is_let_go_and_the_error_told() -> None:
    device = Refusing()
    with pytest.raises(DeviceError, match="does not answer"):
        log_without_agent(OPTIONS, lambda: device)
    assert device.closed


def test_a_branch_that_is_not_there_is_told_before_the_device_is_opened() -> None:
    def never() -> Blank:
        raise AssertionError("the device was opened")

    with pytest.raises(ValueError, match="no branch 'x'"):
        log_without_agent(msgspec.structs.replace(OPTIONS, branch="x"), never)
