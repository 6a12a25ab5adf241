"""APKs written anew: what is not touched keeps its packed bytes and its name's, what is stored is aligned."""

import struct
import zipfile
from pathlib import Path

import pytest

from harness.app.archive import open_archive
from harness.app.errors import ArchiveRefused
from harness.app.repackage import rezip as module
from harness.app.repackage.rezip import PAGE, rezip, tail
from tests.app.repackage.apps import tool


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.apk"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("AndroidManifest.xml", b"old" * 100, zipfile.ZIP_DEFLATED)
        archive.writestr("gone", b"gone")
        archive.writestr("odd", b"x" * 3)
        archive.writestr("lib/x86_64/libapp.so", b"so" * 5000)
        archive.writestr("assets/", b"")
        archive.writestr("assets/big", b"0123456789" * 9000, zipfile.ZIP_DEFLATED)
        archive.writestr("resources.arsc", b"table" * 11)
    return path


def data_at(path: Path, name: str) -> int:
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(name)
    fields = struct.unpack_from("<26xHH", path.read_bytes(), info.header_offset)
    return int(info.header_offset + 30 + sum(fields))


def test_members_are_kept_replaced_added_and_left_out(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "target.apk"
    added = {"AndroidManifest.xml": (b"new" * 90, True), "lib/x86_64/libnew.so": (b"n" * 70_000, False)}
    rezip(source, target, without={"gone"}, added=added)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target) as new:
        assert new.testzip() is None
        assert new.namelist() == [
            "AndroidManifest.xml",
            "odd",
            "lib/x86_64/libapp.so",
            "assets/big",
            "resources.arsc",
            "lib/x86_64/libnew.so",
        ]
        assert new.read("AndroidManifest.xml") == b"new" * 90
        assert new.read("lib/x86_64/libnew.so") == b"n" * 70_000
        kept, was = new.getinfo("assets/big"), old.getinfo("assets/big")
        assert (kept.compress_size, kept.CRC, kept.compress_type) == (was.compress_size, was.CRC, was.compress_type)
        assert new.read("assets/big") == old.read("assets/big")
    with open_archive(target):  # passes every check that untrusted archives must pass
        pass


def test_what_is_stored_is_aligned(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "target.apk"
    rezip(source, target, without=set(), added={"lib/x86_64/libnew.so": (b"n", False)})
    assert data_at(target, "resources.arsc") % 4 == 0
    assert data_at(target, "odd") % 4 == 0
    for name in ("lib/x86_64/libapp.so", "lib/x86_64/libnew.so"):
        assert data_at(target, name) % PAGE == 0


@pytest.mark.debian
def test_zipalign_finds_nothing_to_align(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "target.apk"
    rezip(source, target, without=set(), added={})
    tool("zipalign", "-c", "-p", "4", target)


@pytest.mark.parametrize("flag", [0, 0x800])
def test_names_stay_the_bytes_that_they_are(tmp_path: Path, flag: int) -> None:
    """aapt writes UTF-8 without saying so."""
    source, target = tmp_path / "source.apk", tmp_path / "target.apk"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("assets/文.txt", b"x")
    raw = bytearray(source.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", raw, raw.index(mark) + at, flag)
    source.write_bytes(raw)
    rezip(source, target, without=set(), added={})
    assert target.read_bytes().count("assets/文.txt".encode()) == 2
    with zipfile.ZipFile(target) as archive:
        assert archive.infolist()[0].flag_bits & 0x800 == flag


def test_the_tail(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "target.apk"
    rezip(source, target, without=set(), added={})
    entries_end, directory, end = tail(target)
    data = target.read_bytes()
    assert data[entries_end:] == directory + end
    assert directory.startswith(b"PK\x01\x02")
    assert end.startswith(b"PK\x05\x06")


def test_what_is_too_large_is_refused(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 1000)
    with pytest.raises(ArchiveRefused, match="too large"):
        rezip(source, tmp_path / "target.apk", without=set(), added={})
