"""A calibration on a terminal."""

import io

import pytest
from rich.console import Console

from harness.report.calibration.terminal import print_calibration
from tests.report.calibration.test_words import FOUND


@pytest.mark.parametrize(("lang", "wrong"), [("zh", "外发而未被看到"), ("en", "LEFT UNSEEN")])
def test_what_is_wrong_is_named(lang: str, wrong: str) -> None:
    out = io.StringIO()
    print_calibration(FOUND, Console(file=out, width=160, highlight=False), lang)
    said = out.getvalue()
    assert wrong in said and "clip.getText" in said and "a.b" in said
    assert "\x1b" not in said and "\u202e" not in said


def test_many_proved_points_are_not_listed_one_by_one() -> None:
    out = io.StringIO()
    print_calibration(FOUND, Console(file=out, width=160))
    assert "system.exit" in out.getvalue()
