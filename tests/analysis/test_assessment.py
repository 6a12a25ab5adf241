"""The whole analysis over a run shaped like the sample app's."""

import msgspec

from harness.analysis.assessment import assess, from_json, to_json
from harness.analysis.model import Disclosure
from harness.evidence.rows import Connection, Process
from tests.analysis.lantern import OWN, T0, lantern, text


def shape(row: Disclosure) -> tuple[str, str, str, str, str]:
    return row.category, row.actor.id, row.recipient.host, row.consent, row.form


def test_every_disclosure_and_nothing_else() -> None:
    found = assess(lantern().recording())
    assert [shape(row) for row in found.disclosures] == [
        ("imei", "sdk:com.pushbay.core", "api.pushbay.example", "before", "digest:md5"),
        ("location_precise", "sdk:com.adhive.sdk", "track.adhive.example", "after", "plain"),
        ("phone_number", "sdk:com.adhive.sdk", "track.adhive.example", "after", "plain"),
        ("call_log", "app", "sync.bright.example", "after", "plain"),
        ("contacts", "app", "sync.bright.example", "after", "plain"),
        ("sms", "app", "sync.bright.example", "after", "plain"),
    ]
    imei, place, phone, _, contacts, _ = found.disclosures
    assert imei.paths == [["json:/id/u"]] and imei.strength == "B" and imei.delay_ms == 80.0
    assert phone.paths == [["gzip", "form:payload", "base64", "form:tel"]] and phone.strength == "A"
    assert place.paths == [["gzip", "form:payload", "base64", f"form:{n}"] for n in ("latitude", "longitude")]
    assert contacts.value_ids == ["contact.1.name", "contact.1.phone", "contact.2.name", "contact.2.phone"]
    assert all(path[0] == "cipher:AES/CBC/PKCS5Padding" for path in contacts.paths)
    assert contacts.recipient.party == "first" and phone.recipient.party == "third"
    assert all(row.confidence == "high" for row in found.disclosures)
    assert found.summary.verdict == "disclosures"
    assert (found.summary.disclosures_before_consent, found.summary.disclosures_after) == (1, 5)


def test_read_and_never_seen_leaving() -> None:
    found = assess(lantern().recording())
    kept = [(row.category, row.actor.id) for row in found.collected if not row.seen_leaving]
    assert kept == [("android_id", "sdk:com.pushbay.core"), ("installed_apps", "sdk:com.adhive.sdk")]


def test_no_opaque_bytes_when_the_cipher_was_recorded() -> None:
    assert assess(lantern().recording()).coverage.opaque_bytes == 0
    run = lantern()
    run.observations = [row for row in run.observations if not row.point.startswith("cipher")]
    found = assess(run.recording())
    assert found.coverage.opaque_bytes == len(run.exchanges[-1].request_body)
    assert not any(row.recipient.host == "sync.bright.example" for row in found.disclosures)


def test_same_input_same_bytes_and_round_trip() -> None:
    first, second = to_json(assess(lantern().recording())), to_json(assess(lantern().recording()))
    assert first == second
    assert to_json(from_json(first)) == first


def test_values_stand_in_one_place_only() -> None:
    run = lantern()
    run.send(7000, "https://a.example/866712345678906/x?imei=866712345678906", b'{"13912345678": "13912345678"}')
    found = assess(run.recording())
    found.values = {}
    written = to_json(found)
    for item in run.recording().persona["values"]:  # type: ignore[index]
        value = item["value"] if isinstance(item["value"], str) else str(item["value"]["latitude"])
        assert value.encode() not in written and msgspec.json.encode(value)[1:-1] not in written


def test_nothing_seen_is_said_only_with_good_coverage() -> None:
    run = lantern()
    run.observations, run.exchanges = run.observations[:1], run.exchanges[:1]
    run.exchanges[0].request_body = b'{"hello": 1}'
    assert assess(run.recording()).summary.verdict == "none_seen"
    failed = [Connection(id="c", time_us=T0, host="pinned.example", port=443, state="failed", reason="pinned")]
    reached = [Connection(id="c", time_us=T0, host="api.example", port=443, state="decrypted")]
    lost = [Process(pid=77, name="p", gated=True, start_us=T0, attached_us=T0, flushed=True, lost=3)]
    for changes, reason in (
        ({"connections": failed}, "tls_failed"),
        ({"processes": lost}, "observations_lost"),
        ({"run": {"outcome": "interrupted"}}, "incomplete"),
        ({"hooks": []}, "no_hooks"),
        ({"exchanges": [], "connections": reached}, "no_exchanges"),
        ({"persona": None, "observations": []}, "no_values"),
    ):
        summary = assess(run.recording(**changes)).summary
        assert summary.verdict == "undetermined" and reason in summary.reasons


def test_ambiguity_is_kept() -> None:
    run = lantern()
    run.call(4500, "telephony.line1", "phone_number", OWN, result=text("13912345678"))
    found = assess(run.recording())
    phone = next(row for row in found.disclosures if row.category == "phone_number")
    assert [candidate.actor.id for candidate in phone.candidates] == ["sdk:com.adhive.sdk", "app"]
    assert phone.confidence == "medium" and all(candidate.reasons for candidate in phone.candidates)


def test_a_value_of_the_run_itself_is_found() -> None:
    run = lantern()
    run.call(1000, "oaid.get", "oaid", OWN, result=text("5f0c2b7e-1d3a-4c55-9e0b-7a6d1f2e3c4b"))
    run.send(1100, "https://a.example/?o=5F0C2B7E1D3A4C559E0B7A6D1F2E3C4B", b"")
    found = assess(run.recording())
    row = next(row for row in found.disclosures if row.category == "oaid")
    assert row.value_id == "seen.oaid.1" and found.sightings[0].path != [] and row.actor.id == "app"
