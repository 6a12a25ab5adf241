"""What a foreign recording says of itself, and what it takes from the verdict."""

import gzip
import json
from pathlib import Path
from typing import Any

from harness.analysis.assessment import assess
from harness.analysis.recording import Recording, recording_from_file
from harness.values.needle import Needle

PHONE = Needle(value_id="phone", category="phone_number", text="13812345678", origin="file")
GOOD = {"request": {"method": "POST", "url": "https://a.example/p", "postData": {"text": "tel=13812345678"}}}


def opened(path: Path, entries: list[Any], **log: Any) -> Recording:
    path.write_bytes(gzip.compress(json.dumps({"log": {"entries": entries, **log}}).encode()))
    return recording_from_file(path)


def test_who_wrote_it_and_of_which_app(tmp_path: Path) -> None:
    creator = {"name": "mitmproxy har_dump", "version": "0.1", "comment": ""}
    found = opened(tmp_path / "x.har.gz", [GOOD], creator=creator, _tweasel={"apps": [{"id": "com.x"}]})
    assert found.foreign and found.run.source == "x.har.gz" and found.run.format == "har"
    assert found.run.creator == {"name": "mitmproxy har_dump", "version": "0.1"} and found.run.package == "com.x"


def test_connections_that_http_toolkit_could_not_decrypt(tmp_path: Path) -> None:
    errors = [{"hostname": "pinned.example", "cause": "cert-rejected"}, {"cause": "closed"}, 5]
    found = assess(opened(tmp_path / "x.har", [GOOD], _tlsErrors=errors), [PHONE])
    failures = found.coverage.connections.failures
    assert [(row.host, row.reason) for row in failures] == [("", "closed"), ("pinned.example", "cert-rejected")]
    assert "tls_failed" in found.summary.reasons


def test_a_request_whose_body_was_not_kept_is_searched_and_named(tmp_path: Path) -> None:
    lost = {"request": {"method": "PUT", "url": "https://b.example/?t=13812345678", "bodySize": 812}}
    found = assess(opened(tmp_path / "x.har", [GOOD, lost, {"request": 5}]), [PHONE])
    assert [row.host for row in found.sightings] == ["a.example", "b.example"]
    assert found.coverage.exchanges == 2 and found.coverage.unreadable.entries == 2
    first, second = found.coverage.unreadable.named
    assert first == "entry 1: the recorder did not keep the request's body of 812 bytes"
    assert second.startswith("entry 2 (byte ")
    assert "entries_unreadable" in found.summary.reasons
