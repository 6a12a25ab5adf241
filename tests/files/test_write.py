"""Files that are written: whole or not at all, and nothing but plain files is replaced."""

import errno
import os
import resource
import signal
import stat
import threading
from pathlib import Path

import pytest

from harness.files.write import NoRoomError, WriteError, replacing, write_new, write_whole


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("before")
    with pytest.raises(RuntimeError), replacing(path) as file:
        file.write(b"half")
        raise RuntimeError
    assert path.read_text() == "before"
    write_whole(path, b"after")
    assert path.read_text() == "after"
    assert [item.name for item in tmp_path.iterdir()] == ["x"]


def test_permissions_stay(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("")
    path.chmod(0o640)
    write_whole(path, b"x")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    old = os.umask(0o027)
    try:
        write_whole(tmp_path / "y", b"y")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "y").stat().st_mode) == 0o640


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("before")
    (tmp_path / "link").symlink_to("real")
    write_whole(tmp_path / "link", b"after")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "after"


def test_a_fifo_is_written_to_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(path.read_bytes()))
    reader.start()
    write_whole(path, b"through")
    reader.join(timeout=60)
    assert got == [b"through"] and stat.S_ISFIFO(path.lstat().st_mode)


def test_a_full_device_stays_and_is_said(tmp_path: Path) -> None:
    link = tmp_path / "full"
    link.symlink_to("/dev/full")
    for path in (Path("/dev/full"), link):
        with pytest.raises(NoRoomError, match="No space left"):
            write_whole(path, b"x")
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode) and link.is_symlink()


def test_a_limit_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("before")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(NoRoomError, match="File too large"):
            write_whole(path, b"x" * 5000)
        with pytest.raises(NoRoomError):
            write_new(tmp_path / "new", b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert path.read_text() == "before"
    assert [item.name for item in tmp_path.iterdir()] == ["x"]


def test_bad_places_are_sentences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WriteError, match="Is a directory"):
        write_whole(tmp_path, b"x")
    with pytest.raises(WriteError, match="No such file"):
        write_whole(tmp_path / "none" / "x", b"x")
    (tmp_path / "x").write_text("mine")
    with pytest.raises(WriteError, match="File exists"):
        write_new(tmp_path / "x", b"x")

    def refused(*args: object, **more: object) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr("tempfile.mkstemp", refused)
    with pytest.raises(WriteError, match="Read-only file system") as caught:
        write_whole(tmp_path / "y", b"x")
    assert not isinstance(caught.value, NoRoomError)
