"""What a recording is is told by its content, and what is none of the kinds that are read is told by its name."""

import gzip
import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from mitmproxy import io
from mitmproxy.test import tflow

from harness.evidence.exchange import RecordingError
from harness.evidence.flows import FlowsFile
from harness.evidence.foreign import is_har, open_foreign
from harness.evidence.har import HarFile

HAR = b'{"log":{"entries":[{"request":{"method":"GET","url":"http://a/"}}]}}'


def test_kinds_by_content(tmp_path: Path) -> None:
    for number, data in enumerate((HAR, b"\xef\xbb\xbf" + HAR, b"\n [" + HAR[19:-2], gzip.compress(HAR))):
        path = tmp_path / f"{number}.mitm"
        path.write_bytes(data)
        source = open_foreign(path)
        assert isinstance(source, HarFile) and len(list(source)) == 1
    flows = tmp_path / "x.har"
    with flows.open("wb") as file:
        io.FlowWriter(file).add(tflow.tflow())
    packed = tmp_path / "y.har"
    packed.write_bytes(gzip.compress(flows.read_bytes())[:-9])
    for path in (flows, packed):
        source = open_foreign(path)
        assert isinstance(source, FlowsFile) and len(list(source)) == 1
    assert source.cut is not None and "y.har ends early" in source.cut
    assert not is_har(flows)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xd4\xc3\xb2\xa1" + bytes(20), "packet capture"),
        (b"\x0a\x0d\x0d\x0a" + bytes(20), "packet capture"),
        (b"<?xml version='1.0'?><items burpVersion='2'/>", "XML or HTML"),
        (b"\xac\xed\x00\x05sr", "a Charles session"),
        (b"SQLite format 3\x00", "a database"),
        (b"BZh9", "compressed"),
        (b"", "is empty"),
        (b"hello", "not a mitmproxy flow file"),
    ],
)
def test_what_is_not_read_is_one_sentence(
    tmp_path: Path, data: bytes, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)  # what tshark says of them: tests/evidence/pcap
    path = tmp_path / "x"
    path.write_bytes(data)
    with pytest.raises(RecordingError, match=says) as caught:
        list(open_foreign(path))
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_playwright_zips_bodies_with_their_entries(tmp_path: Path) -> None:
    body = b"\x00\xffimei"
    name = hashlib.sha1(body).hexdigest() + ".dat"
    asked = {"method": "POST", "url": "http://a/", "postData": {"mimeType": "x/y", "text": "", "_file": name}}
    answer = {"status": 200, "content": {"size": 6, "_file": name}}
    har = json.dumps({"log": {"creator": {"name": "Playwright"}, "entries": [{"request": asked, "response": answer}]}})
    archive = tmp_path / "x.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(name, body)
        file.writestr("har.har", har)
    source = open_foreign(archive)
    assert isinstance(source, HarFile)
    (row,) = source
    assert row.request_body == row.response_body == body and not row.unreadable
    assert [row] == [row for piece in source.pieces(9) for row in piece]
    (tmp_path / "har.har").write_text(har)
    (lost,) = open_foreign(tmp_path / "har.har")
    assert name in lost.unreadable
