"""Findings: ids that stay, rules made of others, what falls with a seal, the order."""

import msgspec
import pytest

from harness.analysis.model import from_json, to_json
from harness.analysis.model_coverage import Seal
from harness.rules.catalogue import shipped
from harness.rules.engine import MOST_FINDINGS, judge
from harness.rules.fingerprint import fingerprint
from harness.rules.testing import ADS, OTHER, PUSH, clean, complete, findings, read, send, start

RULES = shipped().rules
FIRST = RULES["CAC191-3-1"]


def broken() -> list:
    found = clean()
    found.collected += [read("imei", "before_consent", PUSH), read("android_id", "before_consent")]
    return findings(complete(send(found, "imei", "before_consent", PUSH, OTHER)), FIRST)


def test_a_finding_names_category_actor_phase_count_recipient_and_what_to_change() -> None:
    row = next(row for row in broken() if row.recipient)
    assert (row.verdict, row.strength, row.severity, row.category) == ("VIOLATION", "A", "critical", "imei")
    assert (row.actor, row.recipient, row.phase, row.count) == ("sdk:cn.jpush", OTHER.host, "before_consent", 1)
    assert row.text.en == (
        "JPush (Aurora) sent IMEI / MEID to track.other.example (a third party, CN) once "
        "before the user agreed (before consent)."
    )
    assert (
        row.text.zh
        == "JPush (Aurora)在用户同意之前向track.other.example（第三方，CN）发送IMEI/MEID/ESN 1 次（征得同意前）。"
    )
    assert row.fix is not None and row.fix.en.endswith("today it runs 60.0 s before, called from CleanApp.onCreate.")
    assert row.evidence.sightings == ["s00001"] and row.evidence.disclosures == ["d0001"]
    assert row.evidence.collected == ["imei|test.imei|sdk:cn.jpush|before_consent"]
    assert row.evidence.observations == ["7:imei"]


def test_an_id_is_the_same_whatever_values_and_times_were() -> None:
    found = clean()
    found.collected.append(read("imei", "before_consent", PUSH, count=9, over_s=30))
    later = findings(complete(send(found, "imei", "before_consent", PUSH, OTHER, form="digest:md5")), FIRST)
    assert {row.id for row in later} < {row.id for row in broken()}
    assert len({fingerprint("R", *(("x",) * n)) for n in range(5)}) == 5


def test_phases_of_one_deed_are_one_finding() -> None:
    found = send(send(clean(), "imei", "foreground", ADS, OTHER), "imei", "background", ADS, OTHER)
    (row,) = findings(complete(found), RULES["TC260-2"])
    assert (row.phases, row.count, row.first) == (["foreground", "background"], 2, start("foreground") + 60_000_000)


def test_a_rule_made_of_others_takes_their_findings_over_as_its_own() -> None:
    found = clean()
    found.collected.append(read("imei", "before_consent", PUSH))
    (one,) = findings(complete(found), FIRST)
    (other,) = findings(complete(found), RULES["MIIT337-1"])
    assert (other.rule, other.source, other.text, other.fix) == ("MIIT337-1", "MIIT-337", one.text, one.fix)
    assert other.id != one.id and other.evidence == one.evidence and other.evidence is not one.evidence


def test_a_part_of_another_rule_by_phase_and_actor() -> None:
    found = clean()
    found.collected.append(read("contacts", "foreground"))
    assert {row.verdict for row in findings(complete(found), RULES["CAC191-4-1"])} == {"SUSPECTED"}
    assert {row.verdict for row in findings(complete(found), RULES["MIIT164-1-2"])} == {"PASS"}, "idle and background"
    third = complete(send(clean(), "imei", "before_consent", to=OTHER))
    assert {row.verdict for row in findings(third, RULES["CAC191-5-1"])} == {"VIOLATION"}
    assert not any(row.adverse for row in findings(third, RULES["MIIT26-15"])), "SDKs alone"


def test_a_draft_is_never_more_than_suspected() -> None:
    found = clean()
    found.collected.append(read("microphone_audio", "background"))
    assert {row.verdict for row in findings(complete(found), RULES["TC260-6"])} == {"VIOLATION"}
    assert {row.verdict for row in findings(complete(found), RULES["D26-CAM"])} == {"SUSPECTED"}


def test_with_a_broken_seal_nothing_stands() -> None:
    found = clean()
    found.collected.append(read("imei", "before_consent"))
    found.coverage.seal = Seal(void=["signed by another key"])
    (row,) = findings(complete(found), FIRST)
    assert (row.verdict, row.because[0].key) == ("UNDETERMINED", "seal_void")


def test_the_gravest_first_and_the_same_bytes_each_time() -> None:
    def made() -> bytes:
        found = clean(app_type="")
        found.collected += [read("imei", "before_consent", PUSH), read("contacts", "background")]
        found.findings = judge(complete(found), list(RULES.values()))
        return to_json(found)

    found = from_json(made())
    verdicts = [row.verdict for row in found.findings]
    assert verdicts == sorted(verdicts, key=["VIOLATION", "SUSPECTED", "UNDETERMINED", "PASS"].index)
    assert made() == made() == to_json(found)
    assert len({row.id for row in found.findings}) == len(found.findings)


def test_a_finding_has_no_value_of_the_persona() -> None:
    assert all(b"7:imei" in msgspec.json.encode(row) for row in broken() if row.category == "imei")


@pytest.mark.parametrize("name", ["CAC191-2-1", "PIPL-17", "SEED-TERMS", "PLAY-DS"])
def test_without_a_policy_nothing_is_said_of_one(name: str) -> None:
    from harness.rules.case import Case

    (row,) = findings(Case(clean()), RULES[name])
    assert row.verdict == "UNDETERMINED" and "--policy" in row.because[0].close.en


def test_a_part_of_another_rule_is_undetermined_where_that_one_could_not_see() -> None:
    found = clean()
    found.collected.append(read("contacts", "foreground"))
    found.coverage.hooks.failed = 1
    assert {row.verdict for row in findings(complete(found), RULES["CAC191-4-1"])} == {"SUSPECTED"}
    (row,) = findings(complete(found), RULES["MIIT164-1-2"])
    assert (row.verdict, row.because[0].key) == ("UNDETERMINED", "hooks_failed"), "idle and background"


def test_an_app_that_makes_up_hosts_fills_no_report() -> None:
    found = clean()
    for number in range(MOST_FINDINGS + 7):
        host = f"h{number}.example"
        send(found, "imei", "before_consent", PUSH, msgspec.structs.replace(OTHER, host=host))
    for name in ("CAC191-3-1", "MIIT337-1"):
        rows = findings(complete(found), RULES[name])
        assert len(rows) == MOST_FINDINGS + 1
        (rest,) = [row for row in rows if row.detail == "more"]
        assert (rest.verdict, rest.count, rest.text.en) == (
            "VIOLATION",
            7,
            "There are 7 further findings of this rule.",
        )
