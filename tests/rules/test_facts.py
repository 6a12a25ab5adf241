"""Many rules, few things: what an app did counts once, whatever speaks of it."""

from collections import Counter

from harness.analysis.model import Assessment, from_json, to_json
from harness.analysis.model_findings import Finding
from harness.rules.catalogue import shipped
from harness.rules.engine import MOST_FINDINGS, judge
from harness.rules.facts import counts, facts_of, put
from harness.rules.testing import OTHER, PUSH, asked, clean, complete, read, send

RULES = list(shipped().rules.values())


def one_thing() -> Assessment:
    found = clean()
    found.collected.append(read("imei", "before_consent", PUSH))
    return send(found, "imei", "before_consent", PUSH, OTHER)


def judged(found: Assessment, *lenses: str) -> list[Finding]:
    return judge(complete(found), [rule for rule in RULES if not lenses or set(lenses) & set(rule.lenses)], RULES)


def test_a_value_that_left_is_one_fact_under_many_rules() -> None:
    rows = judged(one_thing())
    (fact,) = facts_of(rows)
    assert len(fact.rules) > 10 and {"CAC191-3-1", "EU-EPD-5-3", "PLAY-PD"} <= set(fact.rules)
    assert (fact.verdict, fact.first.recipient) == ("VIOLATION", OTHER.host)
    assert counts([fact]) == {"VIOLATION": 1, "SUSPECTED": 0}
    assert sum(row.adverse for row in rows) == len(fact.findings)


def test_its_id_is_the_same_whatever_rules_were_asked_for() -> None:
    (every,), (china,) = facts_of(judged(one_thing())), facts_of(judged(one_thing(), "cn"))
    assert every.id == china.id and len(china.rules) < len(every.rules)


def test_recipients_actors_and_categories_tell_facts_apart() -> None:
    found = one_thing()
    found.collected.append(read("android_id", "before_consent", PUSH))
    found.collected.append(read("android_id", "before_consent"))
    send(found, "imei", "before_consent")
    facts = facts_of(judged(found))
    assert Counter((fact.first.category, fact.first.actor, fact.first.recipient) for fact in facts) == {
        ("imei", "sdk:cn.jpush", OTHER.host): 1,
        ("imei", "app", "api.clean.example"): 1,
        ("android_id", "sdk:cn.jpush", ""): 1,
        ("android_id", "app", ""): 1,
    }


def test_two_identifiers_in_one_request_are_a_fact_of_their_own() -> None:
    found = clean()
    send(found, "oaid", "foreground", PUSH, OTHER, index=7)
    send(found, "imei", "foreground", PUSH, OTHER, index=7)
    linked = [fact for fact in facts_of(judged(found)) if "in one request" in fact.first.text.en]
    assert len(linked) == 1 and {row.category for row in linked[0].findings} == {"oaid"}


def test_a_dialog_is_one_fact_and_what_the_manifest_declares_another() -> None:
    found = clean()
    assert found.permissions is not None
    found.bundle["apk"]["permissions"] = ["android.permission.READ_SMS"]
    (declared,) = facts_of(judged(found))
    found.permissions.requests = [asked("SMS", "before_consent", purpose="not_told")]
    facts = facts_of(judged(found))
    (dialog,) = [fact for fact in facts if fact.first.evidence.requests]
    assert declared.id not in {fact.id for fact in facts}
    assert {"CAC191-3-1", "CAC191-2-3"} <= set(dialog.rules)


def test_what_a_rule_found_besides_is_one_fact() -> None:
    found = clean()
    for number in range(MOST_FINDINGS + 3):
        send(found, "imei", "before_consent", PUSH, type(OTHER)(host=f"h{number}.example", domain="h.example"))
    rows = judge(complete(found), [shipped().rules["CAC191-3-1"]])
    facts = facts_of(rows)
    assert len(facts) == MOST_FINDINGS + 1 and [fact.first.count for fact in facts].count(3) == 1


def test_the_assessment_has_them() -> None:
    found = one_thing()
    put(found, judged(found))
    (fact,) = found.facts
    again = from_json(to_json(found))
    assert again.facts == [fact] and again.findings[0].fact == fact.id
    assert set(fact.findings) == {row.id for row in found.findings if row.adverse}
    assert (fact.category, fact.actor, fact.recipient) == ("imei", "sdk:cn.jpush", OTHER.host)
