"""``uiautomator dump`` and ``input``, as AOSP documents what they say."""

import pytest

from harness.capture.device.errors import DeviceError
from harness.capture.device.structs import ShellResult
from harness.capture.device.ui.shell import DUMP_FILE, ShellDriver
from tests.capture.device.transcripts import said

TREE = "<?xml version='1.0' encoding='UTF-8' ?><hierarchy rotation=\"0\"><node text=\"同意\" /></hierarchy>"


class Shell:
    def __init__(self, *answers: ShellResult) -> None:
        self.answers = list(answers)
        self.lines: list[str] = []

    def __call__(self, line: str) -> ShellResult:
        self.lines.append(line)
        return self.answers.pop(0) if self.answers else ShellResult(0, "", "")


def test_a_view_tree_takes_one_round_trip() -> None:
    shell = Shell(ShellResult(0, f"UI hierchary dumped to: {DUMP_FILE}\n{TREE}", ""))
    assert ShellDriver(shell, "s").dump().decode() == TREE
    assert shell.lines == [f"rm -f {DUMP_FILE}; uiautomator dump {DUMP_FILE}; cat {DUMP_FILE}"]


def test_a_screen_that_never_rests_is_tried_again_and_then_said() -> None:
    idle = ShellResult(1, said("uiautomator-restless"), f"cat: {DUMP_FILE}: No such file or directory\n")
    shell = Shell(idle, ShellResult(0, TREE, ""))
    assert ShellDriver(shell, "s").dump().decode() == TREE
    with pytest.raises(DeviceError, match="uiautomator gave no view tree on s: ERROR: could not get idle state"):
        ShellDriver(Shell(idle, idle, idle), "s").dump()


def test_a_screen_that_never_rests_gives_its_compressed_tree() -> None:
    idle = ShellResult(1, said("uiautomator-restless"), f"cat: {DUMP_FILE}: No such file or directory\n")
    shell = Shell(idle, idle, *[ShellResult(0, TREE, "")] * 7)
    driver = ShellDriver(shell, "s")
    for _ in range(7):
        assert driver.dump().decode() == TREE
    how = ["--compressed" in line for line in shell.lines]
    # Two tries that cost ten seconds each, then the compressed tree at once for some looks; then it is tried anew.
    assert how == [False, False, *[True] * 6, False]


def test_another_automation_that_holds_the_screen() -> None:
    killed = ShellResult(137, "", "Killed\n")
    with pytest.raises(DeviceError, match="on s: Killed"):
        ShellDriver(Shell(killed, killed, killed), "s").dump()


def test_input() -> None:
    shell = Shell()
    driver = ShellDriver(shell, "s")
    driver.tap(3, 4)
    driver.swipe(1, 2, 3, 4, 0.25)
    driver.key("back")
    driver.type_text("it's 5 o'clock; rm -rf $HOME")
    assert shell.lines[:3] == ["input tap 3 4", "input swipe 1 2 3 4 250", "input keyevent KEYCODE_BACK"]
    assert shell.lines[3] == """input text 'it'"'"'s%s5%so'"'"'clock;%srm%s-rf%s$HOME'"""
    driver.close()


def test_text_that_the_virtual_keyboard_has_no_keys_for() -> None:
    driver = ShellDriver(Shell(), "s")
    assert driver.can_type("a b") and not driver.can_type("张三") and not driver.can_type("100%s")
    with pytest.raises(DeviceError, match="'input text' on s cannot type '张三'; uiautomator2 can"):
        driver.type_text("张三")
    assert ShellDriver(Shell(), "s", types_anything=True).can_type("张三")


def test_a_refused_touch_is_an_error() -> None:
    denied = "java.lang.SecurityException: Injecting to another application requires INJECT_EVENTS permission\n\tat x\n"
    for answer in (ShellResult(255, "", denied), ShellResult(0, "", denied)):
        with pytest.raises(DeviceError, match=r"'input tap' failed on s: java\.lang\.SecurityException: Injecting"):
            ShellDriver(Shell(answer), "s").tap(1, 1)
