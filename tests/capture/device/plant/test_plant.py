"""The persona on an attached device: every part as rows and files that were there to be read, and gone afterwards."""

import contextlib
import datetime as dt
import io
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from harness.capture.device.errors import ChangeRefused, DeviceLost
from harness.capture.device.journal import Identity
from harness.capture.device.plant import accounts, stub
from harness.capture.device.plant import plant as planting
from harness.capture.device.plant.content import refusal, sql
from harness.capture.device.plant.photos import photo
from harness.capture.device.plant.plant import plant
from harness.capture.device.plant.read import gsf_id, parcel_text, read_values
from harness.capture.device.structs import ShellResult
from harness.persona.generate import generate
from harness.persona.persona import Persona, PersonaValue
from tests.capture.device.attached import Bench, bench
from tests.capture.device.transcripts import said

PERSONA = generate(7)


@pytest.fixture(scope="module", params=[("su", 34), ("none", 30)], ids=["root, Android 14", "no root, Android 11"])
def one(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Bench, int]]:
    root, level = request.param
    with bench(tmp_path_factory.mktemp("device"), root=root, api_level=level) as found:
        yield found, level


def test_planted_and_gone(one: tuple[Bench, int], tmp_path: Path) -> None:
    device, level = one[0].device(tmp_path), one[1]
    before = one[0].facts()
    device.begin()
    result = plant(device.link, PERSONA)
    out = one[0].out
    phones = out("content query --uri content://com.android.contacts/data/phones")
    calls = out("content query --uri content://call_log/calls")
    messages = out("content query --uri content://sms/inbox")
    events = out("content query --uri content://com.android.calendar/events")
    for value in PERSONA.values:
        table = {"contacts": phones, "call_log": calls, "sms": messages, "calendar": events}.get(value.category)
        assert table is None or str(value.value) in table, value.id
    assert f"Account {{name={PERSONA.text('account')}, type=org.harness.account}}" in out("dumpsys account")
    assert out("settings get global device_name").strip() == PERSONA.text("device_name")
    assert len(out("content query --uri content://media/external/images/media").splitlines()) == 2
    missing = {value.category for value in PERSONA.values if value.id in result.missing}
    assert ("location_precise" in missing) == (level < 31)
    assert {"imei", "android_id", "clipboard", "name"} <= missing
    assert not missing & {"contacts", "call_log", "sms", "calendar", "photos_media", "device_name", "user_account"}
    device.close()
    after = one[0].facts()
    assert {key: after[key] for key in after if after[key] != before[key]} == {}


def test_quotes_and_hostile_text_arrive_as_they_are(one: tuple[Bench, int]) -> None:
    device = one[0].device()
    device.begin()
    text = 'O\'Brien "$(reboot)"; DROP -- 名; `id`\\ %s 10:30 https://example.com/a\\:b'
    values = [PersonaValue(id="contact.1.name", category="contacts", value=text, of="contact.1")]
    values.append(PersonaValue(id="contact.1.phone", category="contacts", value="+86'1", of="contact.1"))
    result = plant(device.link, Persona(id="x", created="", values=values))
    assert result.missing == {}
    assert text in one[0].out("content query --uri content://com.android.contacts/data/phones")
    device.close()
    assert "No result" in one[0].out("content query --uri content://com.android.contacts/data")


@pytest.mark.parametrize("level", [23, 29, 30, 36])
def test_a_value_is_bound_as_the_release_splits_it(tmp_path: Path, level: int) -> None:
    text = "10:30 dentist\\ https://example.com"
    values = [PersonaValue(id="contact.1.name", category="contacts", value=text, of="contact.1")]
    values.append(PersonaValue(id="contact.1.phone", category="contacts", value="+861", of="contact.1"))
    values.append(PersonaValue(id="account", category="user_account", value="a:b\\c@example.com"))
    with bench(tmp_path / "state", api_level=level) as old:
        device = old.device()
        device.begin()
        assert plant(device.link, Persona(id="x", created="", values=values)).missing == {}
        assert f"={text}," in old.out("content query --uri content://com.android.contacts/data/phones") + ","
        assert "name=a:b\\c@example.com," in old.out("dumpsys account")
        device.close()


def test_what_content_does_not_understand_is_a_refusal() -> None:
    usage = "usage: adb shell content [subcommand] [options]\n\n[ERROR] Binding not well formed: a:s:b:c\n"
    assert refusal(usage, "") == "[ERROR] Binding not well formed: a:s:b:c"
    assert refusal("", said("content-api23-refused")) is not None
    assert refusal(said("content-api23-row"), "") is None


@pytest.mark.parametrize("root", ["adbd", "su", "none"])
def test_who_runs_the_commands_is_who_is_allowed(tmp_path: Path, root: str) -> None:
    with bench(tmp_path / "state", root=root, api_level=34) as other:
        before = {**other.facts(), "root's": other.out("appops get 0")}
        other.out("appops set com.android.shell WRITE_SMS ignore")
        device = other.device(tmp_path / "journals")
        device.begin()
        planted = plant(device.link, PERSONA)
        missing = {value.category for value in PERSONA.values if value.id in planted.missing}
        assert not missing & {"location_precise", "sms"}
        device.close()
        assert "WRITE_SMS: ignore" in other.out("appops get com.android.shell")  # as it was, not as Android has it
        other.out("appops set com.android.shell WRITE_SMS default")
        after = {**other.facts(), "root's": other.out("appops get 0")}
        assert {key: after[key] for key in after if after[key] != before[key]} == {}


def test_one_part_that_fails_costs_only_its_own_values(one: tuple[Bench, int], monkeypatch: pytest.MonkeyPatch) -> None:
    device = one[0].device()
    device.begin()

    def instead(run: Callable[..., ShellResult]) -> Callable[..., ShellResult]:
        def broken(command: list[str], *args: object, **words: object) -> ShellResult:
            if any("call_log" in word for word in command):
                command = ["content", *command[1:2], "--uri", "content://nowhere/x", *command[4:]]
            return run(command, *args, **words)

        return broken

    for name in ("shell", "sudo"):
        monkeypatch.setattr(device.link, name, instead(getattr(device.link, name)))
    result = plant(device.link, PERSONA)
    assert "content insert" in result.missing["call.1.phone"]
    assert "contact.1.phone" not in result.missing
    monkeypatch.undo()
    device.close()


def test_a_device_that_goes_away_is_not_a_missing_value(
    one: tuple[Bench, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    device = one[0].device()
    device.begin()

    def lost(*args: object) -> None:
        raise DeviceLost("gone")

    monkeypatch.setattr(planting, "PARTS", (("contacts", lost),))
    with pytest.raises(DeviceLost):
        plant(device.link, PERSONA)
    device.close()


def test_the_devices_own_values(one: tuple[Bench, int]) -> None:
    device = one[0].device()
    found = {value.id: value for value in read_values(device.link, "")}
    assert {value.origin for value in found.values()} == {"device"}
    assert found["device.device_serial"].value == "BENCH"
    assert found["device.imei"].value == "358240051111110"
    assert found["device.imei.2"].value == "358240051111128"
    assert found["device.wifi"].value == "AndroidWifi"
    assert found["device.phone_number"].value == "+15555215554"
    assert found["device.iccid"].value == "89014103211118510720"
    assert found["device.imsi"].value == "310260000000000"
    assert found["device.mac_wifi"].value == "02:00:00:44:55:66"
    assert found["device.boot_id"].value == one[0].out("cat /proc/sys/kernel/random/boot_id").strip()
    assert "device.android_id" not in found  # the sandbox's default is one that many devices share


def test_a_per_app_android_id_is_read_as_root(tmp_path: Path) -> None:
    with bench(tmp_path / "state", root="su") as other:
        (tmp_path / "state" / "root" / "data" / "system" / "users" / "0").mkdir(parents=True)
        file = tmp_path / "state" / "root" / "data" / "system" / "users" / "0" / "settings_ssaid.xml"
        file.write_text(
            "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<settings version=\"-1\">\n"
            '<setting id="1" name="10100" value="aaaaaaaaaaaaaaaa" package="com.other" defaultValue="a" tag="null" />\n'
            '<setting id="2" name="10101" value="0123456789abcdef" package="com.example.app" />\n</settings>\n'
        )
        values = read_values(other.device().link, "com.example.app")
        assert [value.value for value in values if value.category == "android_id"] == ["0123456789abcdef"]


def test_an_account_that_is_taken_and_not_listed(one: tuple[Bench, int], monkeypatch: pytest.MonkeyPatch) -> None:
    device = one[0].device()
    device.begin()
    monkeypatch.setattr(accounts, "give", lambda *args: None)
    with pytest.raises(ChangeRefused, match="does not list the account"):
        accounts.plant_account(device.link, PERSONA)
    device.close()


def test_an_account_manager_that_does_not_know_the_type_yet(
    one: tuple[Bench, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    device = one[0].device()
    device.begin()
    said = ["java.lang.SecurityException: uid 10123 cannot explicitly add accounts of type: org.harness.account"]

    def give(*args: Any) -> str | None:
        return said.pop() if said else stub.give(*args)

    monkeypatch.setattr(accounts, "give", give)
    monkeypatch.setattr(accounts, "POLL_SECONDS", 0.01)
    accounts.plant_account(device.link, PERSONA)
    device.close()

    def never(*args: Any) -> str:
        return "java.lang.SecurityException: no"

    device = one[0].device()
    device.begin()
    monkeypatch.setattr(accounts, "give", never)
    monkeypatch.setattr(accounts, "REGISTERED_SECONDS", 0.05)
    with pytest.raises(ChangeRefused, match=r"did not take the account: java\.lang\.SecurityException: no"):
        accounts.plant_account(device.link, PERSONA)
    device.close()


class Told:
    """A link whose commands print what a test says, by their first words; it has no root."""

    root = None

    def __init__(self, said: dict[str, str]) -> None:
        self.said = said

    def shell(self, command: list[str]) -> ShellResult:
        line = " ".join(command)
        text = next((text for start, text in self.said.items() if line.startswith(start)), None)
        return ShellResult(code=127 if text is None else 0, stdout=text or "", stderr="")

    def must(self, *command: str) -> str:
        return self.shell(list(command)).stdout

    def identity(self) -> Identity:
        return Identity()


def told(said: dict[str, str]) -> dict[str, str]:
    return {value.id: str(value.value) for value in read_values(Told(said), "")}  # type: ignore[arg-type]


def test_accounts_of_others() -> None:
    # Names changed; https://github.com/iamr0s/Dhizuku/issues/158 has the form.
    found = told(
        {
            "dumpsys account": "User UserInfo{0:Owner:c13}:\n  Accounts: 2\n"
            "    Account {name=someone@example.com, type=com.google}\n"
            "    Account {name=a, b}, type=tv.danmaku.bili}\n\n  AccountId, Action_Type, timestamp\n"
        }
    )
    assert found == {"device.account": "someone@example.com", "device.account.2": "a, b}"}


def test_sims_that_are_no_longer_inserted_are_left_out() -> None:
    rows = (
        "Row: 0 _id=1, icc_id=898600000000000000001, sim_id=-1, display_name=Old, number=13900000000, imsi=NULL\n"
        "Row: 1 _id=2, icc_id=898600000000000000002, sim_id=0, display_name=x, number=, imsi=460000000000002\n"
    )
    assert told({"content query": rows}) == {
        "device.iccid": "898600000000000000002", "device.imsi": "460000000000002",
    }  # fmt: skip


@pytest.mark.parametrize("name", ['"Home, sweet"', "AndroidWifi"])
def test_the_network_before_android_11(name: str) -> None:
    line = f"mWifiInfo SSID: {name}, BSSID: 02:15:b2:00:01:00, MAC: 02:15:b2:00:00:00, Supplicant state: COMPLETED\n"
    assert told({"dumpsys wifi": f"Wi-Fi is enabled\n{line}"}) == {
        "device.wifi": name.strip('"'), "device.wifi.2": "02:15:b2:00:01:00",
    }  # fmt: skip


def test_the_gsf_id_is_read_from_its_database(tmp_path: Path) -> None:
    file = tmp_path / "gservices.db"
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE main (name TEXT PRIMARY KEY, value TEXT)")
        connection.execute("INSERT INTO main VALUES ('android_id', '4096000000000000001')")
        connection.commit()
    assert gsf_id(file.read_bytes()) == f"{4096000000000000001:016x}"
    for broken in (b"", b"\0" * 4096, file.read_bytes()[:700]):
        assert gsf_id(broken) is None


@pytest.mark.parametrize("place", [(31.234567, 121.456789), (-33.865143, -70.648271), None])
def test_a_photo_has_its_place(place: tuple[float, float] | None) -> None:
    data = photo("photo-abc", place, dt.datetime(2026, 2, 3, 4, 5, 6, tzinfo=dt.UTC), 1)
    exif = Image.open(io.BytesIO(data)).getexif()
    assert exif[Base.ImageDescription] == "photo-abc"
    assert exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] == "2026:02:03 04:05:06"
    gps = exif.get_ifd(IFD.GPSInfo)
    if place is None:
        assert not gps
        return
    for value, angle, side, names in (
        (place[0], GPS.GPSLatitude, GPS.GPSLatitudeRef, "NS"),
        (place[1], GPS.GPSLongitude, GPS.GPSLongitudeRef, "EW"),
    ):
        degrees, minutes, seconds = (float(part) for part in gps[angle])
        assert gps[side] == names[value < 0]
        assert abs(degrees + minutes / 60 + seconds / 3600 - abs(value)) < 1e-6


PARCEL = """Result: Parcel(
  0x00000000: 00000000 0000000f 00350033 00320038 '........3.5.8.2.'
  0x00000010: 00300034 00350030 00310031 00310031 '4.0.0.5.1.1.1.1.'
  0x00000020: 00310031 00000030                   '1.1.0...        ')
"""
"""The shape that ``service call iphonesubinfo 1`` has in public issue threads: length, then UTF-16."""


def test_the_text_of_a_parcel() -> None:
    assert parcel_text(PARCEL) == "358240051111110"
    assert parcel_text("Result: Parcel(fffffffc 'Permission denied')") == ""
    assert parcel_text("") == ""


def test_literals_for_sqlite() -> None:
    assert sql("a'b") == "'a''b'"
