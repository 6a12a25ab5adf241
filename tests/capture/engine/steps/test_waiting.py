"""Steps that wait; on slow devices: tests/capture/engine/test_pace.py."""

import time
from pathlib import Path

from tests.capture.engine.phone import Phone
from tests.capture.engine.usual import run, screens, steps, usual


def test_waiting_is_the_scenario_s_own_time(tmp_path: Path) -> None:
    begun = time.monotonic()
    assert steps(tmp_path, "wait: 300ms").states["foreground"] == "done"
    assert time.monotonic() - begun >= 0.3


def test_settling_ends_when_the_app_is_quiet_busy_or_gone(tmp_path: Path) -> None:
    class Busy(Phone):
        asked = 0

        def busy(self) -> bool:
            self.asked += 1
            return self.asked < 4

    phone = Busy(screens(), usual)
    quiet = "settle: {quiet_s: %s, at_most_s: 30}"
    done = steps(tmp_path, quiet % 0, "kill: force_stop", quiet % 9, phone=phone)
    assert done.states["foreground"] == "done"
    assert phone.asked == 4, "an app that is gone is asked nothing more"


def test_the_privacy_dialog_is_waited_for_and_left_alone(tmp_path: Path) -> None:
    done = run(tmp_path, "  - {name: before_consent, steps: [launch, await_consent]}\n")
    assert done.states == {"before_consent": "done"}
    assert done.phone.log == ["launch"]
