"""What is in front, from what ``dumpsys window`` prints on old and new Androids."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from harness.capture.device.protocol import ShellResult
from harness.capture.phase_clock import PhaseClock
from harness.capture.screen.looking import Screen

OUTPUTS = Path(__file__).parents[1] / "device" / "outputs"
OLD = "  mCurrentFocus=Window{1a2b3c u0 com.android.settings/com.android.settings.Settings}\n"
"""A line of ``dumpsys window windows`` up to Android 9, in the form of appium-adb's test/unit/apk-utils-specs.js."""


class Said:
    """A device whose ``dumpsys window`` has parts."""

    def __init__(self, displays: str, whole: str) -> None:
        self.displays, self.whole = displays, whole
        self.asked: list[str] = []

    def shell(self, command: Sequence[str], timeout: float = 30.0) -> ShellResult:
        line = command[-1]
        self.asked.append(line)
        text = self.displays if line.startswith("dumpsys window displays ") else self.whole
        found = "".join(row for row in text.splitlines(keepends=True) if "mCurrentFocus" in row)
        return ShellResult(0 if found else 1, found, "")


def screen(said: Said) -> Screen:
    return Screen(said, None, PhaseClock(0, "main"), "com.example.app")  # type: ignore[arg-type]


def test_the_displays_part_tells_it_since_android_10() -> None:
    text = (OUTPUTS / "dumpsys_window-api31-fold.txt").read_text()
    said = Said(text, "")
    assert screen(said).focus().package == "jp.naver.line.android"
    assert len(said.asked) == 1, "the whole of dumpsys window costs up to a second"


@pytest.mark.parametrize("displays", ["", "WINDOW MANAGER DISPLAY CONTENTS (dumpsys window displays)\n"])
def test_before_it_is_in_the_rest_which_is_remembered(displays: str) -> None:
    said = Said(displays, OLD)
    found = screen(said)
    assert [found.focus().package for _ in range(3)] == ["com.android.settings"] * 3
    assert [" displays " in line for line in said.asked] == [True, False, False, False]


def test_a_screen_that_is_off_has_none_and_costs_no_second_question() -> None:
    said = Said("  mCurrentFocus=null\n", OLD)
    assert screen(said).focus().package == ""
    assert len(said.asked) == 1
