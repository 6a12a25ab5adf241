"""Recordings given away: HAR, flows, calls, and the values file that goes with them."""

import gzip
import json
import random
from pathlib import Path

import pytest
from mitmproxy import io
from mitmproxy.test import tflow

from harness.analysis.assessment import assess
from harness.analysis.model import Assessment
from harness.analysis.recording import recording_from_file
from harness.evidence.exchange import Exchange
from harness.evidence.har_write import write_har
from harness.values.file import load_values
from tests.analysis.redact.independent import Stranger
from tests.cli.test_cli import say

FACEBOOK = Path(__file__).parents[3] / "shared" / "recordings" / "facebook-branch-bugsnag-android11" / "first-run.har"
PHONE, NAME = "13912345678", "欧阳曦澜"
VALUES = f"""
- {{category: phone_number, value: "+86 139 1234 5678"}}
- {{category: contacts, value: "{NAME} 139-1234-5678"}}
- {{category: location_precise, value: "31.297786,121.468612"}}
"""


def row(index: int, body: bytes, **more: object) -> Exchange:
    fields = {"id": str(index), "time_us": 1_760_000_000_000_000 + index, "method": "POST", "scheme": "https",
              "host": "a.example", "port": 443, "url": f"https://a.example/{index}", "status": 200}  # fmt: skip
    return Exchange(index=index, request_body=body, **(fields | more))


@pytest.fixture
def har(tmp_path: Path) -> Path:
    body = json.dumps({"tel": PHONE, "lat": "31.29779", "name": NAME}).encode()
    rows = [
        row(0, body),
        row(1, gzip.compress(body, mtime=0), request_headers=[("Content-Encoding", "gzip")]),
        row(2, b"x=1"),
    ]
    write_har(rows, tmp_path / "a.har")
    (tmp_path / "values.yaml").write_text(VALUES, "utf-8")
    return tmp_path / "a.har"


def redact(source: Path, values: Path, *more: object) -> tuple[int, str]:
    """Run the command; return its exit code and what it said."""
    code, _, err = say("export", str(source), "--redact", "--values", str(values), *map(str, more))
    return code, err


def found(path: Path, values: Path) -> Assessment:
    return assess(recording_from_file(path), load_values(values))


def bare(result: Assessment) -> list[tuple[object, ...]]:
    return [(s.index, s.where, s.path, s.form, s.value_id, s.direction, s.weak) for s in result.sightings]


def test_har_and_flows_with_a_values_file(har: Path, tmp_path: Path) -> None:
    values, outs = tmp_path / "values.yaml", {name: tmp_path / name for name in ("b.har", "b.mitm", "b.yaml", "b.csv")}
    named = zip(("--har", "--flows", "--stand-ins", "--observations"), outs.values(), strict=True)
    code, err = redact(har, values, *(word for pair in named for word in pair))
    assert code == 0 and "wrote 3 exchanges" in err and "blanked: 0}" in err and "wrote 4 stand-ins" in err
    stranger = Stranger([PHONE, NAME, "31.297786", "121.468612", "1391234"])
    for path in outs.values():
        assert stranger.sees_in(path) == []
    before = bare(found(har, values))
    assert bare(found(outs["b.har"], outs["b.yaml"])) == before == bare(found(outs["b.mitm"], outs["b.yaml"])) != []


@pytest.mark.slow
def test_two_agree_only_if_asked(har: Path, tmp_path: Path) -> None:
    def made(name: str, *more: str) -> bytes:
        assert redact(har, tmp_path / "values.yaml", "--har", tmp_path / name, *more)[0] == 0
        return (tmp_path / name).read_bytes()

    assert made("1.har", "--seed", "a") == made("2.har", "--seed", "a") != made("3.har", "--seed", "b")
    assert made("4.har") != made("5.har")


def test_a_foreign_recording_becomes_a_redacted_bundle(har: Path, tmp_path: Path) -> None:
    out = tmp_path / "bundle"
    assert redact(har, tmp_path / "values.yaml", "--bundle", out)[0] == 0 and say("verify", str(out))[0] == 0
    run = json.loads((out / "run.json").read_bytes())
    assert run["redacted"]["of"] == run["imported"]["sha256"] and run["redacted"]["replaced"] > 4
    assert Stranger([PHONE, NAME]).sees_in(out) == []


def test_what_is_asked_wrongly(har: Path, tmp_path: Path) -> None:
    code, _, err = say("export", str(har), "--har", str(tmp_path / "b.har"), "--seed", "x")
    assert code == 2 and "--seed: only with --redact" in err
    code, _, err = say("export", str(har), "--redact", "--har", str(tmp_path / "b.har"))
    assert code == 2 and "no value to be replaced" in err and not (tmp_path / "b.har").exists()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    code, err = redact(har, tmp_path / "values.yaml", "--bundle", tmp_path / "full")
    assert code == 2 and "not empty" in err


@pytest.mark.skipif(not FACEBOOK.exists(), reason="the real recording is not beside the project")
def test_a_real_recording(tmp_path: Path) -> None:
    values = tmp_path / "values.yaml"
    texts = ["1209d0b9-b959-42e6-b921-aa5d9d08c1af", "ad2140b6-25f1-42d7-b45c-4c0e224ca64f",
             "XZ9dd82044-772f-4b99-b17b-208e9c3cc38b", "10.0.0.1", "T-Mobile"]  # fmt: skip
    kinds = ["gaid", "sdk_device_id", "sdk_device_id", "ip_address", "carrier"]
    rows = [f"- {{category: {kind}, value: {text}}}" for kind, text in zip(kinds, texts, strict=True)]
    values.write_text("\n".join(rows), "utf-8")
    out, others = tmp_path / "out.har", tmp_path / "others.yaml"
    assert redact(FACEBOOK, values, "--har", out, "--stand-ins", others)[0] == 0
    assert Stranger(texts).sees_in(out) == []
    before, after = found(FACEBOOK, values), found(out, others)
    assert bare(before) == bare(after) and len(before.sightings) == 23
    assert [(d.category, d.recipient, d.form) for d in before.disclosures] == [
        (d.category, d.recipient, d.form) for d in after.disclosures
    ]


def test_what_no_exchange_shows_of_a_flow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flow has texts that no analysis reads: they are changed, too, and searched before the result is named."""
    flow = tflow.tflow(resp=True)
    flow.comment = f"call {PHONE}"
    with (tmp_path / "a.mitm").open("wb") as file:
        io.FlowWriter(file).add(flow)
    values, out = tmp_path / "values.yaml", tmp_path / "b.mitm"
    values.write_text(f'- {{category: phone_number, value: "{PHONE}"}}', "utf-8")
    assert redact(tmp_path / "a.mitm", values, "--flows", out)[0] == 0
    assert Stranger([PHONE]).sees_in(out) == [] and b"comment;16:call 1" in out.read_bytes()
    monkeypatch.setattr("harness.analysis.redact.redaction.Redaction.holds", lambda self, data: False)
    code, err = redact(tmp_path / "a.mitm", values, "--flows", tmp_path / "c.mitm")
    assert code == 3 and "still in exchange 0 (address)" in err and not (tmp_path / "c.mitm").exists()


@pytest.mark.slow
def test_many_exchanges_in_bounded_memory(tmp_path: Path) -> None:
    import tracemalloc

    from harness.jobs.redact import Redacted, Wanted, export_redacted

    rng = random.Random(1)
    body = json.dumps({"tel": PHONE, "x": "words " * 300})
    write_har((row(n, body.replace("x", str(rng.random())).encode()) for n in range(400)), tmp_path / "a.har")
    (tmp_path / "values.yaml").write_text(f'- {{category: phone_number, value: "{PHONE}"}}', "utf-8")
    redacted = Redacted(recording_from_file(tmp_path / "a.har"), load_values(tmp_path / "values.yaml"), "s")
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    export_redacted(redacted, Wanted(har=tmp_path / "b.har"))
    grown = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    assert redacted.redaction.counts.replaced == 400 and grown < 8 << 20, f"{grown} bytes for 800 KB of traffic"
