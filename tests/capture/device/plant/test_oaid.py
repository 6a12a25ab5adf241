"""The OAID on an attached device: the real stubs, installed and gone again; the sandbox answers for their provider."""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.errors import ChangeRefused
from harness.capture.device.plant.oaid import PACKAGES, asked, plant_oaid, stubs
from harness.capture.device.structs import ShellResult
from harness.persona.generate import generate
from tests.capture.device.attached import Bench, bench
from tests.capture.device.transcripts import said

PERSONA = generate(7)


@pytest.fixture(scope="module", params=["su", "none"], ids=["root", "no root"])
def one(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with bench(tmp_path_factory.mktemp("device"), root=request.param, api_level=30) as found:
        yield found


@pytest.fixture
def device(one: Bench) -> Iterator[AdbDevice]:
    opened = one.device()
    opened.begin()
    yield opened
    opened.close()


def listed(device: AdbDevice) -> set[str]:
    lines = device.shell(["pm", "list", "packages"]).stdout.splitlines()
    return {line.removeprefix("package:") for line in lines} & set(PACKAGES.values())


def test_every_stub_is_shipped() -> None:
    assert set(stubs()) == set(PACKAGES.values())
    assert all(path.is_file() for path in stubs().values())


def test_planted_and_gone(one: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    before = one.facts()
    device = one.device()
    device.begin()
    calls: list[list[str]] = []
    shell = device.link.shell

    def noted(command: Sequence[str], timeout: float = 30.0) -> ShellResult:
        calls.append(list(command))
        return shell(command, timeout)

    monkeypatch.setattr(device.link, "shell", noted)
    plant_oaid(device.link, PERSONA)
    assert listed(device) == set(PACKAGES.values())
    given = {call[3]: call[-1] for call in calls if call[:2] == ["content", "call"]}
    assert given == {f"content://{package}.harness": f"oaid:s:{PERSONA.get('oaid')}" for package in PACKAGES.values()}
    device.close()
    after = one.facts()
    assert {key: after[key] for key in after if after[key] != before[key]} == {}


def test_a_makers_own_service_is_left_alone(one: Bench, device: AdbDevice) -> None:
    theirs = "com.samsung.android.deviceidservice"
    one.client.device(one.serial).sync.push(stubs()[theirs], "/data/local/tmp/theirs.apk")
    assert "Success" in one.out("pm install /data/local/tmp/theirs.apk; rm /data/local/tmp/theirs.apk")
    plant_oaid(device.link, PERSONA)
    assert listed(device) == set(PACKAGES.values())
    device.close()
    assert f"package:{theirs}" in one.out("pm list packages")
    one.out("pm uninstall " + theirs)


def test_where_no_stub_takes_the_value_the_reason_is_told(device: AdbDevice, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = device.link.shell

    def silent(command: Sequence[str], timeout: float = 30.0) -> ShellResult:
        if list(command[:2]) == ["content", "call"]:
            return ShellResult(code=0, stdout="", stderr=said("content-api29-none"))
        return shell(command, timeout)

    monkeypatch.setattr(device.link, "shell", silent)
    with pytest.raises(ChangeRefused, match="did not take the value: Error while accessing provider"):
        plant_oaid(device.link, PERSONA)
    monkeypatch.undo()


def test_a_persona_without_an_oaid_installs_nothing(device: AdbDevice) -> None:
    persona = generate(7)
    persona.values = [value for value in persona.values if value.id != "oaid"]
    plant_oaid(device.link, persona)
    assert listed(device) == set()


def app(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        ({"classes.dex": b"com.huawei.hwid\0x"}, {"com.huawei.hwid"}),
        ({"AndroidManifest.xml": "com.heytap.openid".encode("utf-16-le")}, {"com.heytap.openid"}),
        ({"lib/arm64-v8a/liba.so": b"com.vivo.vms.IdProvider"}, {"org.harness.oaid.providers"}),
        ({"classes.dex": b"org.harness.oaid.providers", "assets/a": b"com.huawei.hwid"}, set()),
        ({"classes.dex": b"x"}, set()),
        ({"classes.dex": b"Lcom/bun/miitmdid/core/MdidSdkHelper;"}, set(PACKAGES.values())),
        ({"assets/supplierconfig.json": b"{}"}, set(PACKAGES.values())),
        ({"lib/arm64-v8a/libjiagu.so": b""}, set(PACKAGES.values())),
    ],
)
def test_which_makers_an_app_can_ask(tmp_path: Path, files: dict[str, bytes], wanted: set[str]) -> None:
    assert asked(app(tmp_path / "a.apk", files)) == wanted


def test_only_what_the_app_can_ask_is_installed(one: Bench, device: AdbDevice, tmp_path: Path) -> None:
    plant_oaid(device.link, PERSONA, app(tmp_path / "a.apk", {"classes.dex": b"com.zui.deviceidservice"}))
    assert listed(device) == {"com.zui.deviceidservice"}
    device.close()
    again = one.device()
    again.begin()
    with pytest.raises(ChangeRefused, match="the app names none of the makers' services"):
        plant_oaid(again.link, PERSONA, app(tmp_path / "b.apk", {"classes.dex": b""}))
    assert listed(again) == set()
    again.close()
