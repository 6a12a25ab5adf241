"""The family ``refusal``: what speaks against an app, and what is left open."""

from harness.analysis.model import Repeat
from harness.rules.case import Case
from harness.rules.testing import OTHER, PUSH, asked, clean, read, send
from tests.rules.families.kit import hits, opened


def test_what_goes_on_after_the_refusal() -> None:
    found = clean()
    found.collected += [read("android_id", "refused", PUSH), read("android_id", "foreground", PUSH)]
    send(found, "imei", "refused", PUSH, OTHER)
    assert hits("OURS-REFUSED", Case(found)) == [
        ("after_refusal.read", "VIOLATION", "android_id"), ("after_refusal.sent", "VIOLATION", "imei"),
    ]  # fmt: skip


def test_what_a_denied_permission_guards_is_not_had_another_way() -> None:
    found = clean()
    found.collected += [read("wifi_scan", "permission_denied"), read("contacts", "permission_denied")]
    assert hits("OURS-DENIED", Case(found)) == [("denied_data.read", "VIOLATION", "wifi_scan")]
    found.permissions.requests.append(asked("LOCATION", "permission_denied", answer="granted", number=3))
    assert hits("OURS-DENIED", Case(found)) == [], "granted again before it was read"


def again(within: int, by_user: int = 0, launches: int = 0) -> Case:
    found = clean()
    found.permissions.repeats = [
        Repeat(group="SMS", denied="p001", again=["p002"], hours=[1.0], within_48h=within, user_triggered=by_user,
               launches=launches)
    ]  # fmt: skip
    return Case(found)


def test_asking_again_within_48_hours() -> None:
    assert hits("TC260-1", again(2)) == [("asked_again", "VIOLATION", "")]
    assert hits("TC260-1", again(1)) == [("asked_again", "SUSPECTED", "")], "once is allowed: a human sees"
    assert hits("TC260-1", again(1, launches=2)) == [("asked_again", "VIOLATION", "")], "at every start"
    assert hits("TC260-1", again(2, by_user=2)) == [] and hits("TC260-1", again(0)) == []


def test_without_a_denial_nothing_is_said() -> None:
    found = clean()
    found.permissions.requests = []
    assert opened("TC260-1", Case(found)) == ["nothing_denied"]


def test_the_policy_s_refusal_is_another_thing_than_a_permission_s() -> None:
    assert hits("CAC191-3-2", again(2)) == [("asked_again", "VIOLATION", "")] and hits("OURS-REFUSED", again(2)) == []
