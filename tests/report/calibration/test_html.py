"""The page of a calibration: whole, in both languages, and nothing of the device's unescaped."""

import pytest

from harness.evidence.calibration import Calibration
from harness.report.calibration.html import render_calibration
from tests.report.calibration.test_words import FOUND


@pytest.mark.parametrize(("lang", "title"), [("zh", "接入点"), ("en", "Access points")])
def test_the_page_says_what_is_proved_and_what_is_wrong(lang: str, title: str) -> None:
    page = render_calibration(FOUND, lang)
    assert f"<h2>{title}</h2>" in page and "clip.getText" in page and "2026-11-29" in page
    assert 'class="banner before"' in page and page.rstrip().endswith("</html>")


def test_nothing_of_the_device_is_markup_and_nothing_is_loaded() -> None:
    page = render_calibration(FOUND)
    assert "<b>" not in page and "\x1b" not in page and "\u202e" not in page
    assert "<script" not in page and "default-src 'none'" in page and "http" not in page.split("<body>")[1]


def test_an_empty_calibration_is_a_page_too() -> None:
    assert "account is missing" in render_calibration(Calibration())
