"""Android's word for a process that did not attach in time, as logs on the web show it."""

import pytest

from harness.capture.device.frida.start_limits import hold_s, multiplier, start_timeout
from tests.capture.device.transcripts import said

EVENTS = said("start_timeout-events")
# As it stands in a public issue thread.
SYSTEM = """\
22:28:21.684 W/ActivityManager: Process ProcessRecord{1071fa2 14905:com.gentle.ppcat/u0a623} failed to attach
22:28:21.686 I/ActivityManager: Killing 14905:com.gentle.ppcat/u0a623 (adj -10000): start timeout
"""


@pytest.mark.parametrize(
    ("log", "pid", "told"),
    [
        (EVENTS, 8341, "am_process_start_timeout: [0,8341,com.google.android.dialer]"),
        (EVENTS, 834, ""),
        (SYSTEM, 14905, "Killing 14905:com.gentle.ppcat/u0a623 (adj -10000): start timeout"),
        (SYSTEM, 4905, ""),
        ("Killing 7:com.x/u0a1 (adj 900): empty #17", 7, ""),
        ("am_kill : [0,7,com.x,0,user request after error]", 7, ""),
        ("I am_kill : [0,7,com.x,-10000,start timeout,0]", 7, "am_kill : [0,7,com.x,-10000,start timeout,0]"),
        ("", 7, ""),
    ],
)
def test_what_the_log_says(log: str, pid: int, told: str) -> None:
    assert start_timeout(log, pid) == told


@pytest.mark.parametrize(("said", "times"), [("", 1), ("50", 50), ("0", 1), ("-3", 1), ("9" * 30, 1), ("x", 1)])
def test_a_device_that_is_known_to_be_slow(said: str, times: float) -> None:
    assert multiplier({"ro.hw_timeout_multiplier": said}) == times
    assert hold_s(times, first=False) <= 7.0
