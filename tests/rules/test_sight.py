"""PASS is said with the eyes open: every rule with every blind spot, and phases that a run never went through."""

import pytest

from harness.analysis.facts.blind_spots import KINDS, BlindSpot, of_assessment
from harness.analysis.model_coverage import Coverage
from harness.analysis.model_findings import Finding
from harness.rules.case import Case
from harness.rules.catalogue import shipped
from harness.rules.engine import judge
from harness.rules.families import policies
from harness.rules.model import Rule
from harness.rules.sight import closings, of_spots
from harness.rules.testing import OTHER, PUSH, clean, complete, findings, read, send
from harness.rules.texts import has, sentences
from tests.rules.gaps import KEYS, with_gap
from tests.table import every

RULES = shipped().rules
EVALUATORS_OF_POLICIES = set(policies.EVALUATORS) - {"idle_purposes"}


def of(case: Case) -> dict[str, Finding]:
    return {row.rule: row for row in judge(case, list(RULES.values()))}


CLEAN = of(complete(clean()))


def taken(rule: Rule, key: str) -> bool:
    """Whether a blind spot takes a PASS from a rule: from what it rests on, for the data that it is about."""
    if rule.evaluator == "any_of" and any(taken(RULES[name], key) for name in rule.names("rules")):
        return True
    kind = KINDS[key]
    if not {*kind.blinds, *kind.rules} & set(rule.needs):
        return False
    about = {"not_planted": {"imei"}, "unhooked": {"imei"}, "random_once": {"app_instance_id"}}.get(key)
    return about is None or not rule.categories or bool(about & set(rule.categories))


def test_every_rule_with_every_gap() -> None:
    every(KEYS, check_gap)


def check_gap(key: str) -> None:
    found = with_gap(key)
    keys = {spot.key for spot in of_assessment(found)}  # some come with another: calls from elsewhere, say
    assert key in keys
    for name, row in of(complete(found)).items():
        if CLEAN[name].verdict != "PASS":
            assert row.verdict == "UNDETERMINED", name
            continue
        blind = taken(RULES[name], key)
        assert row.verdict == ("UNDETERMINED" if any(taken(RULES[name], one) for one in keys) else "PASS"), name
        reasons = [reason for reason in row.because if reason.cause == "blind_spot"]
        assert (key in {reason.key for reason in reasons}) is blind, name
        assert all(reason.close.zh and reason.close.en for reason in reasons)
        assert row.evidence.gaps == [reason.key for reason in reasons]


@pytest.mark.parametrize("code", sorted({code for rule in RULES.values() for code in rule.phases}))
def test_a_phase_that_never_ran_makes_the_rules_about_it_undetermined_by_name(code: str) -> None:
    found = clean()
    found.phases = [span for span in found.phases if span.code != code]
    for name, row in of(complete(found)).items():
        if code in RULES[name].phases:
            assert row.verdict == "UNDETERMINED", name
            (reason,) = [reason for reason in row.because if reason.cause == "phase" and reason.key == code]
            assert "harness run" in reason.close.en and "harness run" in reason.close.zh


def test_a_phase_that_failed_was_not_gone_through() -> None:
    found = clean()
    next(span for span in found.phases if span.name == "before_consent").failed = True
    (row,) = findings(complete(found), RULES["CAC191-3-1"])
    assert (row.verdict, [reason.key for reason in row.because]) == ("UNDETERMINED", ["P1_preconsent"])


def test_a_failed_phase_that_the_rule_is_not_about_takes_nothing() -> None:
    from harness.analysis.model_coverage import Cause

    found = clean()
    found.coverage.phases.failed = [Cause(name="background", reason="x")]
    assert findings(complete(found), RULES["CAC191-3-1"])[0].verdict == "PASS"
    assert findings(complete(found), RULES["TC260-9"])[0].verdict == "UNDETERMINED"


def test_what_nobody_typed_is_no_blind_spot_for_rules_about_everything() -> None:
    found = clean()
    found.coverage.not_planted = ["bank_card", "name"]
    assert findings(complete(found), RULES["CAC191-3-1"])[0].verdict == "PASS"
    assert findings(complete(found), RULES["PIPL-28-30"])[0].verdict == "UNDETERMINED"
    found.coverage.not_planted = ["bank_card", "photos_media"]
    assert findings(complete(found), RULES["CAC191-3-1"])[0].verdict == "UNDETERMINED"


def test_an_adverse_finding_stands_with_any_gap_but_a_broken_seal() -> None:
    for key in KEYS:
        found = with_gap(key)
        found.collected.append(read("imei", "before_consent", PUSH))
        send(found, "imei", "before_consent", PUSH, OTHER)
        verdicts = {row.verdict for row in findings(complete(found), RULES["CAC191-3-1"])}
        falls = {"seal_void", "seal_reads", "seal_disclosures", "seal_actors", "seal_phases", "seal_permissions"}
        assert verdicts == ({"UNDETERMINED"} if key in falls else {"VIOLATION"}), key


def test_every_blind_spot_says_what_would_close_it() -> None:
    assert set(closings()) == set(KINDS)
    assert all(has(f"close.gap.{group}") for group in closings().values())


def test_of_a_recording_alone_nothing_is_passed() -> None:
    found = clean(app_type="")
    found.bundle, found.phases, found.permissions, found.consent = {}, [], None, None
    found.coverage = Coverage(foreign=True, complete=True, exchanges=1)
    for name, row in of(Case(found)).items():
        assert row.verdict == "UNDETERMINED" and row.because, name


def test_without_what_a_user_may_give_no_rule_about_it_is_passed() -> None:
    rows = of(Case(clean()))
    policy = {name for name, rule in RULES.items() if rule.evaluator in EVALUATORS_OF_POLICIES}
    assert policy and {rows[name].verdict for name in policy} == {"UNDETERMINED"}
    found = clean()
    found.bundle = {}
    static = {name for name, rule in RULES.items() if "identity" in rule.needs}
    assert {of(complete(found))[name].verdict for name in static} == {"UNDETERMINED"}


def test_every_blind_spot_is_told_in_words_of_people() -> None:
    assert {key for key in KINDS if f"because.gap.{key}" not in sentences("en")} == set()
    (row,) = of_spots([BlindSpot("hooks_failed", 56)])
    assert row.text.en == "this run could not see everything: access points that could not be hooked: 56"
    assert row.text.zh == "本次运行未能看到全部情况：无法插桩的访问点：56 个"
    (row,) = of_spots([BlindSpot("not_planted", 2, ("name", "bank_card"), categories=("name", "bank_card"))])
    assert row.text.zh.endswith("设备中没有预埋以下信息：姓名、银行卡号/支付账号")
    (row,) = of_spots([BlindSpot("of_tomorrow", 3)])
    assert row.text.en.endswith("of_tomorrow: 3")
