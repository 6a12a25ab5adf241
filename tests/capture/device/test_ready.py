"""A device made ready: what is set, what is left alone, what is refused, and everything put back, also after a kill."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from harness.capture.device.errors import DeviceLost
from harness.capture.device.journal import Command, Identity
from harness.capture.device.link.link import Link
from harness.capture.device.ready import make_ready
from harness.capture.device.structs import ShellResult
from tests.capture.device.attached import bench

UNREADY = {
    "global window_animation_scale": "1", "global transition_animation_scale": "1.0",
    "global animator_duration_scale": "1", "global captive_portal_mode": "1",
    "global stay_on_while_plugged_in": "3", "system screen_off_timeout": "30000",
    "secure autofill_service": "com.google.android.gms/.autofill.service.AutofillService",
    "secure spell_checker_enabled": "1",
}  # fmt: skip
WANTED = {
    "global window_animation_scale": "0", "global transition_animation_scale": "0",
    "global animator_duration_scale": "0", "global captive_portal_mode": "0",
    "global stay_on_while_plugged_in": "7", "system screen_off_timeout": "1800000",
    "secure autofill_service": "null", "secure spell_checker_enabled": "0",
    "secure immersive_mode_confirmations": "confirmed",
}  # fmt: skip


@pytest.mark.parametrize("level", [23, 30, 34])
def test_set_and_put_back(tmp_path: Path, level: int) -> None:
    with bench(tmp_path / "state", root="none", api_level=level) as one:
        for name, value in UNREADY.items():
            one.out(f"settings put {name} {value}")
        one.out("settings put secure location_mode 0; settings put secure location_providers_allowed network")
        one.out("input keyevent KEYCODE_SLEEP")
        before = one.facts()
        device = one.device(tmp_path / "journals")
        device.reset()
        for name, value in WANTED.items():
            if name != "secure autofill_service" or level >= 26:
                assert one.out(f"settings get {name}").strip() == value, name
        assert (one.out("settings get secure stylus_handwriting_enabled").strip() == "0") == (level >= 34)
        if level >= 28:
            assert one.out("settings get secure location_mode").strip() == "3"
        assert "mWakefulness=Awake" in one.out("dumpsys power")
        said = device.readiness()
        assert said["notes"] == []
        assert said["changed"]["secure/immersive_mode_confirmations"] == "confirmed"
        del device  # as a process that was killed: what the next one finds is the journal
        later = one.device(tmp_path / "journals")
        later.begin()
        later.close()
        after = one.facts()
        assert {key: after[key] for key in after if after[key] != before[key]} == {}


def test_what_is_better_already_is_left_alone(tmp_path: Path) -> None:
    with bench(tmp_path / "state", root="none", api_level=34) as one:
        one.out("settings put global stay_on_while_plugged_in 15; settings put system screen_off_timeout 2147483647")
        device = one.device()
        device.reset()
        assert not {"global/stay_on_while_plugged_in", "system/screen_off_timeout"} & set(device.readiness()["changed"])
        assert one.out("settings get global stay_on_while_plugged_in").strip() == "15"
        device.close()


class Phone:
    """A link to a phone that answers from a table, by the beginning of the line."""

    serial, api_level, root = "phone", 34, None

    def __init__(self, said: dict[str, str], fails: Sequence[str] = ()) -> None:
        self.said, self.fails = said, fails
        self.lines: list[str] = []
        self.undos: list[object] = []

    def shell(self, command: Sequence[str], timeout: float = 30.0) -> ShellResult:
        line = " ".join(command)
        self.lines.append(line)
        if any(line.startswith(start) for start in self.fails):
            return ShellResult(
                255, "", "java.lang.SecurityException: Permission denial: writing to settings requires it\n"
            )
        return ShellResult(0, next((text for start, text in self.said.items() if line.startswith(start)), ""), "")

    sudo = shell
    must = Link.must
    succeeded = Link.succeeded
    must_sudo = Link.must_sudo
    put_setting = Link.put_setting

    def change(self, what: str, undo: object, *, volatile: bool = False) -> int:
        self.undos.append(undo)
        return len(self.undos)

    def identity(self) -> Identity:
        return Identity()


OFF = "    KeyguardServiceDelegate\n      secure=true\n      screenState=SCREEN_STATE_ON\n"
LOCKED = f"{OFF}      KeyguardStateMonitor\n        mIsShowing=true\n        mInputRestricted=true\n"


def test_a_phone_that_refuses_is_noted_and_not_the_end() -> None:
    phone = Phone({"dumpsys window policy": LOCKED}, fails=["settings put"])
    said = make_ready(phone)  # type: ignore[arg-type]
    assert said.changed == {}
    assert any("settings put global window_animation_scale 0" in note for note in said.notes)
    assert any("guarded by a PIN" in note and "Unlock it by hand" in note for note in said.notes)


def test_a_setting_that_is_taken_and_not_kept_is_noted() -> None:
    said = make_ready(Phone({"dumpsys window policy": OFF, "settings get": "null\n"}))  # type: ignore[arg-type]
    assert any("does not keep the setting global/captive_portal_mode" in note for note in said.notes)


def test_a_device_that_goes_away_ends_it() -> None:
    phone = Phone({})

    def gone(*args: object, **words: object) -> ShellResult:
        raise DeviceLost("gone")

    phone.shell = gone  # type: ignore[method-assign]
    with pytest.raises(DeviceLost):
        make_ready(phone)  # type: ignore[arg-type]


def test_magisk_shows_no_toasts_for_the_run() -> None:
    from harness.capture.device.link.root import WAYS

    for notification, wanted in (("1", 1), ("0", 0)):
        phone = Phone({"dumpsys window policy": OFF, "magisk --sqlite SELECT": f"notification={notification}\n"})
        phone.root = next(way for way in WAYS if way.name == "su -c")  # type: ignore[assignment]
        make_ready(phone)  # type: ignore[arg-type]
        assert (
            len([line for line in phone.lines if "UPDATE policies SET notification=0 WHERE uid=2000" in line]) == wanted
        )
        undo = Command(["magisk", "--sqlite", "UPDATE policies SET notification=1 WHERE uid=2000"], root=True)
        assert (undo in phone.undos) == bool(wanted)
