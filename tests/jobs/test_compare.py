"""Bundles compared: each has its own persona, and is searched for that."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from mitmproxy import http, io
from mitmproxy.test import tflow

from harness.analysis.across.diff import Diff, diff
from harness.analysis.across.eyes import Side
from harness.evidence import bundle as names
from harness.evidence.rows import Hook, Phase
from harness.evidence.run_record import Apk, RunRecord
from harness.evidence.writer import BundleWriter
from harness.jobs.compare import compared, differences
from harness.jobs.told import Silent
from harness.persona.generate import generate
from harness.persona.persona import Persona

BEFORE, AFTER = 1.5, 2.5
Sent = Callable[[Persona], str]


def bundle(root: Path, seed: int, *sent: tuple[float, Sent], version: str = "1", **more: Any) -> Path:
    """A run of its own persona; ``sent`` are times and URLs."""
    persona = generate(seed)
    apk = Apk(
        package="com.shop", version_name=version, sha256=version * 64, permissions=["android.permission.INTERNET"]
    )
    with BundleWriter(root, RunRecord(apk=apk, scenario="consent", persona=persona.id, **more)) as writer:
        writer.write_file(names.PERSONA, persona.to_yaml().encode())
        writer.append(Phase(name="before_consent", start_us=1_000_000, end_us=2_000_000, cause="start"))
        writer.append(Phase(name="consented", start_us=2_000_000, end_us=3_000_000, cause="tap"))
        flows = io.FlowWriter(writer.open_file(names.FLOWS))
        for second, url in sent:
            flow = tflow.tflow(resp=True)
            assert isinstance(flow, http.HTTPFlow)
            flow.request.url = url(persona)
            flow.request.timestamp_start = flow.timestamp_created = second
            flows.add(flow)
        writer.seal("complete")
    return root


def phone(host: str) -> Sent:
    return lambda persona: f"https://{host}/u/{persona.id}/c?n={persona.id}&v={persona.get('phone_number')}"


def imei(host: str) -> Sent:
    return lambda persona: f"https://{host}/c?v={persona.get('imei')}"


def kinds(found: Diff) -> dict[str, str]:
    return {row.category: row.kind for row in found.disclosures}


def test_two_personas_ids_times_and_shards_are_no_difference(tmp_path: Path) -> None:
    old = bundle(tmp_path / "old", 1, (AFTER, phone("a1.shop.example")), (AFTER, imei("px.ads.example")))
    new = bundle(tmp_path / "new", 2, (2.9, imei("px.ads.example")), (2.2, phone("a2.shop.example")))
    found = differences(old, new, Silent())
    assert found.before.persona != found.after.persona
    assert kinds(found) == {"phone_number": "same", "imei": "same"} and found.differing == []
    assert [row.places for row in found.disclosures if row.category == "phone_number"] == [
        ["https://a*.shop.example/u/*/c"]
    ]


def test_earlier_than_consent_and_to_somebody_else(tmp_path: Path) -> None:
    old = bundle(tmp_path / "old", 1, (AFTER, phone("api.shop.example")), (AFTER, imei("api.shop.example")))
    new = bundle(tmp_path / "new", 2, (BEFORE, phone("api.shop.example")), (AFTER, imei("px.ads.example")), version="2")
    found = differences(old, new, Silent())
    rows = {(row.category, row.hosts[0]): row for row in found.disclosures}
    assert rows["phone_number", "api.shop.example"].worse
    assert rows["imei", "px.ads.example"].kind == "new"
    gone = rows["imei", "api.shop.example"]
    assert gone.kind == "not_seen" and "no_hooks" in [why.key for why in gone.doubts], "nothing was hooked in this run"
    assert found.warnings == []


def test_the_owner_is_a_tracker_lists(tmp_path: Path) -> None:
    lists = tmp_path / "entities.json"
    lists.write_text(json.dumps({"Ads Ltd.": {"properties": ["ads.example", "adscdn.example"], "resources": []}}))
    old = bundle(tmp_path / "old", 1, (AFTER, imei("px.ads.example")))
    new = bundle(tmp_path / "new", 2, (AFTER, imei("px.adscdn.example")))
    (row,) = differences(old, new, Silent(), trackers=[lists]).disclosures
    assert row.kind == "changed" and [each.name for each in row.aspects] == ["host"]
    assert [each.kind for each in differences(old, new, Silent()).disclosures] == ["new", "not_seen"]


def test_what_a_device_could_not_be_given_is_not_gone(tmp_path: Path) -> None:
    old = bundle(tmp_path / "old", 1, (AFTER, imei("px.ads.example")))
    new = bundle(tmp_path / "new", 2, not_planted=["imei"])
    (row,) = differences(old, new, Silent()).disclosures
    assert "not_looked_for" in [why.key for why in row.doubts]


@pytest.mark.parametrize("redact", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_redaction_takes_out_the_values_of_both(tmp_path: Path, redact: bool) -> None:
    """A host that is one persona's value: also where it stands in the other one's run."""
    one, two = generate(1), generate(2)
    hosts = [f"u{persona.get('phone_number')}.shop.example" for persona in (one, two)]
    old = bundle(tmp_path / "old", 1, *((AFTER, imei(host)) for host in hosts))
    new = bundle(tmp_path / "new", 2, *((AFTER, imei(host)) for host in hosts))
    text = msgspec.json.encode(differences(old, new, Silent(), redact=redact)).decode()
    for persona in (one, two):
        assert (str(persona.get("phone_number")) in text) is not redact


def test_side_by_side_of_the_same_bundles(tmp_path: Path) -> None:
    old = bundle(tmp_path / "old", 1, (AFTER, imei("px.ads.example")))
    new = bundle(tmp_path / "new", 2, (AFTER, imei("px.ads.example")), (AFTER, phone("px.ads.example")))
    found = compared([old, new], Silent())
    assert {row.category: row.new for row in found.disclosed} == {"imei": False, "phone_number": True}
    assert [run.version for run in found.runs] == ["1", "1"] and found.runs[0].package == "com.shop"


def test_hooks_that_failed_are_known_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "run"
    with BundleWriter(root, RunRecord()) as writer:
        writer.append(Hook(pid=1, process="p", point="tm.getImei", resolved=False, reason="no such method"))
        writer.append(Hook(pid=1, process="p", point="uri.sms", resolved=True))
        writer.seal("complete")
    sides: list[Side] = []

    def noted(before: Side, after: Side, *rest: Any, **more: Any) -> Diff:
        sides.extend((before, after))
        return diff(before, after, *rest, **more)

    monkeypatch.setattr("harness.jobs.compare.diff", noted)
    differences(root, root, Silent())
    assert [side.unhooked for side in sides] == [{"tm.getImei"}] * 2
