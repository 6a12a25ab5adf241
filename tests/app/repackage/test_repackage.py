"""Whole apps: what goes into them, which split it goes into, for which ABI, and what cannot be changed."""

import json
import zipfile
from pathlib import Path

import apk_info
import msgspec
import pytest

from harness.app.apk import read_apk
from harness.app.archive import open_archive
from harness.app.errors import ArchiveRefused, RepackageRefused
from harness.app.repackage import manifest as edit
from harness.app.repackage.arsc import add_files
from harness.app.repackage.axml import REFERENCE, Attribute, Element, read_axml, write_axml
from harness.app.repackage.repackage import Wanted, choose_abi, loader, misses, repackage
from harness.app.repackage.sign import Signer
from harness.app.splits import Split, read_split
from tests.app.repackage.apps import LANTERN, LOUD, tool
from tests.capture.device.certificate import PEM
from tests.sandbox.apks import manifest

GADGET = b"\x7fELF" + bytes(50_000)
WANTED = Wanted(gadget=GADGET, config=b"{}", library="qwertz", abi="arm64-v8a", api_level=30, authority_pem=PEM)


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer()


def write(path: Path, members: dict[str, bytes]) -> Split:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return read_split(path)


def app(path: Path, *libraries: str, binary: bytes | None = None, **more: bytes) -> Split:
    """An app with native code for these ABIs."""
    members = {"AndroidManifest.xml": binary or manifest(), "classes.dex": b"dex\n035\0" + bytes(104)}
    members |= {f"lib/{abi}/libapp.so": b"\x7fELF" for abi in libraries}
    return write(path, members | {name.replace("__", "/"): data for name, data in more.items()})


def only(splits: list[Split], work: Path, signer: Signer, wanted: Wanted = WANTED) -> Path:
    (done,), _ = repackage(splits, work, wanted, signer)
    return done.path


@pytest.mark.parametrize("path", [LANTERN, LOUD], ids=["no resources", "resources"])
def test_what_is_in_it_afterwards(path: Path, tmp_path: Path, signer: Signer) -> None:
    split = read_split(path)
    (done,), changed = repackage([split], tmp_path, WANTED, signer)
    assert changed.network_config == "new"
    before, after = read_apk(path), read_apk(done.path)
    same = ("package", "version_code", "label", "application", "min_sdk", "target_sdk")
    assert {name: getattr(after, name) for name in same} == {name: getattr(before, name) for name in same}
    assert set(after.permissions) == {*before.permissions, edit.INTERNET}
    assert after.signer_sha256 == [signer.sha256] != before.signer_sha256
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(done.path) as new:
        assert new.read("lib/arm64-v8a/libqwertz.so") == GADGET
        assert new.read("lib/arm64-v8a/libqwertz.config.so") == b"{}"
        assert new.read("classes2.dex") == loader()
        assert new.read("res/qwertz.pem") == PEM
        assert b"frida" not in " ".join(new.namelist()).lower().encode()
        assert read_axml(new.read("res/qwertz.xml")).name == "network-security-config"
        kept = {name for name in old.namelist() if not name.startswith("META-INF/")} - {
            "AndroidManifest.xml",
            "resources.arsc",
        }
        assert {name: new.read(name) for name in kept} == {name: old.read(name) for name in kept}
    with open_archive(done.path):
        pass


@pytest.mark.debian
def test_android_s_own_tools_accept_it(tmp_path: Path, signer: Signer) -> None:
    path = only([read_split(LOUD)], tmp_path, signer)
    tool("apksigner", "verify", "--min-sdk-version", "24", path)
    tool("zipalign", "-c", "-p", "4", path)
    assert "launchable-activity: name='com.carnival.loud." in tool("aapt", "dump", "badging", path)
    assert "native-code: 'arm64-v8a'" in tool("aapt2", "dump", "badging", path)
    assert "(file) res/qwertz.pem" in tool("aapt2", "dump", "resources", path)
    security = tool("aapt", "dump", "xmltree", path, "res/qwertz.xml")
    assert "A: src=@0x70010000" in security


def test_the_splits_are_signed_by_the_same_key(tmp_path: Path, signer: Signer) -> None:
    base = app(tmp_path / "base.apk")
    folder = tmp_path / "made"
    folder.mkdir()
    binary = read_axml(manifest(split="config.arm64_v8a"))
    edit.application(binary).put(edit._android("extractNativeLibs", 0x12, 0))
    abi = write(
        tmp_path / "abi.apk", {"AndroidManifest.xml": write_axml(binary), "lib/arm64-v8a/libapp.so": b"\x7fELF"}
    )
    done, _ = repackage([base, abi], folder, WANTED, signer)
    assert [split.name for split in done] == ["", "config.arm64_v8a"]
    for split in done:
        (scheme,) = apk_info.APK(split.path).get_signatures()
        assert [row.sha256_fingerprint for row in scheme.certificates] == [signer.sha256]
    with zipfile.ZipFile(done[1].path) as archive:
        assert "classes2.dex" not in archive.namelist()
        assert edit.flag(read_axml(archive.read("AndroidManifest.xml")), "extractNativeLibs") is True


@pytest.mark.parametrize("own", ["", "androidx.core.app.CoreComponentFactory"])
def test_from_android_9_on_a_factory_loads_the_gadget(tmp_path: Path, signer: Signer, own: str) -> None:
    root = read_axml(manifest(components=(("service", {"name": ".S", "process": ":push"}),)))
    if own:
        edit.application(root).put(edit._android("appComponentFactory", 0x03, text=own))
    split = app(tmp_path / "a.apk", binary=write_axml(root))
    (done,), changed = repackage([split], tmp_path, msgspec.structs.replace(WANTED, api_level=28), signer)
    assert (changed.loaded_by, changed.processes, changed.unwatched) == ("factory", [":push"], [])
    with zipfile.ZipFile(done.path) as archive:
        assert archive.read(edit.NAMES).decode().split("\n") == ["qwertz", *([own] if own else [])]
        after = read_axml(archive.read("AndroidManifest.xml"))
    assert edit.own_factory(after) == edit.FACTORY
    assert edit.application(after).elements("provider") == []


@pytest.mark.parametrize(("api_level", "kind"), [(27, 0x03), (30, 0x01)], ids=["before", "named by a resource"])
def test_else_providers_load_it(tmp_path: Path, signer: Signer, api_level: int, kind: int) -> None:
    root = read_axml(manifest())
    edit.application(root).put(edit._android("appComponentFactory", kind, text="a.B" if kind == 0x03 else ""))
    split = app(tmp_path / "a.apk", binary=write_axml(root))
    (done,), changed = repackage([split], tmp_path, msgspec.structs.replace(WANTED, api_level=api_level), signer)
    assert changed.loaded_by == "provider"
    assert any("attachBaseContext" in sentence for sentence in misses(changed))
    with zipfile.ZipFile(done.path) as archive:
        assert edit.NAMES not in archive.namelist()
        after = read_axml(archive.read("AndroidManifest.xml"))
    assert len(edit.application(after).elements("provider")) == 1
    assert edit.own_factory(after) == edit.own_factory(root)


def test_code_goes_behind_the_app_s_own(tmp_path: Path, signer: Signer) -> None:
    split = app(tmp_path / "a.apk", **{"classes2.dex": b"dex\n", "classes3.dex": b"dex\n", "classes9.dex": b"dex\n"})
    with zipfile.ZipFile(only([split], tmp_path, signer)) as archive:
        assert archive.read("classes4.dex") == loader()


@pytest.mark.parametrize(
    ("libraries", "device", "expected"),
    [
        ((), ("arm64-v8a", "armeabi-v7a"), "arm64-v8a"),
        (("armeabi-v7a", "arm64-v8a"), ("arm64-v8a", "armeabi-v7a"), "arm64-v8a"),
        (("armeabi-v7a",), ("arm64-v8a", "armeabi-v7a", "armeabi"), "armeabi-v7a"),
        (("x86", "armeabi"), ("arm64-v8a", "armeabi-v7a", "armeabi"), "armeabi"),
    ],
)
def test_the_abi_is_that_in_which_the_device_runs_the_app(
    tmp_path: Path, libraries: tuple[str, ...], device: tuple[str, ...], expected: str
) -> None:
    assert choose_abi([app(tmp_path / "a.apk", *libraries)], device) == expected


def test_an_app_that_wants_32_bits(tmp_path: Path) -> None:
    root = read_axml(manifest())
    flag = Attribute(name="use32bitAbi", kind=0x12, data=1, namespace=edit.ANDROID, resource=0x01010546)
    edit.application(root).put(flag)
    split = app(tmp_path / "a.apk", "arm64-v8a", "armeabi-v7a", binary=write_axml(root))
    assert choose_abi([split], ("arm64-v8a", "armeabi-v7a")) == "armeabi-v7a"


def test_an_app_for_other_processors(tmp_path: Path) -> None:
    with pytest.raises(RepackageRefused, match=r"code is for armeabi-v7a, and the device runs arm64-v8a, x86_64"):
        choose_abi([app(tmp_path / "a.apk", "armeabi-v7a")], ("arm64-v8a", "x86_64"))


def own_config(resource: int) -> bytes:
    root = read_axml(manifest())
    edit.set_network_config(root, resource)
    return write_axml(root)


def test_the_app_s_own_configuration_is_changed_where_it_lies(tmp_path: Path, signer: Signer) -> None:
    table, ids = add_files(None, {"own": "res/8G.xml"})
    security = write_axml(Element(name="network-security-config"))
    members = {"resources.arsc": table, "res/8G.xml": security}
    split = app(tmp_path / "a.apk", binary=own_config(ids["own"]), **members)
    (done,), changed = repackage([split], tmp_path, WANTED, signer)
    assert changed.network_config == "changed"
    with zipfile.ZipFile(done.path) as archive:
        assert edit.network_config(read_axml(archive.read("AndroidManifest.xml"))) == ids["own"]
        root = read_axml(archive.read("res/8G.xml"))
        assert "res/qwertz.xml" not in archive.namelist()
    assert [row.data for item in root.walk() for row in item.attributes if row.kind == REFERENCE] == [0x6F010000]


@pytest.mark.parametrize(
    ("wanted", "binary", "reason"),
    [
        ({"authority_pem": b""}, None, "no certificate was given"),
        ({"api_level": 23}, None, "before 7"),
        ({}, own_config(0x7F010000), "not where its resources say"),
    ],
)
def test_where_the_certificate_is_not_trusted(
    tmp_path: Path, signer: Signer, wanted: dict[str, object], binary: bytes | None, reason: str
) -> None:
    split = app(tmp_path / "a.apk", binary=binary)
    _, changed = repackage([split], tmp_path, msgspec.structs.replace(WANTED, **wanted), signer)
    assert reason in changed.network_config
    assert any(reason in sentence for sentence in misses(changed))


def test_what_is_missed_is_told(tmp_path: Path, signer: Signer) -> None:
    parts = tuple(("service", {"name": f".S{n}", "process": f":p{n:02d}"}) for n in range(9))
    split = app(tmp_path / "a.apk", binary=manifest(components=parts))
    _, changed = repackage([split], tmp_path, msgspec.structs.replace(WANTED, api_level=27), signer)
    assert (len(changed.processes), changed.unwatched, changed.internet_added) == (7, [":p07", ":p08"], True)
    said = " ".join(misses(changed))
    for words in (
        "signature is not its own",
        "attachBaseContext",
        "forks",
        ":p07, :p08",
        "no right to use the network",
    ):
        assert words in said
    json.dumps(msgspec.to_builtins(changed))


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"resources.arsc": b"no table"}, "cannot be put into com.example.app: the chunk at 0"),
        ({"classes.dex": None}, "has no code of its own"),
    ],
)
def test_an_app_that_cannot_be_changed(
    tmp_path: Path, signer: Signer, members: dict[str, bytes | None], sentence: str
) -> None:
    all_members = {"AndroidManifest.xml": manifest(), "classes.dex": b"dex\n", **members}
    split = write(tmp_path / "a.apk", {name: data for name, data in all_members.items() if data is not None})
    with pytest.raises(RepackageRefused, match=sentence) as caught:
        repackage([split], tmp_path, WANTED, signer)
    assert str(caught.value).endswith("Use a device with root.")


def test_a_hostile_archive_is_not_opened(tmp_path: Path, signer: Signer) -> None:
    path = tmp_path / "a.apk"
    split = app(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../../etc/passwd", b"x")
    with pytest.raises(ArchiveRefused, match="outside of its directory"):
        repackage([split], tmp_path, WANTED, signer)


def test_the_base_is_needed(tmp_path: Path, signer: Signer) -> None:
    split = write(tmp_path / "a.apk", {"AndroidManifest.xml": manifest(split="config.zh")})
    with pytest.raises(RepackageRefused, match="no base APK"):
        repackage([split], tmp_path, WANTED, signer)
