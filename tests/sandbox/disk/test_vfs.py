"""No path and no link leaves the device's directory."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from harness.sandbox.disk.vfs import Vfs


@pytest.fixture
def vfs(tmp_path: Path) -> Vfs:
    (tmp_path / "secret").write_text("secret")
    found = Vfs(tmp_path / "root")
    found.makedirs("/data/local/tmp")
    return found


@pytest.mark.parametrize(
    "path", ["/../secret", "../secret", "/data/../../secret", "/data/local/tmp/../../../../../secret"]
)
def test_dots_end_at_the_root(vfs: Vfs, path: str) -> None:
    assert not vfs.exists(path)
    vfs.write_bytes(path, b"mine")
    assert vfs.read_bytes("/secret") == b"mine"
    assert (vfs.root.parent / "secret").read_text() == "secret"


@pytest.mark.parametrize("target", ["{outside}/secret", "../../../../../../secret", "/proc/self/root{outside}/secret"])
def test_links_are_paths_of_the_device(vfs: Vfs, target: str) -> None:
    (vfs.root / "data" / "link").symlink_to(target.format(outside=vfs.root.parent))
    with pytest.raises(OSError):
        vfs.read_bytes("/data/link")
    with pytest.raises(OSError):
        vfs.write_bytes("/data/link/x", b"")
    assert (vfs.root.parent / "secret").read_text() == "secret"
    vfs.rmtree("/data")
    assert (vfs.root.parent / "secret").exists()


def test_linked_directories_work(vfs: Vfs) -> None:
    vfs.symlink("/data/local", "/short")
    vfs.write_bytes("/short/tmp/file", b"x")
    assert vfs.read_bytes("/data/local/tmp/file") == b"x"
    assert vfs.lstat("/short").is_link and vfs.stat("/short").is_dir


def test_errors_are_the_kernels(vfs: Vfs) -> None:
    vfs.symlink("/b", "/a")
    vfs.symlink("/a", "/b")
    for path, code in (("/a", errno.ELOOP), ("/" + "x" * 300, errno.ENAMETOOLONG), ("/a\0b", errno.EINVAL)):
        with pytest.raises(OSError) as caught:
            vfs.stat(path)
        assert caught.value.errno == code
    with pytest.raises(IsADirectoryError):
        vfs.read_bytes("/data")
    os.mkfifo(vfs.root / "pipe")
    with pytest.raises(PermissionError):
        vfs.read_bytes("/pipe")
    for action in (vfs.rmtree, vfs.rmdir):
        with pytest.raises(OSError):
            action("/")


def test_names_are_any_bytes(vfs: Vfs) -> None:
    name = b"/data/\xff\xfe".decode("utf-8", "surrogateescape")
    vfs.write_bytes(name, b"1")
    assert vfs.listdir("/data")[-1] == name[6:]


def test_modes_and_owners_are_shown_not_needed(vfs: Vfs) -> None:
    vfs.write_bytes("/data/f", b"1")
    vfs.chmod("/data/f", 0)
    vfs.chown("/data/f", 10100, None)
    assert vfs.stat("/data/f").mode & 0o777 == 0 and vfs.stat("/data/f").uid == 10100
    assert vfs.read_bytes("/data/f") == b"1"
