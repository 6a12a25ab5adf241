"""What the report says of reads: read, tried in vain, and where nothing is known of them."""

import io
import re

import pytest
from rich.console import Console

from harness.report import print_summary, render_html
from harness.report.texts import texts

from .factory import ADS, APP, PUSH, Run, lantern

LANGS = pytest.mark.parametrize("lang", ["zh", "en"])


def printed(run: Run, lang: str) -> str:
    out = io.StringIO()
    print_summary(run.view(), Console(file=out, width=200), lang)
    return out.getvalue()


def section(html: str, name: str) -> str:
    found = re.search(rf'<section aria-labelledby="{name}">(.*?)</section>', html, re.DOTALL)
    return found[1] if found else ""


def refused() -> Run:
    """Of the IMEI three reads and one refusal, of contacts refusals alone, of the SIM nothing to be had."""
    run = lantern()
    run.keep("imei", "tm.getImei", PUSH, [], 900, count=4, denied=1, refused=1)
    run.keep("contacts", "contacts.query", APP, [], 950, count=2, denied=2, refused=2, leaving="nothing_read")
    run.keep("sim_info", "tm.getSimSerialNumber", ADS, [], 990, count=7, nothing=7, leaving="nothing_read")
    return run


@LANGS
def test_refused_reads_stand_apart_from_reads_in_the_report(lang: str) -> None:
    words = texts(lang)
    html = render_html(refused().view(), lang)
    kept, tried = section(html, "kept"), section(html, "tried")
    assert "tm.getImei" in kept and words("kept.refused", n=1) in kept and ' data-v="3">3<small>' in kept
    assert "contacts.query" not in kept and "tm.getSimSerialNumber" not in kept
    cells = {
        row[0]: row[1:]
        for row in re.findall(
            r'point">([^<]*)</bdi></td>\n<td class="num"[^>]*>(.*?)</td>\n<td class="num"[^>]*>(.*?)</td>', tried
        )
    }
    assert cells == {
        "tm.getImei": ("1", "\u2013"),
        "contacts.query": ("2", "\u2013"),
        "tm.getSimSerialNumber": ("\u2013", "7"),
    }
    assert words("tried.refused") in tried and words("tried.nothing") in tried


@LANGS
def test_refused_reads_stand_apart_from_reads_on_the_terminal(lang: str) -> None:
    words = texts(lang)
    text = printed(refused(), lang)
    before, _, after = text.partition(words("tried.title"))
    assert words("kept.refused", n=1) in before
    sim = texts(lang).short_category(refused().view().category("sim_info"), "sim_info")
    assert sim not in before.partition(words("kept.title"))[2] and sim in after


def test_a_refused_attempt_is_no_mark_on_the_timeline() -> None:
    run = lantern().empty()
    run.keep("contacts", "contacts.query", APP, [], 950, count=2, denied=2, refused=2, leaving="nothing_read")
    assert not run.view().kept
    assert "<svg" not in section(render_html(run.view()), "timeline")


def test_who_was_refused_is_redacted_like_who_read() -> None:
    run = refused()
    run.keep("gaid", "x", {**ADS, "package": "com.v867530912345679"}, [], 950, count=1, refused=1)
    html = render_html(run.view(), redact=True)
    assert "867530912345679" not in html


@LANGS
@pytest.mark.parametrize(
    ("coverage", "read", "key"),
    [
        ({"reads": "watched"}, True, "kept.none"),
        ({"reads": "partly"}, True, "kept.none_partly"),
        ({"reads": "watched"}, False, "kept.none_read"),
        ({"reads": "partly"}, False, "kept.none_read_partly"),
        ({"reads": "none"}, False, "kept.no_hooks"),
        ({"foreign": True}, False, "kept.no_hooks"),  # an older assessment
        ({"hooks": {"resolved": 0}}, False, "kept.no_hooks"),
        ({"reads": "nonsense", "hooks": {"resolved": 3}}, True, "kept.none_partly"),
    ],
)
def test_an_empty_list_of_reads_says_no_more_than_was_seen(
    coverage: dict[str, object], read: bool, key: str, lang: str
) -> None:
    run = lantern()
    run.collected = []
    if read:
        run.keep("imei", "tm.getImei", PUSH, [], 640, count=1)
        run.collected[0]["seen_leaving"] = True
    run.coverage = dict(coverage)
    words = texts(lang)
    assert words(key) in section(render_html(run.view(), lang), "kept")
    assert words(key) in printed(run, lang)


@LANGS
def test_kinds_of_data_without_a_hook_are_named(lang: str) -> None:
    run = lantern()
    run.coverage["hooks"]["unhooked"] = ["mac_bluetooth"]
    words = texts(lang)
    name = words.short_category(run.view().category("mac_bluetooth"), "mac_bluetooth")
    assert name != "mac_bluetooth"
    html = render_html(run.view(), lang)
    assert words("gaps.unhooked", n=1) in html and f"<bdi>{name}</bdi>" in html
    assert f"{words('gaps.unhooked', n=1)} [{name}]" in printed(run, lang)


def with_random(fresh: str, *ids: str) -> Run:
    run = lantern()
    run.random = [{
        "id": "r0001", "category": "app_instance_id", "value_ids": list(ids), "fresh": fresh, "requests": len(ids),
        "actor": ADS, "host": "ads.example", "url": "https://ads.example/t", "where": "body",
        "path": ["gzip", "json:/device/oaid"], "sightings": [], "phase": "before_consent", "consent": "before",
        "first": 1, "last": 2,
    }]  # fmt: skip
    return run


@LANGS
@pytest.mark.parametrize(("fresh", "ids"), [("each_time", ("a", "b")), ("once", ("a",))])
def test_random_values_have_a_table_of_their_own(fresh: str, ids: tuple[str, ...], lang: str) -> None:
    words = texts(lang)
    run = with_random(fresh, *ids)
    html, text = render_html(run.view(), lang), printed(run, lang)
    assert words(f"random.{fresh}", n=len(ids)) in section(html, "random")
    assert "gzip &gt; json:/device/oaid" in section(html, "random") and "ads." in section(html, "random")
    assert "ads.example" not in section(html, "left").replace("<wbr>", "")
    assert words("random.title") in text and words(f"random.{fresh}", n=len(ids)) in text


@LANGS
def test_one_that_was_sent_once_is_a_gap(lang: str) -> None:
    run = with_random("once", "a")
    run.coverage["random"] = {"made": 3, "lasting": 0, "left": 1, "once": 1}
    words = texts(lang)
    assert words("gaps.random_once", n=1) in render_html(run.view(), lang)
    assert words("gaps.random_once", n=1) in printed(run, lang)
