"""From an APK's dex to a jar, and everything that is not one."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from harness.sandbox.runtime import translate as module
from harness.sandbox.runtime.translate import TranslationError, translate

APK = Path(__file__).parents[3] / "samples" / "lantern" / "lantern.apk"


def apk(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return path


def test_lantern_gives_all_its_classes_and_assets(tmp_path: Path) -> None:
    jar = translate(APK, tmp_path / "cache")
    with zipfile.ZipFile(jar) as archive:
        names = archive.namelist()
        assert archive.read("com/pushbay/core/PushClient.class").startswith(b"\xca\xfe\xba\xbe")
    assert "assets/sources.sha256" in names and module.UNTRANSLATED not in names
    assert names == sorted(names)


def test_it_is_done_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = translate(APK, tmp_path)
    monkeypatch.setattr(module, "_run_worker", lambda *_: pytest.fail("translated again"))
    copy = tmp_path / "copy.apk"
    copy.write_bytes(APK.read_bytes())
    assert translate(copy, tmp_path) == first


def test_the_same_apk_gives_the_same_bytes(tmp_path: Path) -> None:
    assert translate(APK, tmp_path / "a").read_bytes() == translate(APK, tmp_path / "b").read_bytes()


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(TranslationError, match=r"nothing\.apk cannot be read: No such file"):
        translate(tmp_path / "nothing.apk", tmp_path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({}, "it has no classes.dex"),
        ({"classes__dex": b""}, "classes.dex is not a dex file"),
        ({"classes__dex": b"PK" * 50}, "classes.dex is not a dex file"),
        ({"classes__dex": b"dex\n035\0" + b"\xff" * 200}, "classes.dex is damaged"),
        ({"classes__dex": b"dex\n035\0"}, "classes.dex is damaged"),
    ],
)
def test_an_apk_without_usable_code(tmp_path: Path, content: dict[str, bytes], reason: str) -> None:
    bad = apk(tmp_path / "bad.apk", **content)
    with pytest.raises(TranslationError, match=f"^bad.apk cannot be translated: {reason}"):
        translate(bad, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_not_an_apk(tmp_path: Path) -> None:
    (tmp_path / "bad.apk").write_bytes(b"hello")
    with pytest.raises(TranslationError, match="it is not an APK"):
        translate(tmp_path / "bad.apk", tmp_path)


def test_a_truncated_dex(tmp_path: Path) -> None:
    with zipfile.ZipFile(APK) as archive:
        dex = archive.read("classes.dex")
    bad = apk(tmp_path / "bad.apk", classes__dex=dex[: len(dex) // 2])
    with pytest.raises(TranslationError, match=r"damaged|none of its"):
        translate(bad, tmp_path / "cache")


@pytest.mark.slow
def test_every_flipped_byte_is_an_error_or_a_jar_never_a_crash(tmp_path: Path) -> None:
    with zipfile.ZipFile(APK) as archive:
        dex = archive.read("classes.dex")
    for at in range(0x70, len(dex), len(dex) // 40):
        bad = apk(tmp_path / "bad.apk", classes__dex=dex[:at] + bytes([dex[at] ^ 0xFF]) + dex[at + 1 :])
        try:
            module.work(bad, tmp_path / "out.jar")
        except TranslationError as error:
            assert str(error)


def test_it_ends_when_the_time_is_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TranslationError, match=r"lantern\.apk was not translated within 0\.001 s\."):
        translate(APK, tmp_path, max_seconds=0.001)
    assert list(tmp_path.iterdir()) == []


def test_a_dex_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_DEX", 1000)
    with pytest.raises(TranslationError, match="larger than"):
        module.work(APK, tmp_path / "out.jar")


def test_second_dex_files_come_in_their_order(tmp_path: Path) -> None:
    names = ["classes10.dex", "classes.dex", "classes2.dex", "classes1x.dex", "lib/classes.dex"]
    with zipfile.ZipFile(tmp_path / "many.apk", "w") as archive:
        for name in names:
            archive.writestr(name, b"dex\n" + name.encode())
    with zipfile.ZipFile(tmp_path / "many.apk") as archive:
        found = [name for name, _ in module._dex_files(archive)]
    assert found == ["classes.dex", "classes2.dex", "classes10.dex"]
