"""``assessment.json`` without values."""

import base64
import hashlib
import hmac
import json

from harness.analysis.assessment import assess_prepared, prepare, to_json
from harness.evidence.rows import Value
from harness.report.redact import redacted_assessment
from harness.report.secrets import secrets_of
from harness.rules.case import Case
from harness.rules.catalogue import shipped
from harness.rules.engine import judge
from tests.analysis.lantern import PLANTED, PUSH, data, lantern, text

IMEI, PHONE = "866712345678906", "13912345678"
DASHED, PACKED = "139-1234-5678", base64.urlsafe_b64encode(f"tel:{PHONE}".encode()).decode().rstrip("=")
MD5 = hashlib.md5(b"86" + PHONE.encode()).hexdigest()
KEYED = hmac.new(b"key", PHONE.encode(), "sha1").hexdigest()


def redacted() -> tuple[str, str]:
    run = lantern()
    state = {"algorithm": text("HmacSHA1"), "key": data(b"key")}
    run.observations[0].stack.insert(0, f"com.pushbay.core.Gen{DASHED}.run(Gen.java:1)")
    args = [data(b"other"), Value(type="state", fields=state)]
    run.call(6000, "crypto.mac.doFinal", "", PUSH, args=args, result=data(hmac.new(b"key", b"other", "sha1").digest()))
    for word in (DASHED, PACKED, MD5, KEYED):
        run.send(7000, f"https://{word.lower()}.a.example/{word}/x?imei={IMEI}", json.dumps({word: IMEI}).encode())
    recording = run.recording()
    ready = prepare(recording)
    found = assess_prepared(recording, ready)
    secrets = secrets_of(found, ready.needles, ready.crypto.operations)
    return to_json(found).decode(), to_json(redacted_assessment(found, secrets, (ready.package,))).decode()


def test_no_value_is_left_in_any_spelling() -> None:
    plain, clean = redacted()
    values = [item["value"] for item in PLANTED if isinstance(item["value"], str)]
    for word in (*values, DASHED, PACKED, MD5, KEYED, "31.2304", "121.4737"):
        assert word not in clean and json.dumps(word)[1:-1] not in clean
    assert all(word in plain for word in (PACKED, MD5, KEYED))


def test_the_rest_is_as_it_was() -> None:
    plain, clean = map(json.loads, redacted())
    assert set(plain) == set(clean) and plain["summary"] == clean["summary"]
    assert set(clean["values"].values()) == {None}
    kept = ("id", "index", "category", "value_id", "where", "form", "direction", "phase", "time", "offset")
    for before, after in zip(plain["sightings"], clean["sightings"], strict=True):
        assert {key: before[key] for key in kept if key != "where"} == {
            key: after[key] for key in kept if key != "where"
        }
    assert any(row["actor"]["package"] == "com.pushbay.core" for row in clean["disclosures"])


def test_findings_hold_no_value_either() -> None:
    recording = lantern()
    recording.send(7000, f"http://{IMEI}.a.example/x?imei={IMEI}", json.dumps({"tel": PHONE}).encode())
    made = recording.recording()
    ready = prepare(made)
    found = assess_prepared(made, ready)
    found.findings = judge(Case(found), list(shipped().rules.values()))
    secrets = secrets_of(found, ready.needles, ready.crypto.operations)
    clean = redacted_assessment(found, secrets, (ready.package,))
    assert any(IMEI in row.text.en and IMEI in row.recipient for row in found.findings)
    assert IMEI not in to_json(clean).decode() and PHONE not in to_json(clean).decode()
    assert [row.verdict for row in clean.findings] == [row.verdict for row in found.findings]
    assert [row.id for row in clean.findings] == [row.id for row in found.findings]
