"""Packing and Frida detection as the APK and the running app show them."""

import io
import zipfile
from pathlib import Path

import pytest

from harness.app import packing, words
from harness.app.apk import read_apk
from harness.app.errors import ArchiveRefused
from harness.evidence.rows import Defence
from tests.apps.build import apk
from tests.sandbox import apks


def archive(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return path


def test_a_packed_apk(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.apk", {"classes.dex": b"", "lib/arm64-v8a/libjiagu.so": b"", "assets/.appkey": b""})
    rows = packing.packed(path, "com.stub.StubApp")
    assert {(row.kind, row.how) for row in rows} == {("packer", "static")}
    assert {row.name for row in rows} == {"Qihoo 360 Jiagu (360 加固保)"}
    assert {row.detail for row in rows} == {"com.stub.StubApp", "lib/arm64-v8a/libjiagu.so", "assets/.appkey"}
    assert packing.packers(path, "com.stub.StubApp") == ["Qihoo 360 Jiagu (360 加固保)"]
    assert packing.packers(archive(tmp_path / "b.apk", {"classes.dex": b""}), "") == []


def with_entries(data: bytes, entries: dict[str, bytes]) -> bytes:
    """An APK with more files in it."""
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as target:
        for name, content in entries.items():
            target.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize("suffix", [".apks", ".xapk", ".apkm"])
def test_packers_are_looked_for_in_base_and_splits(tmp_path: Path, suffix: str) -> None:
    base = with_entries(apks.apk(), {"assets/.appkey": b""})
    split = with_entries(
        apks.apk(dex=False, split="config.arm64_v8a"),
        {"lib/arm64-v8a/libjiagu.so": b"", "lib/arm64-v8a/liba.so": b"gum-js-loop"},
    )
    path = archive(tmp_path / f"app{suffix}", {"base.apk": base, "split.apk": split})
    found = [(row.kind, row.name, row.detail) for row in packing.packed(path, "com.stub.StubApp")]
    jiagu = "Qihoo 360 Jiagu (360 加固保)"
    assert sorted(found) == [
        ("packer", jiagu, "assets/.appkey"),
        ("packer", jiagu, "com.stub.StubApp"),
        ("packer", jiagu, "config.arm64_v8a: lib/arm64-v8a/libjiagu.so"),
        ("strings", "gum-js-loop", "config.arm64_v8a: lib/arm64-v8a/liba.so"),
    ]


def test_an_archive_that_cannot_be_opened(tmp_path: Path) -> None:
    path = tmp_path / "app.apks"
    path.write_bytes(b"PK\3\4")
    with pytest.raises(ArchiveRefused):
        packing.packed(path, "")


def test_words_that_only_detection_needs_are_found_across_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "PIECE", 64)
    code = bytes(60) + b"gum-js-loop" + bytes(100) + b"frida-server"
    path = archive(
        tmp_path / "a.apk", {"classes2.dex": code, "lib/x86/liba.so": b"frida:rpc", "assets/a": b"linjector"}
    )
    found = {(row.detail, row.name) for row in packing.packed(path, "")}
    assert found == {
        ("classes2.dex", "gum-js-loop"),
        ("classes2.dex", "frida-server"),
        ("lib/x86/liba.so", "frida:rpc"),
    }


def test_a_bomb_is_searched_only_so_far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "PIECE", 1024)
    monkeypatch.setattr(words, "MOST_BYTES", 4096)
    path = archive(tmp_path / "a.apk", {"classes.dex": bytes(1 << 20) + b"frida-server"})
    assert packing.packed(path, "") == []


def test_a_damaged_entry_is_left_out(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.apk", {"classes.dex": b"frida-server" * 100, "b.dex": b"frida-agent"})
    data = bytearray(path.read_bytes())
    at = data.index(b"classes.dex") + len("classes.dex")
    data[at : at + 8] = b"\xff" * 8
    path.write_bytes(data)
    assert [(row.detail, row.name) for row in packing.packed(path, "")] == [("b.dex", "frida-agent")]


def test_an_app_that_looks_for_frida() -> None:
    path = apk("flinch")
    assert [(row.kind, row.name) for row in packing.packed(path, read_apk(path).application)] == [
        ("strings", "gum-js-loop")
    ]


@pytest.mark.parametrize(
    ("kind", "name", "detail", "application", "told"),
    [
        ("library", "libshella-2.9.so", "/data/app/x/libshella-2.9.so", "", ("packer", "Tencent Legu (腾讯乐固)")),
        ("application", "com.real.App", "dalvik.system.PathClassLoader", "com.stub.StubApp", ("application", None)),
        ("application", "com.real.App", "dalvik.system.DexClassLoader", "com.real.App", ("loader", None)),
        ("application", "com.real.App", "dalvik.system.PathClassLoader", "com.real.App", None),
        ("application", "android.app.Application", "boot", "", None),
        ("application", "com.real.App", "dalvik.system.PathClassLoader", "", ("application", None)),
    ],
)
def test_what_the_agent_tells(
    kind: str, name: str, detail: str, application: str, told: tuple[str, str | None] | None
) -> None:
    row = packing.told(Defence(kind=kind, name=name, detail=detail, how="runtime"), application)
    assert (None if row is None else (row.kind, row.name)) == (None if told is None else (told[0], told[1] or name))


def test_processes_and_isolated_services_of_the_manifest() -> None:
    facts = read_apk(apk("choir"))
    assert facts.application == "org.harness.choir.ChoirApp"
    assert facts.processes == [
        "org.choir.far", "org.harness.choir:late", "org.harness.choir:push", "org.harness.choir:render"
    ]  # fmt: skip
    assert facts.isolated == ["org.harness.choir.RenderService"]
