"""Texts of findings: bounded, visible, and each line once."""

from harness.report.judged import MOST, actor_of, actors, body, plain, told
from tests.report.factory import ADS
from tests.report.findings_views import EVIL, finding, judged, view


def test_texts_are_bounded_and_the_cut_is_counted() -> None:
    assert plain("x" * (MOST + 7)).endswith("\u2026 (+7)") and told(None, "en") == ""
    assert plain(EVIL).isprintable() and "<script>" in plain(EVIL)


def test_a_finding_says_what_to_change_and_what_would_settle_it() -> None:
    first, *_, open_, _, _ = judged()
    assert body(first, "en") == ["it happened", "call it later"] and body(first, "zh") == ["出事了", "改"]
    assert body(open_, "en")[1:] == ["no background run --scenario background"]


def test_who_acted_is_who_the_evidence_names() -> None:
    known = actors(view())
    assert known[ADS["id"]].name == "AdHive"
    who = actor_of(finding("A1", "VIOLATION", actor=ADS["id"]), known)
    assert who is not None and who.id == ADS["id"]
    assert actor_of(finding("A1", "VIOLATION", actor="sdk:nobody"), known) is None
