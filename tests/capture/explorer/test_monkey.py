"""monkey's command and what is made of its answers (documented output)."""

import pytest

from harness.capture.device.errors import DeviceError
from harness.capture.device.structs import ShellResult
from harness.capture.explorer.monkey import monkey
from tests.capture.device.transcripts import said
from tests.capture.explorer.fake_app import PACKAGE, FakeDevice

DONE = """:Monkey: seed=7 count=100
:AllowPackage: com.example.app
// Event percentages:
Events injected: 100
:Sending rotation degree=0, persist=false
:Dropped: keys=0 pointers=0 trackballs=0 flips=0 rotations=0
## Network stats: elapsed time=30012ms (0ms mobile, 0ms wifi, 30012ms not connected)
// Monkey finished
"""


def device(answer: ShellResult, sandbox: bool = False) -> FakeDevice:
    return FakeDevice({"home": lambda device: []}, sandbox=sandbox, answer=answer)


def test_the_seed_and_the_time_are_given_to_it() -> None:
    phone = device(ShellResult(0, DONE, ""))
    report = monkey(phone, PACKAGE, 30, 7)
    (command,) = phone.commands
    assert command[:7] == ["monkey", "-p", PACKAGE, "-s", "7", "--throttle", "300"]
    assert command[-1] == "100" and command[command.index("--pct-syskeys") + 1] == "0"
    assert (report.driver, report.seed, report.ended) == ("monkey", 7, "seconds")
    assert report.log[-1] == "100 events"


def test_the_sandbox_has_none() -> None:
    with pytest.raises(
        DeviceError, match=r"The sandbox device has no monkey; explore without 'driver: monkey' there\."
    ):
        monkey(device(ShellResult(0, "", ""), sandbox=True), PACKAGE, 30, 7)


def test_an_abort_is_an_error_with_its_reason() -> None:
    with pytest.raises(DeviceError, match="No activities found to run, monkey aborted"):
        monkey(device(ShellResult(252, "", said("monkey-aborted"))), PACKAGE, 30, 7)
