"""The wall clock of a device is moved under the journal, and put back however a run ends."""

from pathlib import Path

import pytest

from harness.capture.device.errors import ChangeRefused
from harness.capture.device.mend import mend
from tests.capture.device.attached import Bench, bench

HOUR_US = 3_600_000_000


def hours(one: Bench) -> float:
    """How far the clock is from this host's, as the device itself tells."""
    return round(one.device().clock_offset_us() / HOUR_US, 2)


@pytest.mark.parametrize("wrong_s", [0, -7200])
def test_moves_add_up_and_all_are_put_back(tmp_path: Path, wrong_s: int) -> None:
    own = wrong_s / 3600
    with bench(tmp_path / "state", clock_offset=float(wrong_s)) as one:
        one.out("settings put global auto_time 1")
        device = one.device(tmp_path / "journals")
        device.reset()
        ready = device.link.journal.changes
        for moved in (24, 48):
            reached = device.set_clock(round((own + moved) * HOUR_US))
            assert abs(reached / HOUR_US - own - moved) < 0.01
            assert hours(one) == own + moved
        assert one.out("settings get global auto_time").strip() == "0"
        device.put_clock_back()
        assert hours(one) == own
        assert one.out("settings get global auto_time").strip() == "1"
        assert device.link.journal.changes == ready
        device.close()


def test_a_run_that_was_killed_leaves_a_clock_that_is_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))
    journals = tmp_path / "xdg" / "harness" / "devices"
    with bench(tmp_path / "state") as one:
        monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(one.server.port))
        left = one.device(journals)
        left.reset()
        left.set_clock(48 * HOUR_US)
        left.link.journal._file.close()  # type: ignore[union-attr] # as the kernel does for a process that is killed
        assert hours(one) == 48
        assert mend() == ([one.serial], [])
        assert hours(one) == 0
        assert mend() == ([], [])


def test_a_clock_that_somebody_else_set_since_stays(tmp_path: Path) -> None:
    with bench(tmp_path / "state") as one:
        device = one.device(tmp_path / "journals")
        device.reset()
        device.set_clock(48 * HOUR_US)
        one.out("cmd alarm set-time 4102444800000")
        device.close()
        assert hours(one) > 24 * 365


def _sets(command: list[str]) -> bool:
    return "set-time" in command or any(word.startswith("@") for word in command)


def test_a_clock_that_cannot_be_moved(tmp_path: Path) -> None:
    with bench(tmp_path / "state") as one:
        device = one.device(tmp_path / "journals")
        device.reset()
        run = device.link.shell
        for name in ("shell", "sudo"):  # it takes the command, and does nothing
            setattr(
                device.link, name, lambda command, timeout=30.0: run(["true"] if _sets(command) else command, timeout)
            )
        with pytest.raises(ChangeRefused, match="cannot be moved: neither 'date'"):
            device.set_clock(48 * HOUR_US)
        device.close()
        assert hours(one) == 0
