"""Bodies beside a recording are read by Playwright's names, and nothing else is."""

import hashlib
import zipfile
from pathlib import Path

from harness.evidence.resources import Resources

BODY = b"\x00body"
NAME = hashlib.sha1(BODY).hexdigest() + ".dat"


def test_in_an_archive_and_in_a_directory(tmp_path: Path) -> None:
    archive = tmp_path / "x.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(NAME, BODY)
    (tmp_path / "beside").mkdir()
    (tmp_path / "beside" / NAME).write_bytes(BODY)
    for place in (archive, tmp_path / "beside" / "x.har"):
        beside = Resources(place)
        assert beside.read(NAME) == BODY and beside.read("0" * 40) is None
        beside.close()
        assert beside.read(NAME) == BODY  # opened anew
        beside.close()


def test_no_other_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x")
    beside = Resources(tmp_path / "x.har")
    assert beside.read("secret") is None and beside.read("../" + "a" * 40) is None
    assert Resources(None).read(NAME) is None


def test_a_damaged_body_is_none(tmp_path: Path) -> None:
    archive = tmp_path / "x.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(NAME, BODY * 50)
    data = bytearray(archive.read_bytes())
    data[60:70] = b"\xff" * 10
    archive.write_bytes(data)
    assert Resources(archive).read(NAME) is None
