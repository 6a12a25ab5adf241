"""What is said of two versions."""

import pytest

from harness.analysis.across.diff import Diff, diff
from harness.analysis.model_coverage import Connections, Peer
from harness.analysis.model_findings import Said
from harness.report.diff.words import Turn, facts_of, head_of, sections_of, sights_of, title_of, told
from harness.report.texts import texts
from tests.analysis.across.kit import ADS, asked, left, permissions, read, run, seeing, side
from tests.analysis.across.test_verdicts import found

EN = texts("en")
BLIND = seeing(connections=Connections(failed=1, failures=[Peer(host="px.example", count=1)]))
OLD = run(left("imei", "x.com"), left("sms", "api.shop.com"), reads=[read("sms", "uri.sms")])


def compared(new: object, **more: object) -> Diff:
    return diff(side(OLD, "old"), side(new, "new"), **more)  # type: ignore[arg-type]


def test_the_sentence_on_top() -> None:
    assert head_of(compared(OLD), EN).level == "nothing_new"
    fresh = head_of(compared(run(left("oaid", "x.com"))), EN)
    assert (fresh.level, fresh.sentence) == ("new", "1 new disclosure.")
    worse = head_of(compared(run(left("imei", "x.com", consent="before"))), EN)
    assert (worse.level, worse.sentence) == ("worse", "1 that now takes place without consent.")
    blind = head_of(compared(run(coverage=BLIND)), EN)
    assert blind.level == "undetermined" and "tls_failed (px.example)" in blind.because
    judged = run()
    judged.findings = [found("A", "VIOLATION", category="imei"), found("B", "SUSPECTED")]
    violating = head_of(compared(judged), EN)
    assert violating.level == "worse"
    assert violating.sentence == (
        "1 new violation by the rules. No new disclosure was seen, and nothing that could hide one is known."
    )


def test_findings_are_told_with_their_rule() -> None:
    judged = run()
    judged.findings = [found("A", "VIOLATION", category="imei", text=Said(zh="中\x1b", en="words\x1b"))]
    diffed = compared(judged)
    section = next(each for each in sections_of(diffed, EN) if each.key == "findings")
    assert (section.counts, section.lines[0].what, section.lines[0].alarm) == (
        "1 new",
        "VIOLATION A: words\u241b",
        True,
    )
    assert told(diffed.violating[0]) == "VIOLATION A: words\u241b (new)"
    (line,) = next(each for each in sections_of(diffed, texts("zh")) if each.key == "findings").lines
    assert line.what == "VIOLATION A: 中\u241b" and line.whom == ""


def test_rows_have_a_sign_and_say_what_changed() -> None:
    new = run(left("imei", "x.com", consent="before", phase="before_consent"), left("oaid", "px.ads.com", actor=ADS))
    sections = {section.key: section for section in sections_of(compared(new), EN)}
    lines = {line.what: line for line in sections["disclosures"].lines}
    assert {line.sign for line in lines.values()} == {"+", "-", "~"}
    assert lines["OAID"].alarm and "Ads (com.ads)" in lines["OAID"].notes[0] and lines["OAID"].whom == "px.ads.com"
    assert lines["IMEI / MEID"].worse == "now before consent"
    assert Turn("consent", "before consent", "after consent") in lines["IMEI / MEID"].turns
    assert sections["disclosures"].counts == "1 new, 1 changed, 1 gone"
    assert sections["points"].lines[0].whom == "uri.sms" and not sections["points"].lines[0].sent


def test_why_something_is_undetermined_is_said_by_the_names_to_allow() -> None:
    (line,) = sections_of(compared(run(left("imei", "x.com"), coverage=BLIND)), EN)[0].lines
    assert line.sign == "?" and line.notes[-1] == "Not seen any more; undetermined because of: tls_failed (px.example)"
    (sight,) = sights_of(compared(run(coverage=BLIND)), EN)
    assert sight.key == "tls_failed" and sight.side == "only in the new run" and sight.blinding


def test_the_words_for_what_fails() -> None:
    found = compared(run(left("oaid", "x.com", consent="before")))
    assert told(found.disclosing[0]) == "oaid, to x.com, without consent (new)"
    assert told(found.points[0]) == "sms, uri.sms (gone)"


def test_runs() -> None:
    found = compared(run(complete=False, coverage=seeing(complete=False), started="2026-01-02T03:04:05"))
    assert title_of(found.after) == "Shop 1" and "2026-01-02 03:04" in facts_of(found.after, EN)
    assert "Incomplete run" in facts_of(found.after, EN)
    bare = diff(side(run(declared=None, apk=None), "a.har"), side(run(apk=None), "b.har"))
    assert title_of(bare.before) == "a.har"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_word_is_there(lang: str) -> None:
    """Names that come from the model have a text in both languages."""
    t = texts(lang)
    new = run(
        left("imei", "y.x.com", consent="refused", phase="refused", actor=ADS, forms=["digest:md5"], times=50),
        left("oaid", "z.com", consent="unknown"),
        reads=[read("sms", "uri.sms", refused=1), read("imei", "tm.getImei", nothing=1)],
        dialogs=permissions(asked("location", trigger="auto", purpose="not_told")),
        coverage=BLIND, branch="refuse", scenario="quick", network="live",
    )  # fmt: skip
    found = compared(new, noise=[side(run(left("oaid", "q.com")))])
    assert sections_of(found, t) and sights_of(found, t) and head_of(found, t)
    names = {each.name for rows in found.sections.values() for row in rows for each in row.aspects}
    assert all(t.has(f"diff.aspect.{name}") for name in names)
