"""Orders for violations alone, an annex to be explained, and nobody accused by what is undetermined."""

import dataclasses

import pytest

from harness.analysis.model_findings import Evidence, Said
from harness.report import notice
from harness.report.notice import notice_of
from tests.report.factory import T0, lantern
from tests.report.findings_views import finding, judged, view
from tests.report.test_permissions import asked, facts


def test_who_is_ordered_and_who_asked() -> None:
    made = notice_of(view(), "en")
    assert [row.sentence for row in made.items] == ["it happened"]
    assert made.items[0].fixes == ("call it later",) and made.items[0].clauses[0].text.startswith("CAC191 3(1)")
    assert len(made.annex) == 3 and {row.term for row in made.annex} == {""}
    assert [row.close for row in made.open] == ["run --scenario background"]
    assert "C3" not in str(made.items) + str(made.annex) and made.open[0].rules == "C3"
    assert "limit per_minute = 30: ours" in str(made.annex)


def test_a_fact_is_one_item_with_all_its_clauses() -> None:
    same = {"fact": "a1", "category": "imei"}
    rows = [
        finding("S1", "SUSPECTED", **same, text=Said(zh="多", en="too much"), fix=Said(zh="少", en="less")),
        finding("O1", "VIOLATION", **same, status="ours", text=Said(zh="早", en="too early")),
        finding("A1", "VIOLATION", **same, fix=Said(zh="迟", en="later"), evidence=Evidence(observations=["7:1"])),
        finding("B2", "VIOLATION", **same, status="memory", fix=Said(zh="迟", en="later")),
    ]
    made = notice_of(view(rows), "en")
    (item,) = made.items
    assert made.annex == () and (item.sentence, item.also) == ("it happened", ("too early", "too much"))
    assert [clause.text.rpartition(" ")[2] for clause in item.clauses] == ["[A1]", "[B2]", "[O1]", "[S1]"]
    warned = [clause.warning for clause in item.clauses]
    assert warned[0] == "" and "checked" in warned[1] and "own rule" in warned[2] and "nothing is ordered" in warned[3]
    assert item.fixes == ("later",) and item.term and [row.id for row in item.evidence] == ["7:1"]


def test_rules_of_other_countries_stand_in_it_only_when_asked_for() -> None:
    rows = [
        finding("A1", "VIOLATION", fact="a1"),
        finding("EU-1", "VIOLATION", fact="a1", lenses=["eu"]),
        finding("PLAY-1", "SUSPECTED", lenses=["play"]),
        finding("EU-2", "UNDETERMINED", lenses=["eu"], because=judged()[3].because),
    ]
    china, all_of = notice_of(view(rows), "zh"), notice_of(view(rows), "zh", lenses=())
    assert "EU-1" not in str(china) and "PLAY-1" not in str(china) and china.open == ()
    assert any("cn" in flag for flag in china.flags) and not any("cn" in flag for flag in all_of.flags)
    assert len(all_of.items[0].clauses) == 2 and len(all_of.annex) == 1 and all_of.open[0].rules == "EU-2"


def test_facts_of_the_app() -> None:
    shown = view()
    facts = dict(notice_of(shown, "en").facts)
    assert facts["Package"] == shown.app.package and facts["Version"] == "1.0 (1)"
    assert facts["APK, sha256"] == shown.app.sha256 and facts["Signer's certificate, sha256"] == shown.app.signer


def test_the_evidence_has_time_phase_and_recipient() -> None:
    shown = view()
    item = shown.rows[0].disclosures[0]
    ids = Evidence(
        disclosures=[item.id, "gone"], sightings=[item.sightings[0].id], observations=[item.reads[0].id],
        collected=[shown.collected[0].key],
    )  # fmt: skip
    made = notice_of(view([finding("A1", "VIOLATION", evidence=ids)]), "zh").items[0].evidence
    rows = {(row.kind, row.id): row for row in made}
    left = rows["外传", item.id]
    assert left.time.startswith("2025-11-23T12:13:") and left.phase == "同意前"
    assert left.recipient == item.recipient.host == rows["流量中的值", item.sightings[0].id].recipient
    assert rows["流量中的值", item.sightings[0].id].phase == "同意前"
    assert rows["接口调用", item.reads[0].id].time and rows["收集", shown.collected[0].key].phase
    assert rows["外传", "gone"].time == rows["外传", "gone"].phase == ""


def test_requests_are_dialogs_and_calls_have_their_phase() -> None:
    run = lantern()
    run.permissions = facts(asked(time=T0 + 4_500_000))
    shown = view([finding("A1", "SUSPECTED", evidence=Evidence(requests=["p001"], observations=["4242:1"]))])
    shown = dataclasses.replace(shown, permissions=run.view().permissions)
    call, dialog = notice_of(shown, "en").annex[0].evidence
    assert (dialog.kind, dialog.phase, dialog.recipient) == ("permission request", "Permission denied", "")
    assert dialog.time == "2025-11-23T12:13:24.500+00:00"
    assert (call.kind, call.phase, call.time) == ("call", "Before consent", "2025-11-23T12:13:20.610+00:00")


def test_the_term() -> None:
    own = notice_of(view(), "en").items[0].term
    assert (
        own
        == "within 15 working days of receipt (this tool's own default, no law's: to be settled before this is signed)"
    )
    assert notice_of(view(), "en", 5).items[0].term == "within 5 working days of receipt"
    assert "非法规规定" in notice_of(view(), "zh").items[0].term


@pytest.mark.parametrize("status", ["memory", "summary", "partly"])
def test_a_rule_that_nobody_checked_is_named(status: str) -> None:
    made = notice_of(view([finding("A1", "VIOLATION", status=status)]), "en")
    assert "checked against the source before this is sent" in made.items[0].clauses[0].warning
    assert any(flag.endswith(": A1") for flag in made.flags)
    checked = notice_of(view([finding("A1", "VIOLATION")]), "en")
    assert checked.items[0].clauses[0].warning == "" and not any(": A1" in flag for flag in checked.flags)


@pytest.mark.parametrize("more", [{"status": "draft"}, {"status": "ours"}, {"severity": "info"}])
def test_nothing_is_ordered_on_what_binds_nobody(more: dict[str, str]) -> None:
    made = notice_of(view([finding("A1", "VIOLATION", **more)]), "en")
    assert made.items == () and "by no rule in force" in made.annex[0].facts[0][1]
    both = view([finding("A1", "VIOLATION", fact="a1", **more), finding("B2", "VIOLATION", fact="a1")])
    assert len(notice_of(both, "en").items[0].clauses) == 2


def test_what_must_be_known_before_it_is_sent() -> None:
    shown = view()
    bad = dataclasses.replace(
        shown, seal_broken=True, run=dataclasses.replace(shown.run, complete=False, reason="cable")
    )
    flags = notice_of(bad, "en", redacted=True).flags
    for part in ("no issued notice", "sealed", "(cable)", "Simulated", "replaced"):
        assert any(part in flag for flag in flags), part
    assert any("--rules" in flag for flag in notice_of(view([]), "en").flags)
    nothing = notice_of(view([row for row in judged() if row.verdict == "PASS"]), "en")
    assert nothing.items == () and "does not mean that there is none" in nothing.intro


def test_what_is_left_out_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notice, "_ITEMS", 1)
    monkeypatch.setattr(notice, "_EVIDENCE", 2)
    rows = [
        finding(f"R{n}", "VIOLATION", text=Said(zh=f"{n}", en=f"{n}"), evidence=Evidence(requests=["a", "b", "c"]))
        for n in range(3)
    ]
    made = notice_of(view(rows), "en")
    assert made.more["items"].startswith("… 2 more") and made.items[0].evidence_more.startswith("… 1 more")
