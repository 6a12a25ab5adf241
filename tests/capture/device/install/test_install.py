"""Installing: the right splits, hostile archives refused, every refusal of the platform in words."""

import contextlib
import io
import json
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.app import archive as archives
from harness.app.archive import open_archive
from harness.app.errors import ArchiveRefused
from harness.app.splits import AppFiles, unpack_app
from harness.capture.device.errors import DeviceError, InstallBlocked, InstallError, NoSpace, WrongAbi
from harness.capture.device.install.choose import DeviceSpec, choose_splits, device_spec
from harness.capture.device.install.code import leave_out
from harness.capture.device.install.failures import FAILURES, failure
from harness.capture.device.install.install import install
from tests.capture.device.attached import Bench, bench
from tests.examples import examples
from tests.sandbox.apks import apk

SPEC = DeviceSpec(abis=("arm64-v8a", "armeabi-v7a"), density=420, languages=("zh",), api_level=30)
NAMES = ["", "config.arm64_v8a", "config.armeabi_v7a", "config.x86", "config.hdpi", "config.xxhdpi", "config.xxxhdpi",
         "config.zh", "config.en", "config.zh_rTW", "map", "map.config.zh", "config.etc2"]  # fmt: skip


def split(name: str, **facts: object) -> bytes:
    return apk(dex=not name, split=name, **facts)


def container(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return path


def opened(path: Path, work: Path, level: int = 30) -> AppFiles:
    work.mkdir(exist_ok=True)
    return unpack_app(path, work, level)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with bench(tmp_path_factory.mktemp("device")) as found:
        yield found


# Which splits.


@pytest.mark.parametrize("suffix", [".apks", ".xapk", ".apkm", ".zip"])
def test_the_splits_of_a_device(tmp_path: Path, suffix: str) -> None:
    members = {f"{name or 'base'}.apk": split(name) for name in NAMES}
    files = opened(container(tmp_path / f"app{suffix}", {**members, "icon.png": b"x"}), tmp_path / "work")
    chosen = [item.name for item in choose_splits(files, SPEC)]
    assert chosen == ["", "config.arm64_v8a", "config.xxhdpi", "config.zh", "config.zh_rTW", "map", "map.config.zh"]


@pytest.mark.parametrize(
    ("spec", "wanted"),
    [
        (DeviceSpec(("x86_64", "x86"), 240, ("en",), 30), ["", "config.en", "config.hdpi", "config.x86", "map"]),
        (DeviceSpec(("armeabi-v7a",), 700, ("fr",), 30), ["", "config.armeabi_v7a", "config.xxxhdpi", "map"]),
    ],
)
def test_other_devices(tmp_path: Path, spec: DeviceSpec, wanted: list[str]) -> None:
    members = {f"{number}.apk": split(name) for number, name in enumerate(NAMES)}
    files = opened(container(tmp_path / "app.apks", members), tmp_path / "work")
    assert [item.name for item in choose_splits(files, spec)] == wanted


def test_no_split_for_the_processor(tmp_path: Path) -> None:
    members = {"base.apk": split(""), "a.apk": split("config.arm64_v8a")}
    files = opened(container(tmp_path / "app.apks", members), tmp_path / "work")
    with pytest.raises(WrongAbi, match="arm64_v8a, and the device runs x86_64, x86"):
        choose_splits(files, DeviceSpec(("x86_64", "x86"), 420, ("zh",), 30))


def field(number: int, data: bytes | int) -> bytes:
    if isinstance(data, int):
        return bytes([number << 3, data])
    size = len(data)
    return bytes([number << 3 | 2]) + (bytes([size]) if size < 128 else bytes([size & 127 | 128, size >> 7])) + data


def variant(least: int, paths: list[str]) -> bytes:
    sdk = field(1, field(1, field(1, field(1, field(1, least)))))
    return field(1, sdk + field(2, b"".join(field(2, field(2, path.encode())) for path in paths)))


def test_bundletools_variants(tmp_path: Path) -> None:
    names = ["splits/base-master.apk", "splits/base-master_2.apk", "standalones/standalone-x86.apk", "universal.apk"]
    toc = variant(21, names[:1]) + variant(29, names[1:2]) + variant(0, names[2:])
    members = {"toc.pb": toc, **{name: split("", version=1) for name in names}}
    path = container(tmp_path / "app.apks", members)
    for level, number in ((36, 1), (29, 1), (28, 0), (21, 0)):
        work = tmp_path / f"work{level}"
        files = opened(path, work, level)
        assert not files.standalone
        assert [item.path.name for item in files.splits] == ["000.apk"]
        with zipfile.ZipFile(path) as whole:
            assert files.splits[0].path.read_bytes() == whole.read(names[number])
    files = opened(path, tmp_path / "old", 20)
    assert files.standalone
    assert len(choose_splits(files, SPEC)) == 1


@pytest.mark.parametrize("toc", [b"\xff" * 20, b"\x0a\x7f", b"\x0b", b""])
def test_a_malformed_table_of_contents(tmp_path: Path, toc: bytes) -> None:
    path = container(tmp_path / "app.apks", {"toc.pb": toc, "splits/base-master.apk": split("")})
    with pytest.raises(ArchiveRefused):
        opened(path, tmp_path / "work")


@given(st.binary(max_size=200))
@examples(60)
def test_any_table_of_contents(tmp_path_factory: pytest.TempPathFactory, toc: bytes) -> None:
    base = tmp_path_factory.mktemp("toc")
    path = container(base / "app.apks", {"toc.pb": toc, "splits/base-master.apk": b""})
    with pytest.raises(ArchiveRefused):
        opened(path, base / "work")


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"a.apk": split(""), "b.apk": split("", package="com.other")}, "several apps"),
        ({"a.apk": split(""), "b.apk": split("")}, "2 base APKs"),
        ({"a.apk": split("config.zh")}, "no base APK"),
        ({"a.apk": split(""), "b.apk": split("config.zh", version=2)}, "different versions"),
        ({"a.apk": split(""), "b.apk": split("config.zh"), "c.apk": split("config.zh")}, "two splits of the same name"),
        ({"a.apk": b"no apk"}, "not a valid APK"),
        ({"readme.txt": b"x"}, "holds no APK"),
    ],
)
def test_archives_that_make_no_app(tmp_path: Path, members: dict[str, bytes], sentence: str) -> None:
    with pytest.raises(ArchiveRefused, match=sentence):
        opened(container(tmp_path / "app.apks", members), tmp_path / "work")


def test_expansion_files(tmp_path: Path, one: Bench) -> None:
    place = "Android/obb/com.example.app/main.1.com.example.app.obb"
    manifest = {"expansions": [{"file": place, "install_path": place}]}
    members = {"base.apk": split(""), "manifest.json": json.dumps(manifest).encode(), place: b"expansion"}
    device = one.device()
    device.begin()
    install(device.link, container(tmp_path / "app.xapk", members), grant_all=False)
    assert one.out(f"cat /sdcard/{place}").strip() == "expansion"
    device.close()
    assert "No such file" in one.out(f"ls /sdcard/{place}")


@pytest.mark.parametrize("place", ["../../x", "Android/obb/../../data/x", "Android/data/com.example.app/x", "/etc/x"])
def test_expansions_elsewhere_are_refused(tmp_path: Path, place: str) -> None:
    manifest = {"expansions": [{"file": "a.obb", "install_path": place}]}
    members = {"base.apk": split(""), "manifest.json": json.dumps(manifest).encode(), "a.obb": b"x"}
    with pytest.raises(ArchiveRefused, match="does not belong below Android/obb"):
        opened(container(tmp_path / "app.xapk", members), tmp_path / "work")


# Hostile archives.


def crafted(change: object, members: dict[str, bytes] | None = None) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, data in (members or {"base.apk": b"PK" * 100, "other.apk": b"PK" * 100}).items():
            made.writestr(name, data)
    data = bytearray(file.getvalue())
    change(data)  # type: ignore[operator]
    return bytes(data)


def in_central(data: bytearray, offset: int, form: str, value: int) -> None:
    struct.pack_into(form, data, data.index(b"PK\x01\x02") + offset, value)


def in_local(data: bytearray, offset: int, form: str, value: int) -> None:
    struct.pack_into(form, data, offset, value)


def renamed(data: bytearray, name: bytes, only: bytes = b"") -> None:
    for mark, at in ((b"PK\x03\x04", 30), (b"PK\x01\x02", 46)):
        if only in (b"", mark):
            start = data.index(mark) + at
            data[start : start + len(name)] = name


HOSTILE = {
    "zip slip": (lambda data: renamed(data, b"../x.apk"), "outside of its directory"),
    "absolute": (lambda data: renamed(data, b"/abs.apk"), "outside of its directory"),
    "backslash": (lambda data: renamed(data, b"a\\b\\.apk"), "outside of its directory"),
    "drive": (lambda data: renamed(data, b"C:xx.apk"), "outside of its directory"),
    "control": (lambda data: renamed(data, b"\x1b[1m.apk"), "malformed"),
    "other name": (lambda data: renamed(data, b"evil.apk", b"PK\x03\x04"), "another name"),
    "encrypted": (lambda data: in_central(data, 8, "<H", 1), "encrypted"),
    "encrypted locally": (lambda data: in_local(data, 6, "<H", 1), "headers"),
    "unknown method": (lambda data: in_central(data, 10, "<H", 99), "method 99"),
    "other method": (lambda data: in_local(data, 8, "<H", 8), "headers"),
    "two sizes": (lambda data: in_central(data, 24, "<I", 5), "two sizes|different sizes"),
    "lying size": (lambda data: in_local(data, 22, "<I", 5), "different sizes"),
    "lying offset": (lambda data: in_central(data, 42, "<I", 7), "not where the directory says"),
    "link": (lambda data: in_central(data, 38, "<I", 0o120777 << 16), "link or a special file"),
    "device node": (lambda data: in_central(data, 38, "<I", 0o020666 << 16), "link or a special file"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_archives(tmp_path: Path, name: str) -> None:
    change, sentence = HOSTILE[name]
    path = tmp_path / "app.apks"
    path.write_bytes(crafted(change))
    with pytest.raises(ArchiveRefused, match=sentence), open_archive(path):
        pass


def test_duplicate_names(tmp_path: Path) -> None:
    path = tmp_path / "app.apks"
    with zipfile.ZipFile(path, "w") as made, pytest.warns(UserWarning):
        made.writestr("base.apk", b"1")
        made.writestr("base.apk", b"2")
    with pytest.raises(ArchiveRefused, match="two members named"), open_archive(path):
        pass


def test_members_that_share_bytes(tmp_path: Path) -> None:
    """The overlap of a quoted zip bomb: the second member's data begins inside the first's."""

    def change(data: bytearray) -> None:
        second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
        struct.pack_into("<I", data, second + 42, 0)
        data[second + 46 : second + 54] = b"base.apx"

    path = tmp_path / "app.apks"
    path.write_bytes(crafted(change, {"base.apk": b"PK" * 100, "base.apX": b"PK" * 100}))
    with pytest.raises(ArchiveRefused), open_archive(path):
        pass


def test_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = container(tmp_path / "app.apks", {"base.apk": bytes(20 << 20)})
    with pytest.raises(ArchiveRefused, match="grows more than 200 times"), open_archive(path):
        pass
    monkeypatch.setattr(archives, "RATIO_FROM", 1 << 40)
    monkeypatch.setattr(archives, "MAX_TOTAL", 1 << 20)
    with pytest.raises(ArchiveRefused, match="unpacks to"), open_archive(path):
        pass
    monkeypatch.setattr(archives, "MAX_MEMBERS", 0)
    with pytest.raises(ArchiveRefused, match="has 1 members"), open_archive(path):
        pass


def test_a_wrong_checksum(tmp_path: Path) -> None:
    path = tmp_path / "app.apks"
    data = bytearray(container(path, {"base.apk": apk()}).read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(ArchiveRefused, match="cannot be unpacked"):
        opened(path, tmp_path / "work")


@given(st.data())
@examples(150)
def test_any_damage_is_a_refusal_or_harmless(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    base = tmp_path_factory.mktemp("damage")
    raw = bytearray(crafted(lambda raw: None, {"a.apk": split(""), "b.apk": split("config.zh")}))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = base / "app.apks"
    path.write_bytes(bytes(raw))
    with contextlib.suppress(ArchiveRefused):
        opened(path, base / "work")
    assert {item.parent for item in base.rglob("*")} <= {base, base / "work"}


# On a device.


def test_splits_on_a_device(one: Bench, tmp_path: Path) -> None:
    members = {"base.apk": split(""), "zh.apk": split("config.zh"), "en.apk": split("config.en")}
    device = one.device()
    device.begin()
    assert install(device.link, container(tmp_path / "app.apks", members), grant_all=True).splits == ["", "config.zh"]
    paths = one.out("pm path com.example.app").split()
    assert [path.rpartition("/")[2] for path in paths] == ["base.apk", "split_config.zh.apk"]
    device.close()
    assert one.out("pm path com.example.app") == ""


def test_before_android_7(tmp_path: Path) -> None:
    with bench(tmp_path / "state", api_level=23) as old:
        before = old.facts()
        device = old.device()
        device.begin()
        members = {"base.apk": split(""), "zh.apk": split("config.zh")}
        install(device.link, container(tmp_path / "app.apks", members), grant_all=True)
        assert len(old.out("pm path com.example.app").split()) == 2
        device.close()
        after = old.facts()
        assert {key: after[key] for key in after if after[key] != before[key]} == {}


@pytest.mark.parametrize(("level", "target"), [(33, 21), (34, 22), (35, 23)])
def test_an_app_for_an_old_android_is_installed(tmp_path: Path, level: int, target: int) -> None:
    path = tmp_path / "old.apk"
    path.write_bytes(apk(target_sdk=target))
    with bench(tmp_path / "state", api_level=level) as other:
        device = other.device()
        device.begin()
        install(device.link, path, grant_all=False)
        assert "com.example.app" in other.out("pm list packages")
        device.close()


def test_an_app_that_is_there_is_not_overwritten(one: Bench, tmp_path: Path) -> None:
    path = tmp_path / "app.apk"
    path.write_bytes(apk())
    one.client.device(one.serial).sync.push(path, "/data/local/tmp/app.apk")
    one.out("pm install /data/local/tmp/app.apk")
    one.out("rm /data/local/tmp/app.apk")
    device = one.device()
    device.begin()
    with pytest.raises(DeviceError, match="--replace-app"):
        install(device.link, path, grant_all=True)
    device.close()
    assert one.out("pm path com.example.app")
    device = one.device()
    device.begin()
    install(device.link, path, grant_all=True, replace=True)
    device.close()
    assert one.out("pm path com.example.app") == ""


REFUSALS = [
    (lambda one: apk(signed=False), "INSTALL_PARSE_FAILED_NO_CERTIFICATES", InstallError, "not signed"),
    (lambda one: apk(min_sdk=99), "INSTALL_FAILED_OLDER_SDK", InstallError, "newer Android"),
    (lambda one: apk(dex=False), "INSTALL_FAILED_INVALID_APK", InstallError, "not a valid APK"),
]


@pytest.mark.parametrize(("make", "code", "kind", "sentence"), REFUSALS)
def test_refusals_of_the_platform(
    one: Bench, tmp_path: Path, make: object, code: str, kind: type[InstallError], sentence: str
) -> None:
    path = tmp_path / "app.apk"
    path.write_bytes(make(one))  # type: ignore[operator]
    device = one.device()
    device.begin()
    with pytest.raises(kind, match=sentence) as caught:
        install(device.link, path, grant_all=True)
    assert caught.value.code == code
    assert code in str(caught.value)
    device.close()


def test_the_owner_forbids_it(one: Bench, tmp_path: Path) -> None:
    path = tmp_path / "app.apk"
    path.write_bytes(apk())
    one.out("cmd sandbox install forbid")
    device = one.device()
    device.begin()
    try:
        with pytest.raises(InstallBlocked, match="Install via USB"):
            install(device.link, path, grant_all=True)
    finally:
        one.out("cmd sandbox install allow")
        device.close()


def test_a_full_device(one: Bench, tmp_path: Path) -> None:
    path = tmp_path / "app.apk"
    path.write_bytes(apk())
    one.out("cmd sandbox free 0")
    device = one.device()
    device.begin()
    try:
        with pytest.raises(NoSpace, match="full"):
            install(device.link, path, grant_all=True)
    finally:
        one.out("cmd sandbox free 99999999")
        device.close()


def test_every_failure_has_words() -> None:
    assert len(FAILURES) >= 50
    for code, (meaning, remedy) in FAILURES.items():
        text = str(failure("S1", "a.apk", code, "the platform's reason"))
        assert text.startswith(f"The device S1 refused a.apk: {meaning} ({code}: the platform's reason); {remedy}")
        assert not meaning.endswith(".") and not remedy.endswith(".")
    assert "not known here" in str(failure("S1", "a.apk", "INSTALL_FAILED_NEW", ""))
    numbered = failure("S1", "a.apk", "-124", "Targeting R+ (version 30 and above) requires ...")
    assert numbered.code == "INSTALL_PARSE_FAILED_RESOURCES_ARSC_COMPRESSED"
    assert "zipalign" in str(numbered)
    assert "no reason given" in str(failure("S1", "a.apk", "", ""))
    assert isinstance(failure("S1", "a.apk", "INSTALL_FAILED_NO_MATCHING_ABIS", ""), WrongAbi)


def test_the_devices_facts(one: Bench) -> None:
    spec = device_spec(one.device().link)
    assert spec.abis[0] == "x86_64"
    assert (spec.density, spec.languages, spec.api_level) == (420, ("zh",), 30)


# Compiled code.


@pytest.mark.parametrize(
    ("level", "asked", "answer", "left_out"),
    [
        (24, "cmd package compile -m interpret-only -f com.example.app", "Success", True),
        (30, "cmd package compile -m verify -f com.example.app", "Success", True),
        (23, "", "Android of API level 23 compiles every app when it is installed.", False),
    ],
)
def test_an_installed_app_is_without_compiled_code(
    tmp_path: Path, level: int, asked: str, answer: str, left_out: bool
) -> None:
    path = tmp_path / "app.apk"
    path.write_bytes(apk())
    with bench(tmp_path / "state", api_level=level) as sandbox:
        device = sandbox.device()
        device.begin()
        noted = device.readiness()["code"]  # the run keeps this before it installs
        device.install(path, grant_all=False)
        assert noted == {"com.example.app": {"asked": asked, "answered": answer, "left_out": left_out}}


def test_a_device_that_refuses_to_leave_code_out_runs_the_app_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "app.apk"
    path.write_bytes(apk())
    with bench(tmp_path / "state", api_level=30) as sandbox:
        device = sandbox.device()
        device.begin()
        install(device.link, path, grant_all=False)
        said = leave_out(device.link, "com.example.other")
        assert said.left_out is False
        assert said.answered == "Failure: package com.example.other could not be compiled"
        shell = device.link.shell

        def silent(line: object, **options: object) -> object:
            raise DeviceError("The device did not answer in time.")

        device.link.shell = silent  # type: ignore[assignment, method-assign]
        assert leave_out(device.link, "com.example.app").answered == "The device did not answer in time."
        device.link.shell = shell  # type: ignore[method-assign]


def test_an_app_of_the_harness_s_own_keeps_its_code(one: Bench, tmp_path: Path) -> None:
    path = tmp_path / "app.apk"
    path.write_bytes(apk())
    device = one.device()
    device.begin()
    install(device.link, path, grant_all=False)
    assert device.readiness()["code"] == {}
    device.close()


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("-m no-such-filter -f com.example.app", 'Error: "no-such-filter" is not a valid compilation filter.'),
        ("-m verify", "Error: package name not specified"),
        ("-f com.example.app", 'Cannot run without any of compilation filter ("-m") and compilation reason ("-r")'),
    ],
)
def test_the_sandbox_s_package_manager_refuses_as_android_s_does(one: Bench, line: str, answer: str) -> None:
    assert one.out(f"cmd package compile {line}").strip() == answer
