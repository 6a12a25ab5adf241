"""The family ``policies``: what speaks against an app, and what is left open."""

import msgspec
import pytest

from harness.policy.model import Gap
from harness.rules.case import Case, Stated
from harness.rules.catalogue import shipped
from harness.rules.testing import OTHER, clean, complete, differs, findings, policy, read, send, stated
from tests.rules.families.kit import hits, opened, result


def case(*differences, **more) -> Case:
    found = send(clean(), "imei", "foreground", to=OTHER)
    found.collected.append(read("imei", "foreground"))
    return complete(found, stated(*differences, **more))


def unread() -> Stated:
    return stated(said=msgspec.structs.replace(policy("collects"), gaps=[Gap(key="cut")]))


@pytest.mark.parametrize(
    ("standing", "verdict"),
    [("not_declared", "VIOLATION"), ("contradicted", "VIOLATION"), ("vague", "SUSPECTED"), ("suspected", "SUSPECTED"),
     ("declared", None)],
)  # fmt: skip
def test_what_the_policy_does_not_say(standing: str, verdict: str | None) -> None:
    found = hits("CAC191-2-1", case(differs("collected", standing)))  # type: ignore[arg-type]
    assert [said for _, said, _ in found] == ([verdict] if verdict else [])


def test_the_evidence_of_a_difference() -> None:
    row = differs("shared", "not_declared", recipient=OTHER.host, evidence=["d0001", "7:imei"], phases=["foreground"])
    (found,) = result("CAC191-2-1", case(row)).hits
    assert (found.key, found.strength, found.recipient) == ("undeclared.shared", "A", OTHER)
    assert found.evidence.disclosures == ["d0001"] and found.evidence.observations == ["7:imei"]
    assert found.evidence.collected == ["imei|test.imei|app|foreground"] and found.evidence.sightings == ["s00001"]


def test_what_could_not_be_read_is_open() -> None:
    assert opened("CAC191-2-1", case(differs("collected", "undetermined", gaps=["cut"]))) == ["policy_unread"]
    assert opened("PIPL-17", complete(clean(), unread())) == ["policy_unread"]
    assert opened("SEED-TERMS", complete(clean(), unread())) == ["policy_unread"]
    assert opened("CAC191-3-9", Case(clean())) == ["policy"]


def test_what_the_policy_denies() -> None:
    assert hits("CAC191-3-9", case(differs("denied", "contradicted"))) == [("contradicted", "VIOLATION", "imei")]
    assert hits("CAC191-3-9", case(differs("encrypted", "suspected"))) == [("contradicted", "SUSPECTED", "imei")]
    assert hits("CAC191-3-9", case(differs("collected", "not_declared"))) == []


@pytest.mark.parametrize(
    ("rule", "kind", "standing", "why", "said"),
    [
        ("CAC191-2-1", "collected", "vague", "other_actor", "says so of another party only"),
        ("CAC191-2-1", "collected", "vague", "umbrella", "only a general word"),
        ("CAC191-3-9", "denied", "suspected", "other_actor", "which may speak of the app alone"),
        ("CAC191-3-9", "denied", "suspected", "exception", "with an exception that may cover this"),
        ("CAC191-3-9", "denied", "suspected", "umbrella", "and the app handled IMEI"),
    ],
)
def test_a_policy_that_covers_something_in_part_is_told_as_what_it_is(
    rule: str, kind: str, standing: str, why: str, said: str
) -> None:
    (found,) = findings(case(differs(kind, standing, why=why)), shipped().rules[rule])  # type: ignore[arg-type]
    assert said in found.text.en and found.verdict == "SUSPECTED" and found.fix is not None


def test_the_store_s_form_is_another_text() -> None:
    found = clean()
    assert opened("PLAY-DS", Case(found, stated=stated())) == ["data_safety"]
    form = stated(differs("shared", "not_declared"), said=policy(form=True))
    assert hits("PLAY-DS", Case(found, form=form)) == [("data_safety.shared", "VIOLATION", "imei")]
    assert hits("CAC191-2-1", complete(found, form=form)) == []


def test_terms_that_take_too_much() -> None:
    said = stated(said=policy("overbroad_licence", terms=["irrevocable", "free"]))
    (found,) = result("SEED-TERMS", complete(clean(), said)).hits
    assert (found.verdict, found.detail, found.evidence.claims) == ("SUSPECTED", "free+irrevocable", ["c1"])
    assert hits("SEED-TERMS", complete(clean())) == []


def test_elements() -> None:
    found = result("PIPL-17", complete(clean(), stated(said=policy("controller", "collects", "withdrawal")))).hits
    assert [row.detail for row in found] == ["contact", "retention"]


def test_answers_and_complaints() -> None:
    assert hits("CAC191-6-3", complete(clean(), stated(said=policy("reply_limit", days=16))))
    assert hits("CAC191-6-3", complete(clean(), stated(said=policy("reply_limit", days=15)))) == []
    assert hits("CAC191-6-5", complete(clean(), stated(said=policy("controller")))) == [("channel", "SUSPECTED", "")]
    assert hits("CAC191-6-5", complete(clean(), stated(said=policy("contact")))) == []


def test_consent_for_the_service_s_own_good() -> None:
    found = clean()
    said = stated(said=policy("collects", category="contacts", purposes=["改善服务质量", "用户体验"]))
    assert hits("CAC191-4-5", complete(found, said)) == [], "nobody is made to"
    found.permissions.compulsory.verdict = "compelled"
    assert hits("CAC191-4-5", complete(found, said)) == [("idle_purposes", "SUSPECTED", "contacts")]
    other = stated(said=policy("collects", category="contacts", purposes=["改善服务质量", "配送"]))
    assert hits("CAC191-4-5", complete(found, other)) == []


def test_what_prose_was_not_found_to_say_a_human_reads() -> None:
    prose = policy("collects", "shares", prose=True)
    assert hits("CAC191-2-1", case(differs("collected", "not_declared"), said=prose))[0][1] == "SUSPECTED"
    assert hits("CAC191-3-9", case(differs("denied", "contradicted"), said=prose))[0][1] == "VIOLATION", "it is quoted"
    assert {row[1] for row in hits("PIPL-17", complete(clean(), stated(said=prose)))} == {"SUSPECTED"}
    late = policy("reply_limit", prose=True, days=30)
    assert hits("CAC191-6-3", complete(clean(), stated(said=late)))[0][1] == "SUSPECTED"


def test_prose_of_which_no_sentence_on_collecting_was_recognised_says_nothing_by_its_silence() -> None:
    prose = policy("contact", prose=True)
    assert hits("CAC191-2-1", case(differs("collected", "not_declared"), said=prose)) == []
    assert opened("CAC191-2-1", case(differs("collected", "not_declared"), said=prose)) == ["policy_unread"]
    rows = result("PIPL-17", complete(clean(), stated(said=prose)))
    assert "collects" not in [row.detail for row in rows.hits] and rows.open


def test_what_a_field_held_is_no_category_of_data() -> None:
    assert hits("CAC191-2-1", case(differs("collected", "not_declared", "input_text"))) == []
