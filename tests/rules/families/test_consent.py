"""The family ``consent``: what speaks against an app, and what is left open."""

from harness.rules.case import Case
from harness.rules.testing import OTHER, PUSH, asked, clean, read, send
from tests.rules.families.kit import hits, opened, result

RULE = "CAC191-3-1"


def test_reading_sending_and_asking_before_consent() -> None:
    found = clean()
    found.collected += [read("android_id", "before_consent", PUSH), read("imei", "consented_idle")]
    found.permissions.requests = [asked("PHONE", "before_consent")]
    send(found, "oaid", "install", PUSH, OTHER)
    assert hits(RULE, Case(found)) == [
        ("before_consent.read", "VIOLATION", "android_id"), ("before_consent.sent", "VIOLATION", "oaid"),
        ("before_consent.asked", "VIOLATION", ""),
    ]  # fmt: skip


def test_what_is_not_sensitive_is_suspected_and_what_was_refused_is_nothing() -> None:
    found = clean()
    found.collected += [read("network_info", "before_consent"), read("imei", "before_consent", refused=1)]
    assert hits(RULE, Case(found)) == [("before_consent.read", "SUSPECTED", "network_info")]


def test_how_long_before() -> None:
    found = clean()
    found.collected.append(read("imei", "before_consent"))
    assert result(RULE, Case(found)).hits[0].values == {"lead_s": 10.0}
    found.phases = found.phases[:2]
    assert result(RULE, Case(found)).hits[0].values == {}


def test_a_run_that_does_not_know_when_the_user_agreed_is_open() -> None:
    found = clean()
    for span in found.phases:
        span.consent = "unknown"
    assert opened(RULE, Case(found)) == ["standing"]
