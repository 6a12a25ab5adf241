"""What is known of a device goes with what it holds for: whatever it is, and whoever adds to it."""

import contextlib
import dataclasses
from typing import Any

import pytest

from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.adb.of_run import OfRun
from harness.capture.device.errors import DeviceError
from harness.capture.device.journal import Journal
from harness.capture.device.link.known import AsUser, Life, Once
from harness.capture.device.link.link import Link
from harness.capture.device.link.transport import Heard, Transport
from harness.capture.device.options import DeviceOptions
from harness.capture.device.sandbox import AttachedSandbox, SandboxDevice
from harness.capture.device.ui.choose import PreferredDriver
from harness.capture.device.ui.shell import ShellDriver

#: What a device, its link and its transport have besides their structs: given when they are made, or kept by another
#: rule.
BESIDES = {
    "serial", "options", "link",
    "_gadget",  # stopped; its key and names are one app's, over several runs
}  # fmt: skip
OF_LINK = {
    "journal", "on_command", "transport",
    "meanwhile",  # an exit stack: closed, not replaced
}  # fmt: skip
OF_TRANSPORT = {"serial", "adb", "_client"}


class Thing:
    """Stands in for a shell, a server, a gate or a driver, and hears that it is let go."""

    def __init__(self, fails: bool = False) -> None:
        self.ended = 0
        self._fails = fails

    def close(self) -> None:
        self.ended += 1
        if self._fails:
            raise DeviceError("gone")

    stop = close


class Answers:
    """An adb that knows of the device only that it is there."""

    def __init__(self, *_: object) -> None:
        pass

    def get_state(self) -> str:
        return "device"


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> AdbDevice:
    monkeypatch.setattr("harness.capture.device.link.transport.adbutils.AdbDevice", Answers)
    monkeypatch.setattr("harness.capture.device.link.transport.tame", lambda client: client)
    made = AdbDevice(Answers(), "emulator-5554", DeviceOptions(), Journal("emulator-5554", None))  # type: ignore[arg-type]
    monkeypatch.setattr(made, "take", lambda: None)
    return made


def filled(kind: type[Any], thing: object) -> Any:
    """One of the structs with something in every field, whatever it is for."""
    made = kind()
    for field in dataclasses.fields(kind):
        was = getattr(made, field.name)
        if dataclasses.is_dataclass(was):
            setattr(made, field.name, filled(type(was), thing))  # type: ignore[arg-type]
        elif isinstance(was, Once):
            setattr(made, field.name, Once(thing))
        else:
            other = {bool: True, float: 1.0, str: "other", list: [thing], dict: {"a": thing}}.get(type(was), thing)
            setattr(made, field.name, other)
        assert getattr(made, field.name) != getattr(kind(), field.name), field.name
    return made


def fill(device: AdbDevice, of_life: object, of_run: object) -> None:
    device.link.transport.heard, device.link.life = filled(Heard, of_life), filled(Life, of_life)
    device._run = filled(OfRun, of_run)


def known(device: AdbDevice) -> tuple[Heard, Life, OfRun]:
    return device.link.transport.heard, device.link.life, device._run


def test_nothing_is_known_of_a_device_that_has_begun_anew(device: AdbDevice) -> None:
    thing = Thing()
    fill(device, thing, thing)
    device.renew()
    assert known(device) == (Heard(), Life(), OfRun())
    assert thing.ended == 4, "the shell of root, frida-server's handle, the gate and the driver of the screen"


def test_each_is_let_go_whatever_the_others_say(device: AdbDevice) -> None:
    thing = Thing(fails=True)
    fill(device, Thing(), thing)
    device.renew()
    assert (*known(device), thing.ended) == (Heard(), Life(), OfRun(), 3)


def test_a_device_object_has_nothing_else_to_forget(device: AdbDevice) -> None:
    assert set(vars(device)) - {"take"} == BESIDES | {"_run"}
    assert set(vars(device.link)) == OF_LINK | {"life"}
    assert set(vars(device.link.transport)) == OF_TRANSPORT | {"heard"}


def test_no_fact_is_kept_by_another_way() -> None:
    """A cached property would be one that nobody replaces."""
    for kind in (*AttachedSandbox.__mro__, SandboxDevice, Link, Transport):
        kept = {name for name, value in vars(kind).items() if type(value).__name__ == "cached_property"}
        assert kept <= {"_local"}, "Frida on this host, which does not change with the device"


def test_a_new_user_of_adbd_has_another_shell(device: AdbDevice) -> None:
    thing = Thing()
    device.link.life = filled(Life, thing)
    device.link.forget_user()
    assert device.link.life.user == AsUser()
    assert thing.ended == 1
    assert device.link.life.properties == Once(thing)


def test_an_answer_is_asked_for_once_and_a_failure_is_none() -> None:
    asked: list[int] = []

    def fails() -> int:
        raise DeviceError("not now")

    def answers() -> int:
        asked.append(1)
        return 7

    known: Once[int] = Once()
    with contextlib.suppress(DeviceError):
        known.get(fails)
    assert known == Once()
    assert [known.get(answers), known.get(answers), len(asked)] == [7, 7, 1]


def test_a_driver_that_was_never_used_is_closed_without_being_started() -> None:
    def never() -> ShellDriver:
        raise AssertionError

    PreferredDriver(never, ShellDriver(lambda line: None, "x")).close()  # type: ignore[arg-type, return-value]
