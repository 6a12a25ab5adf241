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
        ({"state": "none"}, "This device was never calibrated.", "此设备从未校准。"),
    ],
)
def test_how_far_it_was_proved(calibration: dict[str, Any], en: str, zh: str) -> None:
    assert en in detail(calibration) and en in detail(calibration, verdict="undetermined")
    assert zh in detail(calibration, "zh")


def test_an_older_bundle_says_nothing_of_it() -> None:
    assert "alibra" not in detail(None)
