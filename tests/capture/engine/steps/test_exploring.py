"""The step ``explore``; the explorer: tests/capture/explorer."""

import json
from pathlib import Path

import pytest

from harness.evidence.rows import AppScreen
from tests.capture.engine.phone import Control, Phone, text
from tests.capture.engine.usual import screens, steps, usual

pytestmark = pytest.mark.usefixtures("fast_clock")


def test_what_was_explored_is_kept(tmp_path: Path) -> None:
    phone = Phone(screens(home=[text("首页"), Control("设置", does="settings")]), usual)
    done = steps(tmp_path, "explore: {seconds: 1, seed: 7}", phone=phone)
    report = json.loads((tmp_path / "b" / "ui" / "explore-foreground.json").read_text("utf-8"))
    assert report["seed"] == 7 and done.bundle.rows(AppScreen)
