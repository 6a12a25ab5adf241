"""One sighting, byte by byte."""

import base64
import json

import pytest

from harness.analysis.assessment import assess
from harness.analysis.show.explain import explain, plain
from harness.evidence.rows import Value
from tests.analysis.lantern import OWN, PLANTED, lantern, text


def test_the_way_through_a_cipher() -> None:
    recording = lantern().recording()
    row = next(row for row in assess(recording).sightings if row.category == "sms")
    found = explain(recording, row.id)
    wire, view, inner = found.steps
    assert (wire.content, wire.start, wire.undone) == ("body", 18, ["cipher:AES/CBC/PKCS5Padding"])
    assert view.content == "cipher:AES/CBC/PKCS5Padding" and view.place == ["json:/sms/0"]
    sms = next(item["value"] for item in PLANTED if item["category"] == "sms")
    escaped = json.dumps(sms)[1:-1].encode()
    at = view.start - view.excerpt_at
    assert view.excerpt[at:].startswith(escaped[: len(view.excerpt) - at])
    assert inner.content == "json:/sms/0" and inner.excerpt[inner.start :] == sms.encode()
    assert [call.point for call in found.calls] == ["cipher.update", "cipher.doFinal"]
    assert [read.point for read in found.reads] == ["sms.query"] and found.reads[0].before_ms == 80.0
    assert found.disclosure is not None and found.value == sms

    lines = found.text()
    assert "body: " in lines and "bytes 18 to" in lines and "cipher.doFinal" in lines and "00000010" in lines
    data = json.loads(found.json())
    assert base64.b64decode(data["steps"][2]["excerpt"]) == inner.excerpt
    assert found.json() == explain(recording, row.id).json()


@pytest.mark.slow
def test_every_sighting_has_a_way_whose_last_place_is_the_sightings() -> None:
    recording = lantern().recording()
    rows = assess(recording).sightings
    assert len(rows) > 8
    for row in rows:
        last = explain(recording, row.id).steps[-1]
        assert (last.start, last.end) == (row.offset, row.offset + row.length)


def test_the_dump_shows_the_place() -> None:
    run = lantern()
    run.send(7000, "https://a.example/", b"....................imei=866712345678906&x=1")
    recording = run.recording()
    row = next(row for row in assess(recording).sightings if row.host == "a.example")
    lines = explain(recording, row.id).text().splitlines()
    at = next(i for i, line in enumerate(lines) if "866712" in line and line.startswith("   0000"))
    assert lines[at].split("  ")[-1].index("866") + 62 == lines[at + 1].index("^")
    assert lines[at + 1].count("^") + lines[at + 3].count("^") == 15


def test_hostile_bytes_do_not_reach_the_terminal() -> None:
    run = lantern()
    evil = "\x1b]0;owned\x07\x9b31m\u202e\r\n"
    run.call(6900, f"point{evil}", "imei", [f"com.evil.A.b(A{evil}.java:1)"], args=[text(evil)],
             result=Value(type=evil, items=[text(evil), text("866712345678906")]))  # fmt: skip
    run.send(7000, f"https://a.example/{evil}", b'{"%b": "866712345678906"}' % b"\\u001b[31m\\u202e")
    recording = run.recording()
    row = next(row for row in assess(recording).sightings if row.host == "a.example")
    shown = explain(recording, row.id).text()
    assert "owned" in shown and "com.evil" in shown
    assert all(char.isprintable() or char == "\n" for char in shown)
    assert len(plain("x" * 10_000)) < 400


def test_a_disclosure_is_explained_by_its_first_sighting() -> None:
    recording = lantern().recording()
    item = assess(recording).disclosures[-1]
    found = explain(recording, item.id)
    assert found.disclosure == item and found.sighting.id == item.sightings[0]
    assert f"sightings: {', '.join(item.sightings)}" in found.text()


def test_an_id_that_does_not_exist() -> None:
    with pytest.raises(LookupError, match=r"no disclosure 'd9999' in \d disclosures; they go from d0001 to"):
        explain(lantern().recording(), "d9999")
    with pytest.raises(LookupError, match=r"no sighting .*s00001 to"):
        explain(lantern().recording(), "s99999")
    run = lantern()
    run.exchanges = []
    with pytest.raises(LookupError, match="0 sightings"):
        explain(run.recording(), "s00001")


def test_values_in_names_of_places_do_not_hide_the_way() -> None:
    run = lantern()
    run.call(900, "x", "imei", OWN, result=text("866712345678906"))
    run.send(7000, "https://a.example/", json.dumps({"13912345678": {"id": "866712345678906"}}).encode())
    recording = run.recording()
    row = next(r for r in assess(recording).sightings if r.host == "a.example" and r.value_id == "imei")
    assert row.path == ["json:/{phone_number}/id"]
    assert explain(recording, row.id).steps
