"""One line for each group of hooks."""

import pytest

from harness.capture.agent.workbench import Group
from harness.explore.screens.hooks import line


@pytest.mark.parametrize(
    ("group", "begins", "ends"),
    [
        (Group("imei", 12, 0), "[x] imei ", "12 access points"),
        (Group("imei", 12, 12), "[ ] imei ", "12 access points, 12 off"),
        (Group("imei", 12, 2), "[-] imei ", "12 access points, 2 off"),
        (Group("own\n\x1b[31m", 1, 0), "[x] own", "1 access points"),
    ],
)
def test_a_mark_says_what_stands(group: Group, begins: str, ends: str) -> None:
    text = line(group)
    assert text.startswith(begins) and text.endswith(ends) and text.isprintable()
