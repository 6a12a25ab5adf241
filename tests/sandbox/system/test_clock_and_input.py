"""The clock that can be set, and when a finger or a key went down."""

from __future__ import annotations

import re
import time

from tests.sandbox.conftest import Adb


def shown(adb: Adb) -> float:
    return int(adb.out("date +%s%N")) / 1e9


def test_the_clock_is_set_and_put_back(app: Adb) -> None:
    app.out(f"date @{time.time() + 48 * 3600:.3f}")
    assert abs(shown(app) - time.time() - 48 * 3600) < 30
    app.wait("logcat -d -s Fake", '"event": "clock"')
    app.out(f"cmd alarm set-time {round(time.time() * 1000)}")
    assert abs(shown(app) - time.time()) < 30
    assert app.shell("date @never")[0] != 0
    assert app.shell("cmd alarm set-time soon")[0] != 0


def test_a_reset_device_shows_the_right_time(app: Adb) -> None:
    app.out(f"date @{time.time() + 3600:.0f}")
    app.out("cmd sandbox reset")
    assert abs(shown(app) - time.time()) < 30


def test_dumpsys_input_tells_when_the_finger_went_down(app: Adb) -> None:
    before = time.monotonic_ns()
    app.tap("同意")
    after = time.monotonic_ns()
    said = app.out("dumpsys input")
    (moment,) = [int(found) for found in re.findall(r"MotionEvent\(.*?eventTime=(\d+), .*action=DOWN", said)][-1:]
    assert before - 1_000_000 <= moment <= after
    app.out("input keyevent HOME")
    assert "keyCode=HOME" in app.out("dumpsys input").splitlines()[-3]
