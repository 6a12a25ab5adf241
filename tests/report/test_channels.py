"""What the report says of the ways out: a table, what "not seen" covers, and a sentence for each that is a gap."""

import re
from pathlib import Path
from typing import Any

import pytest

from harness.analysis.facts import channels
from harness.analysis.facts.blind_spots import of_coverage
from harness.analysis.facts.channels import TABLE
from harness.analysis.model import Channel, Handed
from harness.analysis.model_coverage import Coverage, Hooks
from harness.report.channels import coverage_sentence
from harness.report.coverage import coverage_of
from harness.report.html import render_html
from harness.report.texts import sentences, texts

from .factory import Run, lantern
from .test_terminal import printed

LANGS = ["en", "zh"]
COVERED = Coverage(complete=True, hooks=Hooks(resolved=1), exchanges=1)
WHY = set(re.findall(r'State\("\w+", "(\w+)"', Path(str(channels.__file__)).read_text("utf-8")))


def channel(key: str, state: Any = "watched", why: str = "hooks", **more: Any) -> Channel:
    return Channel(key=key, state=state, why=why, **more)


def used(run: Run) -> Run:
    """A run in which one channel is open and one was used with the phone number in it."""
    run.channels = [
        channel("proxied", why="proxy", used=3),
        channel(
            "clipboard", "open", "not_hooked", unwatched=["clip.setPrimaryClip"], reasons=["channel_open_clipboard"]
        ),
        channel(
            "other_apps",
            used=2,
            first="1:7",
            names=["https://e.example/?t=13912345678", "com.<b>other</b>"],
            handed=[
                Handed(category="phone_number", value_id="telephony.line1", form="plain", path=[], observation="1:7")
            ],
            reasons=["channel_used_other_apps"],
        ),
        channel("direct", "closed", "confined"),
    ]
    return run


@pytest.mark.parametrize("lang", LANGS)
def test_every_channel_has_its_words(lang: str) -> None:
    known = sentences(lang)
    assert {f"ways.{way.key}" for way in TABLE} <= set(known)
    assert {f"way_state.{state}" for state in ("closed", "watched", "open")} <= set(known)
    assert {key.removeprefix("way_why.") for key in known if key.startswith("way_why.")} == WHY


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("way", [way.key for way in TABLE if way.key != "proxied"])
def test_every_reason_of_a_channel_becomes_a_sentence(way: str, lang: str) -> None:
    words = texts(lang)
    opened = way not in ("undecoded", "upgrades")  # these are always watched
    counted = way not in ("direct", "machine", "undecoded")  # of these other blind spots tell
    reasons = [f"channel_open_{way}"] * opened + [f"channel_used_{way}"] * counted
    for n in (1, 2):
        row = channel(way, used=n, names=["x"], unwatched=["y"], reasons=reasons)
        notes = coverage_of(COVERED, of_coverage(COVERED, [row])).gaps
        assert [(note.key, note.details) for note in notes] == [
            (f"gaps.{reason}", ("y",) if "_open_" in reason else ("x",)) for reason in reasons
        ]
        assert all(words(note.key, **dict(note.args)) for note in notes)


@pytest.mark.parametrize("lang", LANGS)
def test_the_html_names_what_not_seen_covers(lang: str) -> None:
    words, html = texts(lang), render_html(used(lantern()).view(), lang)
    covered, not_covered = (
        words("sep.list").join(words(f"ways.{key}") for key in keys)
        for keys in (("proxied", "direct"), ("clipboard", "other_apps"))
    )
    for text in (
        words("ways.title"),
        words("kept.over", names=covered),
        words("kept.not_over", names=not_covered),
        words("way_why.confined"),
        words("gaps.channel_open_clipboard"),
        words("gaps.channel_used_other_apps", n=2),
        "clip.setPrimaryClip",
    ):
        assert text in html, text
    assert "com.&lt;b&gt;other" in html and "<b>other" not in html


def test_the_category_in_a_use_is_named_and_redacted_values_are_not_shown() -> None:
    run = used(lantern())
    number = run.values["telephony.line1"]
    run.channels[2].names = [f"https://e.example/?t={number}"]
    html = render_html(run.view(), "en")
    assert number in html and "Holding: Phone number" in html
    hidden = render_html(run.view(), "en", redact=True)
    assert number not in hidden and "Holding: Phone number" in hidden


@pytest.mark.parametrize("lang", LANGS)
def test_the_terminal_says_the_same(lang: str) -> None:
    words = texts(lang)
    flat = "".join(printed(used(lantern()), 100, lang).split())
    for text in (words("ways.title"), words("gaps.channel_open_clipboard"), words("gaps.channel_used_other_apps", n=2)):
        assert "".join(text.split()) in flat, text
    sentence = coverage_sentence(used(lantern()).view().ways, words)
    assert "".join(sentence.split()) in flat


@pytest.mark.parametrize("lang", LANGS)
def test_none_seen_says_over_what(lang: str) -> None:
    words, run = texts(lang), lantern().empty()
    run.channels = [channel("proxied", why="proxy"), channel("direct", "closed", "held")]
    names = words("sep.list").join((words("ways.proxied"), words("ways.direct")))
    assert words("verdict.over", names=names) in render_html(run.view(), lang)


def test_an_assessment_of_an_earlier_version_has_no_such_table() -> None:
    html = render_html(lantern().view(), "en")
    assert texts("en")("ways.title") not in html and "covers these ways" not in html
