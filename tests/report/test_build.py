import base64
import hashlib
import json

import msgspec
import pytest

from harness.analysis.assessment import assess, from_json, to_json
from harness.analysis.recording import Recording
from harness.report import build_view
from harness.report.model import Consent

from .factory import ADS, FULL, lantern


def test_rows_say_what_left_when_by_whom_to_whom_and_how() -> None:
    rows = {row.category: row for row in lantern().view().rows}
    told = {
        name: (row.times, row.actor.package, row.recipient.host, row.chains, row.strength) for name, row in rows.items()
    }
    before, after = ((Consent.BEFORE, 1),), ((Consent.AFTER, 1),)
    own = (after, "com.brightbeam.lantern", "api.brightbeam.example", ("AES",), "A")
    assert told == {
        "imei": (before, "com.pushbay.core", "api.pushbay.example", ("md5 > json",), "B"),
        "phone_number": (after, "com.adhive.sdk", "track.adhive.example", ("base64 > form > gzip",), "A"),
        "location_precise": (after, "com.adhive.sdk", "track.adhive.example", ("base64 > form > gzip",), "A"),
        "contacts": own,
        "call_log": own,
        "sms": own,
    }


def test_a_real_assessment_of_the_same_evidence_reads_the_same() -> None:
    run = lantern()
    categories = {row["value_id"]: row["category"] for row in run.sightings} | {"settings.android_id": "android_id"}
    persona = {"values": [{"id": key, "category": categories.get(key, "contacts"), "value": value}
                          for key, value in run.values.items()]}  # fmt: skip
    recording = Recording(
        run=run.record, exchanges=run.exchanges, persona=persona, observations=run.observations, phases=run.phases
    )
    view = build_view(from_json(to_json(assess(recording))), run.bundle(), run.exchanges)
    assert {(row.category, row.actor.package, row.recipient.host, row.chains) for row in view.rows} == {
        (row.category, row.actor.package, row.recipient.host, row.chains) for row in run.view().rows
    }
    assert {item.category for item in view.kept} == {"android_id", "installed_apps"}
    assert all(s.replayed and s.steps[-1].mark for row in view.rows for d in row.disclosures for s in d.sightings)


def test_what_left_without_consent_comes_first() -> None:
    assert lantern().view().rows[0].category == "imei"


def test_read_and_never_seen_leaving() -> None:
    kept = lantern().view().kept
    assert [(item.category, item.actor.package) for item in kept] == [
        ("android_id", "com.pushbay.core"),
        ("installed_apps", "com.adhive.sdk"),
    ]


def test_every_step_from_the_wire_to_the_value_is_replayed() -> None:
    run = lantern()
    view = run.view()
    for item in (d for row in view.rows for d in row.disclosures):
        assert all(sighting.replayed for sighting in item.sightings), item.category
    phone = next(row for row in view.rows if row.category == "phone_number").disclosures[0].sightings[0]
    assert [step.name for step in phone.steps] == ["", "gzip", "form:payload", "base64"]
    assert [step.place for step in phone.steps] == ["", "form:payload", "", ""]
    last = phone.steps[-1]
    assert last.mark is not None
    assert last.content[slice(*last.mark)].decode() == run.values["telephony.line1"]
    imei = next(row for row in view.rows if row.category == "imei").disclosures[0].sightings[0]
    mark = imei.steps[-1].mark
    assert mark is not None
    assert imei.steps[-1].content[slice(*mark)].decode() == hashlib.md5(b"867530912345679").hexdigest()
    sms = next(row for row in view.rows if row.category == "sms").disclosures[0].sightings[0]
    assert [step.name for step in sms.steps] == ["", "cipher:AES/CBC/PKCS5Padding"]


def test_a_path_that_leads_elsewhere_is_not_called_replayed() -> None:
    run = lantern()
    run.sightings[1]["path"] = ["gzip", "form:other", "base64"]
    item = next(row for row in run.view().rows if row.category == "phone_number").disclosures[0]
    assert not item.sightings[0].replayed
    assert item.sightings[0].steps[-1].mark is None


@pytest.mark.parametrize(("form", "replayed"), [("plain", True), ("variant:unheard_of", False)])
def test_of_two_like_ways_only_the_one_with_the_value_is_taken(form: str, replayed: bool) -> None:
    run = lantern()
    line1 = run.values["telephony.line1"] if form == "plain" else "139 something else"
    words = [base64.b64encode(f"{text}|{'abcdefgh' * 3}".encode()).decode() for text in ("nothing of use", line1)]
    run.exchanges[1].request_body = " ".join(words).encode()
    run.exchanges[1].request_headers = []
    run.sightings[1] |= {"path": ["base64"], "form": form, "offset": 0, "length": 14}
    item = next(row for row in run.view().rows if row.category == "phone_number").disclosures[0].sightings[0]
    assert item.replayed is replayed
    assert not replayed or item.steps[0].mark == (len(words[0]) + 1, len(words[0]) + 1 + len(words[1]))


def test_the_frames_of_the_actor_are_known() -> None:
    read = lantern().view().rows[0].disclosures[0].reads[0]
    assert [frame.actor for frame in read.stack] == [True, True, False, False]


def test_evidence_that_is_missing_is_no_error() -> None:
    run = lantern()
    run.observations, run.exchanges, run.files = [], [], {}
    view = run.view()
    assert len(view.rows) == 6
    assert all(not d.reads and not d.requests for row in view.rows for d in row.disclosures)
    assert [phase.picture_missing for phase in view.phases] == [True, True, False]


def test_phases_of_one_disclosure_are_counted_together() -> None:
    run = lantern()
    again = json.loads(json.dumps(run.disclosures[1]))
    again |= {"id": "d0099", "phase": "background", "consent": "before"}
    run.disclosures.append(again)
    row = next(row for row in run.view().rows if row.category == "phone_number")
    assert row.times == ((Consent.BEFORE, 1), (Consent.AFTER, 1))


def test_an_assessment_of_another_shape_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        from_json(b'{"schema": 1}')


def test_coverage_says_what_was_not_seen() -> None:
    run = lantern()
    assert [note.key for note in run.view().coverage.gaps] == ["gaps.hooks_failed"]
    run.coverage = dict(FULL)
    assert run.view().coverage.gaps == ()
    run.coverage |= {"dropped": {"observations.jsonl": 0, "phases.jsonl": 2}, "opaque_bytes": 900}
    run.reasons = ["opaque_bytes", "no_exchanges", "a_word_of_a_later_version"]
    run.record.not_planted = ["oaid"]
    run.complete = False
    assert [note.key for note in run.view().coverage.gaps] == [
        "gaps.incomplete", "gaps.not_planted", "gaps.no_exchanges", "gaps.opaque_bytes", "gaps.rows_dropped",
    ]  # fmt: skip
    run.coverage = {}
    assert run.view().coverage.gaps[-1].key == "gaps.no_coverage"


def test_two_readers_of_one_category_are_two_lines() -> None:
    run = lantern()
    again = json.loads(json.dumps(run.disclosures[0]))
    again |= {"id": "d0098", "actor": ADS}
    run.disclosures.append(again)
    assert len([row for row in run.view().rows if row.category == "imei"]) == 2
