"""Permissions and consent in both reports, in both languages; their texts come from the app."""

import io
from typing import Any

import pytest
from rich.console import Console

from harness.report import print_summary, render_html
from tests.report.factory import Run, lantern
from tests.report.test_html import EVIL, check_closed


def asked(**more: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": "p001", "groups": ["LOCATION"], "permissions": [], "phase": "permission_denied", "consent": "after",
        "time": 1, "clock": 1, "launch": 1, "trigger": "auto", "purpose": "not_told", "purpose_text": "",
        "necessary": None, "answer": "denied", "in_a_row": 1, "reaction": "exits", "reaction_why": "exit 0",
        "actor": None, "observations": [], "evidence": [],
    }  # fmt: skip
    return {**fields, **more}


def facts(*rows: dict[str, Any], verdict: str = "compelled", **more: Any) -> dict[str, Any]:
    forced = [row["id"] for row in rows] if verdict == "compelled" else []
    return {
        "app_type": "", "requests": list(rows), "not_told": ["p001"], "before_consent": ["p001"],
        "batches": [{
            "requests": ["p001"], "groups": ["LOCATION", "SMS"], "one_call": True, "at_start": True, "phase": "x",
        }],
        "repeats": [{
            "group": "SMS", "denied": "p001", "again": ["p002"], "hours": [1.0], "within_48h": 1, "user_triggered": 0,
            "launches": 1,
        }],
        "restored": [{"group": "SMS", "denied": "p001", "phase": "upgraded", "permissions": []}],
        "compulsory": {
            "verdict": verdict, "requests": forced, "reactions": ["exits"] if forced else [], "type_known": False,
        },
        **more,
    }  # fmt: skip


def consent(**more: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "asked": True, "readable": True, "kind": "dialog", "onward": 2, "accept": "同意", "refuse": "",
        "pre_ticked": True, "refusal_offered": False, "policy_taps": 1, "policy_in_text": True, "reasons": [],
        "evidence": [],
        "ways": [
            {"what": "policy", "taps": 5, "way": ["我的", "设置"], "certain": True, "length": 900, "evidence": []},
        ],
    }  # fmt: skip
    return {**fields, **more}


def shown(run: Run, lang: str) -> tuple[str, str]:
    out = io.StringIO()
    print_summary(run.view(), Console(file=out, width=200), lang)
    return render_html(run.view(), lang), " ".join(out.getvalue().split())


def with_facts(permissions: dict[str, Any], screens: dict[str, Any] | None = None) -> Run:
    run = lantern()
    run.permissions, run.consent = permissions, screens
    return run


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        ("en", ["when permissions were denied, the app left", "Asked in a row at the start", "location, messages",
                "1 within 48 hours", "denied, and was granted later", "no way to refuse", "ticked by the app",
                "5 taps away: 我的 › 设置", "--app-type"]),
        ("zh", ["强制授权：权限被拒绝后，应用退出", "启动后未使用任何功能即连续申请：位置、短信", "其中 48 小时内 1 次",
                "未经用户操作即变为已授予", "未提供拒绝的方式", "默认勾选", "点击 5 次可到达隐私政策"]),
    ],
)  # fmt: skip
def test_both_reports_say_it_in_both_languages(lang: str, sentences: list[str]) -> None:
    html, text = shown(with_facts(facts(asked()), consent()), lang)
    check_closed(html)
    for sentence in sentences:
        assert sentence in html.replace("&gt;", ">"), sentence
        assert sentence in text, sentence


@pytest.mark.parametrize("verdict", ["not_compelled", "not_tested", "undetermined"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_verdict_has_its_sentence(verdict: str, lang: str) -> None:
    html, text = shown(with_facts(facts(asked(reaction="goes_on"), verdict=verdict)), lang)
    words = {
        "en": {"not_compelled": "went on when", "not_tested": "not tested", "undetermined": "could not be seen"},
        "zh": {"not_compelled": "仍可继续", "not_tested": "未检测", "undetermined": "无法判定"},
    }
    sentence = words[lang][verdict]
    assert sentence in html
    assert sentence in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_texts_of_the_app_stay_texts(lang: str) -> None:
    row = asked(groups=[EVIL], purpose="told", purpose_text=EVIL, reaction_why=EVIL, phase=EVIL, answer=EVIL)
    screens = consent(accept=EVIL, refuse=EVIL, refusal_offered=True)
    screens["ways"] = [{"what": EVIL, "taps": 1, "way": [EVIL], "certain": False, "length": 1, "evidence": []}]
    html, text = shown(with_facts(facts(row, app_type=EVIL), screens), lang)
    check_closed(html)
    assert "\x1b" not in text


def test_a_run_that_watched_no_screen_shows_nothing_of_it() -> None:
    html, text = shown(lantern(), "en")
    assert "Permissions and consent" not in html + text


def test_unreadable_and_missing_dialogs_are_said() -> None:
    for change, sentence in (
        ({"readable": False, "kind": "not_readable"}, "drawn by the app itself"),
        ({"kind": "none"}, "No privacy dialog was recognised"),
    ):
        html, _ = shown(with_facts(facts(verdict="not_tested"), consent(**change)), "en")
        assert sentence in html


def test_phases_that_did_not_take_place_are_gaps() -> None:
    run = lantern()
    run.coverage["phases"] = {
        "failed": [{"name": "foreground", "reason": "no control"}], "not_begun": [],
        "not_exercised": [{"name": "upgraded", "reason": "it needs: set upgrade"}],
    }  # fmt: skip
    html, text = shown(run, "en")
    for sentence in ("1 phase could not be gone through as planned", "1 phase was not applicable"):
        assert sentence in html
        assert sentence in text
