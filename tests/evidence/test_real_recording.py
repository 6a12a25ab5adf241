"""A real recording, made by others, reads the same however it is packed, and loses nothing in a bundle."""

import gzip
import json
import zipfile
from pathlib import Path

import pytest
from msgspec import structs

from harness.evidence.exchange import Exchange
from harness.evidence.flows import FlowsFile
from harness.evidence.foreign import open_foreign
from harness.evidence.har import HarFile
from harness.evidence.har_write import write_har
from harness.evidence.imported import import_recording
from harness.evidence.run_record import RunRecord

ROOT = Path(__file__).resolve().parents[2]
RECORDING = ROOT.parent / "shared" / "recordings" / "facebook-branch-bugsnag-android11" / "first-run.har"

pytestmark = pytest.mark.skipif(not RECORDING.is_file(), reason="shared/recordings is not beside the checkout")


@pytest.fixture(scope="module")
def rows() -> list[Exchange]:
    return list(HarFile(RECORDING))


def test_every_entry_is_read_exactly(rows: list[Exchange]) -> None:
    raw = json.loads(RECORDING.read_text())["log"]["entries"]
    assert len(rows) == len(raw) == 16 and all(row.kind == "http" and not row.unreadable for row in rows)
    for row, entry in zip(rows, raw, strict=True):
        assert (row.url, row.status) == (entry["request"]["url"], entry["response"]["status"])
        assert row.request_body.decode("utf-8") == (entry["request"].get("postData", {}).get("text") or "")


@pytest.mark.slow
def test_however_it_is_packed(rows: list[Exchange], tmp_path: Path) -> None:
    data = RECORDING.read_bytes()
    (tmp_path / "x.har.gz").write_bytes(gzip.compress(data))
    (tmp_path / "utf16.har").write_bytes(data.decode().encode("utf-16"))
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(RECORDING, "har.har")
    for path in sorted(tmp_path.iterdir()):
        assert list(open_foreign(path)) == rows
    lines = "\n".join(json.dumps(entry) for entry in json.loads(data)["log"]["entries"])
    (tmp_path / "lines.har").write_text(lines)  # without the word on who wrote it, a text is less sure
    alone = list(open_foreign(tmp_path / "lines.har"))
    assert [structs.replace(row, lossy=False) for row in alone] == rows and any(row.lossy for row in alone)
    (tmp_path / "cut.har").write_bytes(data[: len(data) // 2])
    cut = open_foreign(tmp_path / "cut.har")
    found = list(cut)
    assert found == rows[: len(found)] and 0 < len(found) < 16 and cut.cut is not None


def test_through_a_bundle_and_out_again(rows: list[Exchange], tmp_path: Path) -> None:
    done = import_recording(RECORDING, tmp_path / "bundle", RunRecord())
    assert (done.exchanges, done.cut, done.lost) == (16, None, ())
    flows = FlowsFile(tmp_path / "bundle" / "flows.mitm")
    assert list(flows) == rows
    write_har(flows, tmp_path / "again.har")
    assert list(HarFile(tmp_path / "again.har")) == rows
