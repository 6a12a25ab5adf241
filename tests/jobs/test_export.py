"""What is exported reads back as what it was."""

import csv
import gzip
from pathlib import Path

import pytest

from harness.analysis.recording import recording_from_file
from harness.evidence.exchange import Exchange
from harness.evidence.har_write import write_har
from harness.evidence.observations_csv import COLUMNS, write_csv
from harness.evidence.rows import Observation, Value
from harness.jobs.export import export_flows, export_har
from harness.jobs.source import open_source
from harness.jobs.told import Silent
from tests.cli.test_cli import say

ROWS = [
    Exchange(index=0, id="0", time_us=1_760_000_000_000_000, method="POST", scheme="https", host="a.example", port=443,
             url="https://a.example/c?q=1", request_headers=[("Content-Encoding", "gzip")],
             request_body=gzip.compress(b"\x00\xff{}", mtime=0), status=200, response_body=b"\xfe\xff"),
]  # fmt: skip


@pytest.fixture
def har(tmp_path: Path) -> Path:
    write_har(ROWS, tmp_path / "x.har")
    return tmp_path / "x.har"


def test_har_to_flows_and_back(har: Path, tmp_path: Path) -> None:
    flows, again = tmp_path / "x.mitm", tmp_path / "y.har"
    assert export_flows(recording_from_file(har), har, flows).count == 1
    recording = recording_from_file(flows)
    assert export_har(recording, again).count == 1
    (one,), (two,) = recording_from_file(har).exchanges, recording_from_file(again).exchanges
    assert (one.url, one.request_body, one.response_body) == (two.url, two.request_body, two.response_body)
    copy = tmp_path / "copy.mitm"
    export_flows(recording, flows, copy)
    assert copy.read_bytes() == flows.read_bytes()


def test_a_bundle_s_flows_are_its_own_bytes(har: Path, tmp_path: Path) -> None:
    root, out = tmp_path / "bundle", tmp_path / "x.mitm"
    assert say("import", str(har), "--out", str(root))[0] == 0
    assert export_flows(open_source(root, Silent()), root, out).count == 1
    assert out.read_bytes() == (root / "flows.mitm").read_bytes()


def test_calls_as_a_table(tmp_path: Path) -> None:
    hostile = Value(type="java.lang.String", text='=HYPERLINK("http://x")\x1b[31m')
    place = Value(type="L", fields={"lat": Value(type="D", text="1.5"), "raw": Value(type="[B", data=b"\x00\xff")})
    row = Observation(
        seq=7, time_us=5, mono_ns=1, pid=3, process="p", thread_id=1, thread="main", point="x.y", category="imei",
        stack=["a.B.c(D.java:1)", "e.F.g(H.java:2)"], args=[place], result=hostile,
    )  # fmt: skip
    assert write_csv([row], tmp_path / "o.csv") == 1
    with (tmp_path / "o.csv").open(encoding="utf-8", newline="") as file:
        head, (*cells,) = csv.reader(file)
    found = dict(zip(head, cells, strict=True))
    assert tuple(head) == COLUMNS and found["id"] == "3:7" and found["args"] == "{lat=1.5, raw=00ff}"
    assert found["result"] == '\'=HYPERLINK("http://x")\\x1b[31m', "no formula, no control of a terminal"
    assert found["stack"].splitlines() == row.stack


def test_the_command(har: Path, tmp_path: Path) -> None:
    code, _, err = say("export", str(har))
    assert code == 2 and "--har FILE, --flows FILE or --observations FILE" in err
    code, _, err = say("export", str(har), "--flows", str(tmp_path / "f"), "--observations", str(tmp_path / "o"))
    assert code == 0 and "wrote 1 exchanges" in err and "wrote 0 calls" in err
