"""What an emulator's console and options plant, on a sandbox behind a fake emulator."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import adbutils
import pytest

from harness.capture.device.avd import AvdDevice
from harness.capture.device.emulator.console import message_text
from harness.capture.device.errors import ChangeRefused
from harness.capture.device.link.undo import restore
from harness.capture.device.options import DeviceOptions
from harness.capture.device.plant import emulator
from harness.capture.device.plant.people import plant_messages
from harness.capture.device.plant.place import plant_place
from harness.capture.device.plant.read import read_values
from harness.capture.device.plant.sim import plant_phone_number
from harness.persona.generate import generate
from harness.persona.persona import Persona, PersonaValue
from tests.capture.device.conftest import AVD

Make = Callable[..., Path]
PERSONA = generate(7)
NUMBER = PERSONA.text("phone_number")


@pytest.fixture
def boot(adb_server: adbutils.AdbClient) -> Iterator[Callable[..., AvdDevice]]:
    """Open AVD devices, reset and closed at the end."""
    opened = []

    def start(number: str = NUMBER) -> AvdDevice:
        device = AvdDevice(AVD, client=adb_server, settle=0, options=DeviceOptions(phone_number=number))
        opened.append(device)
        device.reset()
        return device

    yield start
    for device in opened:
        device.close()


def inbox(device: AvdDevice) -> str:
    return device.shell(["content", "query", "--uri", "content://sms/inbox"]).stdout


def test_the_place_goes_to_the_gps_until_the_device_is_closed(
    avd: Make, boot: Callable[..., AvdDevice], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(emulator, "REPEAT_SECONDS", 0.02)
    fixes = avd() / "fixes.txt"
    device = boot()
    plant_place(device.link, PERSONA)
    place = PERSONA.place()
    assert place is not None
    deadline = time.monotonic() + 60
    while len(fixes.read_text().splitlines()) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    lines = fixes.read_text().splitlines()
    assert len(lines) >= 3
    assert set(lines) == {f"{place[1]:.6f} {place[0]:.6f}"}, "longitude first"
    device.close()
    before = len(fixes.read_text())
    time.sleep(0.1)
    assert len(fixes.read_text()) == before


def test_fixes_go_on_after_the_console_went_away(avd: Make, boot: Callable[..., AvdDevice]) -> None:
    fixes = avd() / "fixes.txt"
    device = boot()
    opened = []

    def connect() -> object:
        opened.append(emulator.open_console(device.link))
        return opened[-1]

    going = emulator.Fixes(connect, (1.0, 2.0))  # type: ignore[arg-type]
    try:
        opened[0].close()
        deadline = time.monotonic() + 60
        while len(fixes.read_text().splitlines()) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(opened) >= 2
    finally:
        going.stop()


def test_messages_come_through_the_modem(avd: Make, boot: Callable[..., AvdDevice]) -> None:
    avd()
    device = boot()
    asked = []
    line = device.link.line

    def noted(text: str, *args: object, **words: object) -> object:
        asked.append(text)
        return line(text, *args, **words)  # type: ignore[arg-type]

    device.link.line = noted  # type: ignore[method-assign, assignment]
    plant_messages(device.link, PERSONA)
    there = inbox(device)
    for message in PERSONA.groups("sms"):
        assert f"address={message['phone']}" in there
        assert f"body={message['body']}" in there
    assert not [text for text in asked if "content insert" in text]
    assert restore(device.link) == []
    assert "No result" in inbox(device)


def test_what_the_modem_does_not_deliver_is_written(
    avd: Make, boot: Callable[..., AvdDevice], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(emulator, "ARRIVAL_SECONDS", 0.1)
    avd(no_modem=True)
    device = boot()
    plant_messages(device.link, PERSONA)
    assert all(message["body"] in inbox(device) for message in PERSONA.groups("sms"))


def test_hostile_text_stays_one_command(avd: Make, boot: Callable[..., AvdDevice]) -> None:
    assert message_text("a\nkill\r\n\\n") == "a\\nkill\\n\\\\n"
    avd()
    device = boot()
    values = [
        PersonaValue(id="sms.1.phone", category="sms", value="10690001", of="sms.1"),
        PersonaValue(id="sms.1.body", category="sms", value="one\nkill", of="sms.1"),
    ]
    plant_messages(device.link, Persona(id="x", created="", values=values))
    assert device.shell(["echo", "alive"]).stdout == "alive\n"
    assert "one\nkill" in inbox(device)


def test_a_cold_boot_gives_the_sim_the_personas_number(avd: Make, boot: Callable[..., AvdDevice]) -> None:
    avd(save="Snapshots are not supported by this renderer")
    device = boot()
    plant_phone_number(device.link, PERSONA)
    assert NUMBER in [value.value for value in read_values(device.link, "") if value.category == "phone_number"]


def test_a_snapshot_keeps_its_number_which_is_then_looked_for(avd: Make, boot: Callable[..., AvdDevice]) -> None:
    avd()
    boot("13800138000").close()
    device = boot()
    with pytest.raises(ChangeRefused, match="the SIM's number is 13800138000; only an emulator"):
        plant_phone_number(device.link, PERSONA)
    assert [value.value for value in read_values(device.link, "") if value.id == "device.phone_number"] == [
        "13800138000"
    ]
