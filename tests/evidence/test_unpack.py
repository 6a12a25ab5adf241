"""Recordings that come packed become plain files; what is cut off is said, what cannot be unpacked is one sentence."""

import gzip
import io
import os
import subprocess
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path

import pytest

from harness.evidence import unpack
from harness.evidence.exchange import RecordingError
from harness.evidence.unpack import STDIN, plain
from harness.files.scratch import owned

TEXT = '{"log":{"entries":[{"request":{"method":"GET","url":"http://a/é"}}]}}'
BIG = os.urandom(300_000)


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("x.har", TEXT.encode()),
        ("x.har.gz", gzip.compress(TEXT.encode(), mtime=0)),
        ("two.har.gz", gzip.compress(TEXT[:20].encode()) + gzip.compress(TEXT[20:].encode())),
        ("x.zhar", zlib.compress(TEXT.encode(), 9)),
        ("le.har", TEXT.encode("utf-16")),
        ("be.har", b"\xfe\xff" + TEXT.encode("utf-16-be")),
        ("bare.har", TEXT.encode("utf-16-le")),
        ("gz16", gzip.compress(TEXT.encode("utf-16"))),
        ("x.zip", zipped(other__txt=b"x", har__har=TEXT.encode(), zz__har=b"{}")),
    ],
    ids=lambda each: each if isinstance(each, str) else "",  # packed bytes hold the time
)
def test_packed_recordings(tmp_path: Path, name: str, packed: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(packed)
    found = plain(path)
    assert found.path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode() == TEXT
    assert found.name == path and found.cut is None
    assert (found.path == path) == (name == "x.har")
    assert plain(path) == found  # unpacked once
    assert found.path == path or found.path.parent.stat().st_mode & 0o077 == 0
    if name == "x.zip":
        assert found.beside == path


@pytest.mark.parametrize(
    "packed",
    [gzip.compress(BIG, mtime=0)[:-50_000], zlib.compress(BIG)[:-50_000], ("{" + "a" * 90).encode("utf-16")[:-1]],
    ids=["gzip", "zlib", "utf-16"],
)
def test_what_is_cut_is_unpacked_to_the_cut_and_said(tmp_path: Path, packed: bytes) -> None:
    path = tmp_path / "cut.gz"
    path.write_bytes(packed)
    found = plain(path)
    assert found.path.stat().st_size > 90
    assert found.cut is not None and "cut.gz ends early: it unpacks to" in found.cut


@pytest.mark.parametrize(
    ("packed", "says"),
    [
        (b"\x1f\x8b\x08\x00junk", "cannot be unpacked"),
        (zipped(a__txt=b"x"), "an archive without a HAR file"),
        (b"PK\x03\x04" + b"junk" * 9, "an archive that cannot be read"),
    ],
    ids=["gzip", "no HAR in it", "zip"],
)
def test_what_cannot_be_unpacked_is_one_sentence(tmp_path: Path, packed: bytes, says: str) -> None:
    path = tmp_path / "bad"
    path.write_bytes(packed)
    with pytest.raises(RecordingError, match=says) as caught:
        plain(path)
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_a_bomb_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "_MOST", 4 << 20)
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(bytes(40 << 20), 1))
    found = plain(path)
    assert found.path.stat().st_size <= 4 << 20
    assert found.cut is not None and "bomb.gz unpacks to more than" in found.cut


def test_what_a_killed_run_unpacked_is_removed_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "_room", [])
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    mine, started, namespace = owned("harness-recording-").removeprefix("harness-recording-").split(".")
    left = tmp_path / f"harness-recording-{mine}.{int(started.rstrip('-'), 16) + 1:x}.{namespace}abcdefgh"
    left.mkdir()
    unpack.written(iter([b"{}"]), Path("some.har"))
    assert not left.exists() and len(list(tmp_path.glob("harness-recording-*"))) == 1


def test_standard_input_is_read_once_and_forgotten_at_the_end() -> None:
    code = "from harness.evidence.unpack import *; a = plain(STDIN); b = plain(STDIN); print(a == b, a.name, a.path)"
    done = subprocess.run(
        [sys.executable, "-c", code], input=gzip.compress(TEXT.encode()), capture_output=True, check=True
    )
    same, name, path = done.stdout.decode().split()
    assert (same, name) == ("True", "stdin") and not Path(path).parent.exists()
    assert Path("-") == STDIN
