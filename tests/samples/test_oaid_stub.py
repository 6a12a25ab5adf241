"""The OAID stubs: the APKs are what their sources say, install, and answer as the phone makers' services do."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import adbutils
import apk_info
import pytest

from harness.capture.device.link.server import AdbServer
from harness.sandbox import Sandbox

ROOT = Path(__file__).parents[2]
STUBS = ROOT / "samples" / "oaid-stub"
DOUBLES = ROOT / "harness" / "sandbox" / "runtime" / "doubles.jar"


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("oaid_build", STUBS / "build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["oaid_build"] = module
    spec.loader.exec_module(module)
    return module


script = _script()
each_stub = pytest.mark.parametrize("stub", script.STUBS, ids=lambda stub: stub.name)


@each_stub
def test_it_was_built_from_these_sources(stub: object) -> None:
    with zipfile.ZipFile(script.apk(stub)) as archive:
        assert archive.read(script.DIGEST_ASSET).decode().strip() == script.digest(stub), (
            "run samples/oaid-stub/build.py"
        )
        dex = archive.read("classes.dex")
    for name in script.java(stub):
        assert f"L{name.removesuffix('.java')};".encode() in dex, name
    assert b"APK Sig Block 42" in script.apk(stub).read_bytes()


@each_stub
def test_apps_can_bind_to_it_by_the_makers_names(stub: object) -> None:
    found = apk_info.APK(str(script.apk(stub)))
    assert found.get_package_name() == stub.package
    exported = {service.name for service in found.get_services() if service.exported == "true"}
    assert exported == {name for name, _, _ in stub.services}
    authorities = {provider.authorities for provider in found.get_providers() if provider.exported == "true"}
    assert authorities == {*stub.providers, f"{stub.package}.harness"}
    with zipfile.ZipFile(script.apk(stub)) as archive:
        manifest = archive.read("AndroidManifest.xml")
    for _, action, _ in stub.services:
        assert action.encode("utf-16-le") in manifest or action.encode() in manifest
    assert not found.get_permissions(), "a stub asks for nothing"


def test_there_are_no_others() -> None:
    assert {path.name for path in script.APKS.iterdir()} == {script.apk(stub).name for stub in script.STUBS}


@pytest.mark.debian
def test_a_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    if missing := script.kit.missing_programs():
        pytest.skip(f"needs {', '.join(missing)}")
    stub = next(stub for stub in script.STUBS if stub.name == "samsung")
    assert script.build(stub, tmp_path / "stub.apk").read_bytes() == script.apk(stub).read_bytes()


@pytest.mark.device
def test_all_install_side_by_side() -> None:
    server = AdbServer().start()
    try:
        with Sandbox() as sandbox:
            assert sandbox.info is not None
            client = server.client()
            client.connect(sandbox.info.serial, timeout=60)
            device = adbutils.AdbDevice(client, sandbox.info.serial)
            for stub in script.STUBS:
                device.sync.push(script.apk(stub), "/data/local/tmp/stub.apk")
                assert "Success" in str(device.shell("pm install -r /data/local/tmp/stub.apk")), stub.name
            listed = str(device.shell("pm list packages"))
            assert all(f"package:{stub.package}\n" in f"{listed}\n" for stub in script.STUBS)
    finally:
        server.stop()


class Phone:
    """The stubs' classes in a JVM, asked as an app asks them."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self, *words: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(" ".join(words) + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().rstrip("\n")

    def plant(self) -> None:
        assert self("set", "oaid=OAID-1", "vaid=VAID-1", "aaid=AAID-1") == "set"


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every stub's sources, compiled against small doubles of binder and provider."""
    if shutil.which("javac") is None:
        pytest.skip("needs a JDK")
    work = tmp_path_factory.mktemp("oaid")
    sources = {name: text for stub in script.STUBS for name, text in script.java(stub).items()}
    for doubles in (Path(__file__).parent / "doubles", Path(__file__).parent / "oaid"):
        sources |= {path.relative_to(doubles).as_posix(): path.read_text("utf-8") for path in doubles.rglob("*.java")}
    for name, text in sources.items():
        (work / "src" / name).parent.mkdir(parents=True, exist_ok=True)
        (work / "src" / name).write_text(text, "utf-8")
    command = [
        "javac",
        "-encoding",
        "UTF-8",
        "-nowarn",
        "-cp",
        str(DOUBLES),
        "-d",
        str(work / "classes"),
        *sorted(sources),
    ]
    done = subprocess.run(command, cwd=work / "src", capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stderr
    return work / "classes"


@pytest.fixture
def phone(classes: Path) -> Iterator[Phone]:
    """A phone on which nothing has been planted yet."""
    command = ["java", "-cp", f"{classes}:{DOUBLES}", "Exercise"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Phone(process)
        assert process.stdin
        process.stdin.close()


# What an app's generated proxy sends: descriptor, code, kind of answer, arguments; and what it gets.
ASKED = [
    ("com.uodis.opendevice.OpenDeviceIdentifierService", "com.uodis.opendevice.aidl.OpenDeviceIdentifierService", [
        ("1 string", "OAID-1"), ("2 bool", "0"),
    ]),
    ("com.mdid.msa.service.MsaIdService", "com.bun.lib.MsaIdInterface", [
        ("1 bool", "1"), ("2 bool", "1"), ("3 string", "OAID-1"), ("4 string", "VAID-1"), ("5 string", "AAID-1"),
        ("6 void", "done"), ("7 string", "unknown"),
    ]),
    ("com.samsung.android.deviceidservice.DeviceIdService", "com.samsung.android.deviceidservice.IDeviceIdService", [
        ("1 string", "OAID-1"), ("2 string com.app", "VAID-1"), ("3 string com.app", "AAID-1"),
    ]),
    ("com.heytap.openid.IdentifyService", "com.heytap.openid.IOpenID", [
        ("1 string com.app sha1 OUID", "OAID-1"), ("1 string com.app sha1 DUID", "VAID-1"),
        ("1 string com.app sha1 AUID", "AAID-1"), ("1 string com.app sha1 GUID", "null"),
    ]),
    ("com.oplus.stdid.IdentifyService", "com.oplus.stdid.IStdID", [("1 string com.app sha1 OUID", "OAID-1")]),
    ("com.asus.msa.SupplementaryDID.SupplementaryDIDService", "com.asus.msa.SupplementaryDID.IDidAidlInterface", [
        ("1 bool", "1"), ("2 string", "null"), ("3 string", "OAID-1"), ("4 string", "VAID-1"), ("5 string", "AAID-1"),
    ]),
    ("com.zui.deviceidservice.DeviceidService", "com.zui.deviceidservice.IDeviceidInterface", [
        ("1 string", "OAID-1"), ("2 string", "null"), ("3 bool", "1"), ("4 string com.app", "VAID-1"),
        ("5 string com.app", "AAID-1"), ("6 string com.app", "AAID-1"),
    ]),
    ("com.coolpad.deviceidsupport.DeviceIdService", "com.coolpad.deviceidsupport.IDeviceIdManager", [
        ("2 string com.app", "OAID-1"), ("5 string com.app", "null"), ("6 bool", "0"),
    ]),
    ("com.android.creator.IdsService", "com.android.creator.IdsSupplier", [
        ("1 bool", "1"), ("2 string com.app", "null"), ("3 string", "OAID-1"), ("5 string com.app", "AAID-1"),
    ]),
    ("com.qiku.id.IdService", "com.qiku.id.IOAIDInterface", [
        ("1 bool", "1"), ("3 string", "OAID-1"), ("6 void", "done"), ("8 bool", "0"),
    ]),
]  # fmt: skip


@pytest.mark.debian
@pytest.mark.parametrize(("service", "descriptor", "asked"), ASKED, ids=[row[1] for row in ASKED])
def test_a_service_answers_as_the_makers(
    phone: Phone, service: str, descriptor: str, asked: list[tuple[str, str]]
) -> None:
    phone.plant()
    for question, answer in asked:
        assert phone("bind", service, descriptor, *question.split()) == answer, question
    assert "SecurityException" in phone("bind", service, "some.other.Interface", "1", "string", "a", "b", "c")


def test_every_service_is_asked() -> None:
    assert {row[0] for row in ASKED} == {
        name for stub in script.STUBS for name, _, _ in stub.services if not name.endswith("KlService")
    }


@pytest.mark.debian
def test_providers(phone: Phone) -> None:
    provider = "org.harness.oaid.IdentifierProvider1"
    assert phone("query", provider, "content://com.vivo.vms.IdProvider/IdentifierId/OAID") == "empty"
    assert phone("call", provider, "getOAID") == "1 null"
    phone.plant()
    assert phone("query", provider, "content://com.vivo.vms.IdProvider/IdentifierId/OAID") == "OAID-1"
    assert phone("query", provider, "content://com.meizu.flyme.openidsdk/", "oaid") == "OAID-1"
    assert phone("query", provider, "content://com.meizu.flyme.openidsdk/", "vaid") == "VAID-1"
    assert phone("query", provider, "content://com.meizu.flyme.openidsdk/", "imei") == "empty"
    assert phone("call", provider, "getOAID") == "0 OAID-1"
    assert phone("call", provider, "getAAID") == "0 AAID-1"


@pytest.mark.debian
def test_an_app_cannot_plant_and_a_second_planting_replaces_the_first(phone: Phone) -> None:
    assert "SecurityException" in phone("steal", "oaid=theirs")
    service = ("com.heytap.openid.IdentifyService", "com.heytap.openid.IOpenID", "1", "string", "com.app", "sha1")
    assert phone("bind", *service, "OUID") == "null"
    phone.plant()
    assert phone("set", "oaid=OAID-2") == "set"
    assert phone("bind", *service, "OUID") == "OAID-2"
    assert phone("bind", *service, "DUID") == "null", "the identifier of the run before is still there"
