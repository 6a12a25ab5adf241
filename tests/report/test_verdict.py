"""A verdict that says that nothing was seen says how far the device was proved to show it."""

from typing import Any

import pytest

from harness.report.texts import texts
from harness.report.verdict import headline
from tests.report.factory import Run

CURRENT = {"state": "current", "made": "2026-11-29T18:20:00Z", "points": 539, "proven": 432}


def detail(calibration: dict[str, Any] | None, lang: str = "en", verdict: str = "none_seen") -> str:
    run = Run().empty()
    run.verdict = verdict
    run.coverage = {**run.coverage, "hooks": {"resolved": 1}, **({"calibration": calibration} if calibration else {})}
    return headline(run.view(), texts(lang)).detail


@pytest.mark.parametrize(
    ("calibration", "en", "zh"),
    [
        (CURRENT, "Calibrated, 432 of 539 access points.", "已校准，539 个接入点中的 432 个。"),
        (
            {**CURRENT, "state": "outdated", "stale": ["build"]},
            "Calibrated, 432 of 539 access points, but the calibration is outdated.",
            "已校准，539 个接入点中的 432 个，但校准已过期。",
        ),
        (
            {**CURRENT, "partial": ["quick"]},
            "Calibrated quickly, 432 of 539 access points; whether the app gets the same without the agent was not",
            "已快速校准，539 个接入点中的 432 个：未试验无代理时应用得到的结果是否相同。",
        ),
        (
            {**CURRENT, "partial": ["quick", "results"]},
            "Calibrated, 432 of 539 access points, and not everything was as it should be.",
            "已校准，539 个接入点中的 432 个，但并非一切正常。",
        ),
        (
            {**CURRENT, "state": "outdated", "stale": ["route"]},
            "Calibrated by another route, 432 of 539 access points: the ways out of this route were never measured.",
            "已按另一条流量路线校准，539 个接入点中的 432 个：本路线的外发途径从未测量。",
        ),
        (
            {**CURRENT, "state": "outdated", "stale": ["route", "build"], "partial": ["quick"]},
            "Calibrated, 432 of 539 access points, but the calibration is outdated.",
            "已校准，539 个接入点中的 432 个，但校准已过期。",
        ),
        ({"state": "none"}, "This device was never calibrated.", "此设备从未校准。"),
    ],
)
def test_how_far_it_was_proved(calibration: dict[str, Any], en: str, zh: str) -> None:
    assert en in detail(calibration) and en in detail(calibration, verdict="undetermined")
    assert zh in detail(calibration, "zh")


def test_an_older_bundle_says_nothing_of_it() -> None:
    assert "alibra" not in detail(None)


@pytest.mark.parametrize(
    ("calibration", "en", "zh"),
    [
        ({"state": "none"}, ["This device was never calibrated: what can"], ["此设备从未校准：其上能看到什么"]),
        (
            {**CURRENT, "state": "outdated", "stale": ["build", "agent", "route"]},
            ["another build since then", "the agent that is loaded", "by another route or way of instrumentation"],
            ["系统版本有变", "代理程序有变", "另一条流量路线"],
        ),
        ({**CURRENT, "state": "outdated", "stale": ["moon"]}, ["since then something changed:"], ["此后有变化："]),
        (
            {**CURRENT, "partial": ["quick", "account", "places", "results", "screens", "planted"]},
            ["a quick one", "account was not whole", "some place of the app", "other results", "a screen", "read back"],
            ["快速校准", "自述记录不完整", "某处发起的调用", "结果不同", "未能读取或操作", "未能读回"],
        ),
    ],
)
def test_what_a_calibration_lacks_is_named_beside_a_negative_verdict(
    calibration: dict[str, Any], en: list[str], zh: list[str]
) -> None:
    run = Run().empty()
    run.coverage = {**run.coverage, "hooks": {"resolved": 1}, "calibration": calibration}
    view = run.view()
    for lang, wanted in (("en", en), ("zh", zh)):
        said = [texts(lang)(note.key, **dict(note.args)) for note in view.coverage.gaps]
        assert all(any(words in sentence for sentence in said) for words in wanted), said
