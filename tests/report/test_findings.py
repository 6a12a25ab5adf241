"""Findings as a reader meets them: each thing once, with all its rules; reasons by how many rules wait for them."""

import dataclasses
import io

from rich.console import Console

from harness.analysis.model_findings import Finding
from harness.report.findings import adverse, counts, unsettled
from harness.report.html import render_html
from harness.report.terminal import print_summary
from harness.rules.catalogue import shipped
from harness.rules.engine import judge
from harness.rules.testing import OTHER, PUSH, clean, complete, read, send
from tests.report.factory import lantern


def judged(host: str = OTHER.host) -> list[Finding]:
    found = clean()
    found.phases = [span for span in found.phases if span.name != "background"]
    found.collected.append(read("imei", "before_consent", PUSH))
    send(found, "oaid", "before_consent", PUSH, OTHER)
    rows = judge(complete(found), list(shipped().rules.values()))
    for row in rows:
        row.text = type(row.text)(zh=row.text.zh.replace(OTHER.host, host), en=row.text.en.replace(OTHER.host, host))
    return rows


def test_one_thing_with_all_the_rules_that_it_is_against() -> None:
    rows = judged()
    things = adverse(rows)
    assert len(things) == len({(row.verdict, row.text.en) for row in rows if row.adverse})
    before = next(thing for thing in things if "IMEI" in thing.text.en and "before the user agreed" in thing.text.en)
    assert {"CAC191-3-1", "MIIT337-1", "EU-EPD-5-3", "PLAY-PD"} <= set(before.rules) and before.fix is not None
    assert things[0].verdict == "VIOLATION"


def test_counts() -> None:
    rows = judged()
    n = dict(counts(rows))
    assert list(n) == ["VIOLATION", "SUSPECTED", "UNDETERMINED", "PASS"]
    assert n["VIOLATION"] + n["SUSPECTED"] == len({row.fact for row in rows if row.adverse})
    assert n["PASS"] == len({row.rule for row in rows if row.verdict == "PASS"})


def test_what_most_rules_wait_for_comes_first() -> None:
    reasons = unsettled(judged())
    assert [len(reason.rules) for reason in reasons] == sorted((len(reason.rules) for reason in reasons), reverse=True)
    phase = next(reason for reason in reasons if "in the background" in reason.text.en)
    assert "harness run APK --scenario background" in phase.close.en and "TC260-9" in phase.rules


def test_the_summary_begins_with_them() -> None:
    view = dataclasses.replace(lantern().view(), findings=tuple(judged("\x1b[31m[red]x.example")))
    for lang, said in (("en", "Findings: violation"), ("zh", "检测结论: 违规")):
        out = io.StringIO()
        print_summary(view, Console(file=out, width=200), lang)
        text = out.getvalue()
        assert said in text and "\x1b" not in text and "CAC191-3-1 +" in text
        assert text.index(said) < text.index("AdHive")


def test_the_report_has_them_and_nothing_of_an_app_s_name_acts() -> None:
    view = dataclasses.replace(lantern().view(), findings=tuple(judged("<script>alert(1)</script>")))
    for lang in ("en", "zh"):
        page = render_html(view, lang)
        assert page.count("<script>") == 1 and "&lt;script&gt;alert" in page  # ours
        assert f'id="F-{adverse(view.findings)[0].findings[0].id}"' in page
    assert render_html(lantern().view(), "en").count('id="findings"') == 0
