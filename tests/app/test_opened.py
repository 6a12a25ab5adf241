"""An app file is unpacked once, whoever asks for it and how often, and nothing of it is left."""

from pathlib import Path

import pytest

from harness.app import opened
from harness.app.apk import read_apk
from harness.app.opened import apks, kept_open, open_app
from harness.app.packing import packed
from harness.app.splits import AppFiles, unpack_app
from tests.capture.device.install.test_install import container, split, variant


@pytest.fixture
def unpacked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The API levels for which something was unpacked, in order."""
    levels: list[int] = []

    def counting(path: Path, work: Path, api_level: int = 0) -> AppFiles:
        levels.append(api_level)
        return unpack_app(path, work, api_level)

    monkeypatch.setattr(opened, "unpack_app", counting)
    return levels


def test_a_run_unpacks_it_once(tmp_path: Path, unpacked: list[int]) -> None:
    path = container(tmp_path / "app.xapk", {"base.apk": split(""), "config.zh.apk": split("config.zh")})
    with kept_open(path):
        assert read_apk(path).splits == ["config.zh"]
        packed(path, "")
        with open_app(path, 30) as first, open_app(path, 34) as second:
            assert first is second
        with apks(path) as parts:
            assert [name for name, _ in parts] == ["", "config.zh"]
            assert all(file.exists() for _, file in parts)
    assert unpacked == [0] and not any(file.exists() for _, file in parts)


def test_each_variant_of_a_bundletool_archive_is_its_own(tmp_path: Path, unpacked: list[int]) -> None:
    names = ["splits/base-master.apk", "splits/base-master_2.apk"]
    members = {"toc.pb": variant(21, names[:1]) + variant(29, names[1:]), **{name: split("") for name in names}}
    path = container(tmp_path / "app.apks", members)
    with kept_open(path):
        for level in (0, 28, 30, 28):
            with open_app(path, level) as files:
                assert files.variants
    assert unpacked == [0, 28, 30]


def test_without_anybody_keeping_it_it_is_gone_at_once(tmp_path: Path, unpacked: list[int]) -> None:
    path = container(tmp_path / "app.xapk", {"base.apk": split("")})
    for _ in range(2):
        with open_app(path) as files:
            assert files.splits[0].path.exists()
        assert not files.splits[0].path.exists()
    assert unpacked == [0, 0]


def test_an_apk_by_itself_is_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "app.apk"
    path.write_bytes(split(""))
    with kept_open(path), open_app(path) as files:
        assert [one.path for one in files.splits] == [path]
