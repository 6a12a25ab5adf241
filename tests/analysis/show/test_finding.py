"""A finding down to the rows that it rests on."""

import msgspec
import pytest

from harness.analysis.model import Assessment
from harness.analysis.recording import Recording
from harness.analysis.show.finding import explain_finding
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Observation, Value
from harness.rules.catalogue import shipped
from harness.rules.testing import OTHER, PUSH, asked, clean, complete, findings, read, send

OBSERVED = Observation(
    seq=1, time_us=5, mono_ns=1, pid=7, process="p", thread_id=1, thread="main", point="tm.getImei", category="imei",
    phase="before_consent", stack=["cn.jpush.A.b(A.java:1)"],
    result=Value(type="java.lang.String", text="866712345678906\x1b[31m"),
)  # fmt: skip


def judged() -> tuple[Assessment, Recording]:
    found = clean()
    row = read("imei", "before_consent", PUSH)
    row.observations = ["7:1"]
    found.collected.append(row)
    found.permissions.requests.append(asked("SMS", "before_consent", number=9))
    send(found, "imei", "before_consent", PUSH, OTHER, index=3)
    found.disclosures[0].observations = ["7:1"]
    found.findings = findings(complete(found), shipped().rules["CAC191-3-1"])
    sent = Exchange(index=3, id="x", time_us=9, method="POST", url=f"https://{OTHER.host}/a?b=\x1b[2J", host=OTHER.host)
    return found, Recording(exchanges=[sent], observations=[OBSERVED])


def test_request_call_stack_and_dialog_are_named_as_they_stand_in_the_bundle() -> None:
    found, recording = judged()
    text = explain_finding(recording, found, found.findings[0].id).text()
    for said in (
        "VIOLATION of CAC191-3-1 (critical, strength A)", "s00001 in exchange 3 of flows.mitm: POST https://track",
        "--explain s00001", "7:1 in observations.jsonl: tm.getImei", "at cn.jpush.A.b(A.java:1)",
        "CAC-191", "fix       Start JPush", "在用户同意",
    ):  # fmt: skip
        assert said in text, said
    assert "\x1b" not in text
    dialog = next(row for row in found.findings if row.evidence.requests)
    assert "p009 in permissions.jsonl: SMS; denied" in explain_finding(recording, found, dialog.id).text()


def test_what_settles_an_undetermined_one() -> None:
    found, recording = judged()
    found.phases = [span for span in found.phases if span.name != "background"]
    found.findings = findings(complete(found), shipped().rules["TC260-9"])
    text = explain_finding(recording, found, found.findings[0].id).text()
    assert "because   the run never went through" in text and "to settle it: harness run APK --scenario back" in text
    assert "limit     least_s = 30 (ours, no law's)" in text


def test_json_and_a_finding_that_is_not_there() -> None:
    found, recording = judged()
    read_again = msgspec.json.decode(explain_finding(recording, found, found.findings[0].id).json())
    assert read_again["finding"]["rule"] == "CAC191-3-1" and read_again["calls"][0]["point"] == "tm.getImei"
    with pytest.raises(LookupError, match="no finding 'fff' in"):
        explain_finding(recording, found, "fff")
