"""The better driver while it works, the plain one afterwards; and why."""

import pytest

from harness.capture.device.errors import DeviceError, DeviceLost
from harness.capture.device.ui.automator2 import Automator2Driver
from harness.capture.device.ui.choose import PreferredDriver
from harness.capture.device.ui.shell import ShellDriver
from tests.capture.device.ui.fake_automator import FakeAutomator, Refused
from tests.capture.device.ui.test_shell import TREE, Shell, ShellResult


def both(fake: FakeAutomator, shell: Shell) -> PreferredDriver:
    return PreferredDriver(lambda: Automator2Driver(fake, "s", (Refused,)), ShellDriver(shell, "s"))


def test_the_better_one_is_used_and_nothing_is_said() -> None:
    fake, shell = FakeAutomator(), Shell()
    ui = both(fake, shell)
    ui.tap(1, 2)
    ui.type_text("张三")
    assert fake.calls and not shell.lines
    assert (ui.name, ui.reason) == ("uiautomator2", "")


def test_one_that_does_not_start_is_replaced_and_the_reason_kept() -> None:
    def missing() -> Automator2Driver:
        raise DeviceError("the Python package uiautomator2 is not installed")

    shell = Shell()
    ui = PreferredDriver(missing, ShellDriver(shell, "s"))
    ui.tap(1, 2)
    assert shell.lines == ["input tap 1 2"]
    assert (ui.name, ui.reason) == ("uiautomator dump + input", "the Python package uiautomator2 is not installed")


def test_one_that_fails_in_the_middle_is_stopped_and_the_look_taken_again() -> None:
    fake, shell = FakeAutomator("dump_hierarchy"), Shell(ShellResult(0, TREE, ""))
    ui = both(fake, shell)
    assert ui.dump().decode() == TREE
    assert fake.calls == [("stop_uiautomator",)]
    assert "UiAutomation not connected" in ui.reason
    assert not ui.can_type("张三")


def test_a_touch_that_failed_is_not_repeated() -> None:
    shell = Shell()
    ui = both(FakeAutomator("click"), shell)
    with pytest.raises(DeviceError):
        ui.tap(1, 2)
    assert not shell.lines
    ui.tap(3, 4)
    assert shell.lines == ["input tap 3 4"]


def test_a_lost_device_is_no_reason_to_change_drivers() -> None:
    def lost() -> bytes:
        raise DeviceLost("the device s went away")

    fake = FakeAutomator()
    ui = both(fake, Shell())
    ui.tap(1, 1)
    fake.dump_hierarchy = lost  # type: ignore[method-assign, assignment]
    with pytest.raises(DeviceLost):
        ui.dump()
    assert ui.name == "uiautomator2"


def test_a_device_without_choice_says_why() -> None:
    ui = PreferredDriver(None, ShellDriver(Shell(), "s"), "there is nothing else")
    assert (ui.name, ui.reason) == ("uiautomator dump + input", "there is nothing else")
    ui.close()
