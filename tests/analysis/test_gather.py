"""Several processes find what one finds, byte for byte, and a damaged recording ends at the same place."""

import json
import random
from pathlib import Path

import pytest
from mitmproxy import io
from mitmproxy.test import tflow, tutils

from harness.analysis.assessment import assess, to_json
from harness.analysis.gather import PIECE
from harness.analysis.model_coverage import Limit
from harness.analysis.recording import Recording
from harness.analysis.search.exchange import Scanner
from harness.analysis.search.found import Scanned
from harness.evidence.exchange import Exchange, RecordingError
from harness.evidence.flows import FlowsFile
from harness.evidence.har import HarFile
from harness.evidence.har_write import write_har
from harness.evidence.run_record import RunRecord
from tests.analysis.corpus import PLAIN, noise, wrap
from tests.analysis.test_accuracy import VALUES

COUNT = 12 * PIECE + 17
PERSONA = {"values": [{"id": key, "category": key, "value": value} for key, value in VALUES.items()]}


def bodies() -> list[bytes]:
    rng = random.Random(4)
    plain = [noise(rng).encode() for _ in range(COUNT)]
    for at in range(0, COUNT, 37):
        plain[at] = wrap(rng.choice(sorted(VALUES.values())), [rng.choice(sorted(PLAIN))], rng)
    return plain


def assessed(source: FlowsFile | HarFile, workers: int) -> bytes:
    told: list[int] = []
    found = assess(
        Recording(run=RunRecord(package="com.x"), exchanges=source, persona=PERSONA),
        workers=workers,
        progress=told.append,
    )
    assert told == sorted(told) and told
    return to_json(found)


@pytest.fixture(scope="module")
def flows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gather") / "flows.mitm"
    with path.open("wb") as file:
        writer = io.FlowWriter(file)
        for number, body in enumerate(bodies()):
            request = tutils.treq(content=body, host=f"h{number % 7}.example", method=b"POST", path=b"/a?t=1")
            flow = tflow.tflow(req=request, resp=tutils.tresp(content=b'{"code":0}'))
            flow.id = f"flow-{number}"
            flow.client_conn.id, flow.server_conn.id = f"c{number // 9}", f"s{number // 9}"
            writer.add(flow)
    return path


def test_flow_files(flows: Path) -> None:
    one = assessed(FlowsFile(flows), 1)
    assert one == assessed(FlowsFile(flows), 2) == assessed(FlowsFile(flows), 3)
    assert one.count(b'"id": "s0') > 50


def test_har_files(tmp_path: Path) -> None:
    rows = [
        Exchange(index=number, id=str(number), time_us=1_760_000_000_000_000, method="POST", scheme="https", port=443,
                 host="a.example", url="https://a.example/", request_body=body, status=200)
        for number, body in enumerate(bodies())
    ]  # fmt: skip
    write_har(rows, tmp_path / "x.har")
    assert assessed(HarFile(tmp_path / "x.har"), 1) == assessed(HarFile(tmp_path / "x.har"), 2)


def test_a_cut_file_ends_where_it_ends(flows: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mitm"
    cut.write_bytes(flows.read_bytes()[:-100])
    one, two = FlowsFile(cut), FlowsFile(cut)
    assert assessed(one, 1) == assessed(two, 2)
    assert one.cut == two.cut and f"{COUNT - 1} whole flows" in str(one.cut)


def test_a_broken_flow_costs_no_other_and_is_named(flows: Path, tmp_path: Path) -> None:
    data = flows.read_bytes()
    at = data.index(b"flow-1500")
    broken = tmp_path / "broken.mitm"
    broken.write_bytes(data[:at] + b"flow-1500".replace(b"f", b"\xff") + data[at + 9 :])
    one, two = FlowsFile(broken), FlowsFile(broken)
    found = assessed(one, 1)
    assert found == assessed(two, 2)
    assert one.cut is None and two.cut is None
    coverage = json.loads(found)["coverage"]
    assert coverage["exchanges"] == COUNT - 1 and coverage["unreadable"]["entries"] == 1
    assert coverage["unreadable"]["named"][0].startswith("flow 1500 (byte ")


def test_a_broken_entry_costs_no_other_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.har"
    entry = '{"request":{"method":"GET","url":"https://a.example/"}}'
    path.write_text('{"log":{"entries":[' + ",".join([entry] * (11 * PIECE)) + ',{"request":5},' + entry + "]}}")
    for workers in (1, 2):
        found = assess(Recording(exchanges=HarFile(path), persona=PERSONA), workers=workers)
        assert found.coverage.exchanges == 11 * PIECE + 1
        unreadable = found.coverage.unreadable
        assert unreadable and unreadable.entries == 1 and "entry 2200 (byte " in unreadable.named[0]
        assert "entries_unreadable" in found.summary.reasons


@pytest.mark.parametrize("entries", [1, 11 * PIECE])
def test_a_file_without_one_good_entry_is_refused(tmp_path: Path, entries: int) -> None:
    path = tmp_path / "x.har"
    path.write_text('{"log":{"entries":[' + ",".join(['{"request":5}'] * entries) + "]}}")
    for workers in (1, 2):
        with pytest.raises(RecordingError, match=r"ot one entry .*can be read: entry 0 \(byte 19\)"):
            assess(Recording(exchanges=HarFile(path), persona=PERSONA), workers=workers)


def test_an_exchange_at_which_a_decoder_fails_does_not_end_the_analysis(monkeypatch: pytest.MonkeyPatch) -> None:
    value = VALUES["phone_number"]
    rows = [Exchange(index=at, id=str(at), time_us=at, request_body=f"tel={value}".encode()) for at in range(3)]
    whole = Scanner.scan

    def scan(self: Scanner, exchange: Exchange) -> Scanned:
        if exchange.index == 1:
            raise IndexError("index out of range")
        return whole(self, exchange)

    monkeypatch.setattr(Scanner, "scan", scan)
    found = assess(Recording(run=RunRecord(package="com.x"), exchanges=rows, persona=PERSONA))
    assert {row.index for row in found.sightings} == {0, 2}
    assert found.coverage.limits == [Limit(index=1, host="", reason="error")]
    assert found.coverage.opaque_bytes == len(rows[1].request_body)
    assert "bounds_reached" in found.summary.reasons
