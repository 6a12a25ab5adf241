import io
import zipfile
from pathlib import Path

import msgspec
import pytest

from harness.app.apk import read_apk
from harness.app.static import read_static
from harness.evidence.parts import plain, read_part
from harness.evidence.static import Static
from tests.app.dexes import dex

LANTERN = Path(__file__).parents[2] / "samples" / "lantern" / "lantern.apk"


def rebuilt(tmp_path: Path, more: dict[str, bytes]) -> Path:
    """The lantern with more files in it."""
    path = tmp_path / "more.apk"
    path.write_bytes(LANTERN.read_bytes())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in more.items():
            archive.writestr(name, data)
    return path


def read(path: Path) -> Static:
    return read_static(path, read_apk(path))


def test_what_a_sample_says_of_itself() -> None:
    found = read(LANTERN)
    assert found.whole and found.classes > 20 and not found.packers
    assert "track.adhive.example" in found.hosts
    assert set(found.packages) >= {"com.adhive.sdk", "com.pushbay.core"}
    assert not any(name.startswith("com.brightbeam") for name in found.packages)
    assert [(row.kind, row.by) for row in found.exported] == [("activity", "attribute")]
    assert found.target_sdk == read_apk(LANTERN).target_sdk and found.signer_sha256 == read_apk(LANTERN).signer_sha256


def test_sdks_are_found_in_all_dex_files_and_by_their_libraries(tmp_path: Path) -> None:
    names = [f"cn.jpush.android.C{number}" for number in range(3)]
    urls = ["https://api.jpush.cn/v3", "http://schemas.android.com/apk", "https://127.0.0.1:80/", "https://not_a_host/"]
    found = read(rebuilt(tmp_path, {"classes2.dex": dex(names, urls), "lib/arm64-v8a/libjcore123.so": b"\x7fELF"}))
    (jpush,) = [row for row in found.sdks if row.prefix == "cn.jpush"]
    assert (jpush.classes, jpush.where, jpush.company) == (3, ["classes2.dex"], "Aurora Mobile (Jiguang)")
    (core,) = [row for row in found.sdks if row.prefix == "cn.jiguang"]
    assert (core.classes, core.libraries) == (0, ["libjcore123.so"])
    assert {"api.jpush.cn", "127.0.0.1"} <= set(found.hosts)
    assert not {"schemas.android.com", "not_a_host"} & set(found.hosts)


def test_code_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    assert not read(rebuilt(tmp_path, {"classes2.dex": b"garbage" * 40})).whole


def test_a_packer_is_named(tmp_path: Path) -> None:
    assert read(rebuilt(tmp_path, {"lib/arm64-v8a/libjiagu.so": b""})).packers == ["Qihoo 360 Jiagu (360 加固保)"]


def test_too_much_code_is_not_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.app.static.MOST_BYTES", 100)
    assert not read(LANTERN).whole


def test_the_facts_survive_their_file() -> None:
    found = read(LANTERN)
    again = read_part(Static, msgspec.json.decode(msgspec.json.encode(plain(found)) + b" "))
    assert plain(again) == plain(found)


def test_splits_are_looked_into(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("base.apk", LANTERN.read_bytes())
    path = tmp_path / "app.apks"
    path.write_bytes(buffer.getvalue())
    assert read(path).classes == read(LANTERN).classes
