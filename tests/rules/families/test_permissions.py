"""The family ``permissions``: what speaks against an app, and what is left open."""

import pytest

from harness.analysis.model import Batch, Restored
from harness.rules.case import Case
from harness.rules.testing import asked, clean
from tests.rules.families.kit import hits, opened, result


def compelled(group: str, app_type: str = "news") -> Case:
    found = clean(app_type=app_type)
    found.permissions.requests = [asked(group, "permission_denied", reaction="exits")]
    facts = found.permissions.compulsory
    facts.verdict, facts.requests, facts.reactions = "compelled", ["p001"], ["exits"]
    return Case(found)


def test_compulsory_authorization() -> None:
    assert hits("SEED-COMPULSORY", compelled("CONTACTS")) == [("compelled", "VIOLATION", "")]
    assert hits("CAC191-4-2", compelled("CONTACTS", "")) == [("compelled", "VIOLATION", "")], "no type needs contacts"
    assert hits("CAC191-4-2", compelled("LOCATION", "")) == [("compelled", "SUSPECTED", "")], "a map would need it"


@pytest.mark.parametrize(("verdict", "key"), [("not_tested", "nothing_denied"), ("undetermined", "reaction_unseen")])
def test_what_was_not_tested_is_open(verdict: str, key: str) -> None:
    found = clean()
    found.permissions.compulsory.verdict = verdict  # type: ignore[assignment]
    assert opened("CAC191-4-2", Case(found)) == [key]


def test_batches() -> None:
    case = compelled("CONTACTS")
    case.found.permissions.batches = [
        Batch(requests=["p001"], groups=["CONTACTS", "SMS"], one_call=True, at_start=True, phase="permission_denied")
    ]
    assert hits("CAC191-4-6", case) == [("batch.blocked", "VIOLATION", "")]
    case.found.permissions.compulsory.requests = []
    assert hits("CAC191-4-6", case) == [("batch.open", "SUSPECTED", "")]
    case.found.permissions.batches[0].one_call = case.found.permissions.batches[0].at_start = False
    assert hits("CAC191-4-6", case) == []


def test_an_old_target_gets_all_permissions_at_once() -> None:
    found = clean()
    found.bundle["apk"]["target_sdk"] = "22"
    assert hits("CAC191-4-6", Case(found)) == [("batch.target", "VIOLATION", "")]
    assert hits("TC260-8", Case(found)) == [("target_sdk", "VIOLATION", "")]
    found.bundle = {}
    assert opened("TC260-8", Case(found)) == ["manifest"]


def test_purposes() -> None:
    found = clean()
    found.permissions.requests = [
        asked("SMS", "foreground", purpose="vague"), asked("PHONE", "foreground", purpose="not_told", number=2),
        asked("CAMERA", "foreground", purpose="unknown", number=3),
    ]  # fmt: skip
    assert hits("CAC191-2-3", Case(found)) == [
        ("purpose.vague", "VIOLATION", ""), ("purpose.silent", "VIOLATION", ""),
    ]  # fmt: skip
    assert opened("CAC191-2-3", Case(found)) == ["screen_unread"]


def test_asked_without_the_function_being_used() -> None:
    found = clean()
    found.permissions.requests = [
        asked("SMS", "consented_idle"), asked("PHONE", "foreground", trigger="user", number=2),
        asked("LOCATION", "consented_idle", necessary=True, number=3),
    ]  # fmt: skip
    rows = result("MIIT337-7", Case(found)).hits
    assert [(row.detail, row.verdict) for row in rows] == [("SMS", "SUSPECTED")]


@pytest.mark.parametrize("name", ["CAC191-2-3", "MIIT337-7", "SEED-EXCESS-AUTH", "CAC191-4-6"])
def test_what_was_granted_at_installation_leaves_open_how_it_asks(name: str) -> None:
    found = clean()
    found.permissions.beforehand = ["SMS"]
    assert opened(name, Case(found)) == ["granted_beforehand"]


def test_restored() -> None:
    found = clean()
    found.permissions.restored = [Restored(group="SMS", denied="p001", phase="upgraded", permissions=["READ_SMS"])]
    assert hits("CAC191-3-5", Case(found)) == [("restored", "VIOLATION", "")]


def declares(*names: str, app_type: str = "news") -> Case:
    found = clean(app_type=app_type)
    found.permissions.requests = []
    found.bundle["apk"]["permissions"] = [f"android.permission.{name}" for name in names]
    return Case(found)


def test_call_logs_and_messages_are_for_few() -> None:
    case = declares("READ_SMS", "READ_CALL_LOG", "READ_CONTACTS")
    rows = result("TC260-10", case).hits
    assert [(row.key, row.detail, row.verdict) for row in rows] == [
        ("restricted.declared", "SMS", "SUSPECTED"), ("restricted.declared", "CALL_LOG", "SUSPECTED"),
    ]  # fmt: skip
    case.found.permissions.requests.append(asked("SMS", "foreground"))
    assert hits("TC260-10", Case(case.found))[0] == ("restricted.asked", "VIOLATION", "")


def test_permissions_that_the_type_does_without() -> None:
    case = declares("READ_CONTACTS", "ACCESS_FINE_LOCATION", "INTERNET", "POST_NOTIFICATIONS")
    assert [row.detail for row in result("GBT41391-6.5", case).hits] == ["CONTACTS", "LOCATION"]
    assert hits("SEED-EXCESS-AUTH", case) == [], "declared, not asked for"
    assert [row.detail for row in result("GBT41391-6.5", declares("READ_CONTACTS", app_type="")).hits] == ["CONTACTS"]
    assert opened("GBT41391-6.5", declares("ACCESS_FINE_LOCATION", app_type="")) == ["app_type"]
    assert hits("GBT41391-6.5", declares("ACCESS_FINE_LOCATION", app_type="map_navigation")) == []


def test_excessive_authorization_is_asking() -> None:
    case = declares("READ_CONTACTS")
    case.found.permissions.requests.append(asked("CONTACTS", "consented_idle"))
    assert hits("SEED-EXCESS-AUTH", Case(case.found)) == [("unneeded.asked", "VIOLATION", "")]
    case.found.permissions.requests[0] = asked("CONTACTS", "foreground", trigger="user", purpose="told")
    assert hits("SEED-EXCESS-AUTH", Case(case.found)) == [], "a function asked its user for it"


def test_refusing_the_policy_of_an_app_that_needs_no_data() -> None:
    for app_type, found in (("news", [("compelled_policy", "VIOLATION", "")]), ("dating", []), ("", [])):
        made = clean(app_type=app_type)
        next(span for span in made.phases if span.name == "refused").app_ended = True
        assert hits("CAC191-4-2", Case(made)) == found
        assert hits("SEED-COMPULSORY", Case(made)) == [], "it is about permissions"
