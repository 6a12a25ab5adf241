"""Steps that look around; the ways: tests/capture/engine/test_seeker.py, the explorer: tests/capture/explore."""

import json
from pathlib import Path

from tests.capture.engine.phone import Control, Phone, text
from tests.capture.engine.usual import screens, steps, usual


def test_a_picture_and_its_tree_are_kept(tmp_path: Path) -> None:
    done = steps(tmp_path, "screenshot: mine")
    kept = {path.suffix for path in (tmp_path / "b" / "ui").iterdir() if "mine" in path.name}
    assert kept == {".png", ".xml"} and done.states["foreground"] == "done"


def test_a_place_that_is_not_there_is_noted_and_fails_only_where_it_was_to_be_tapped(tmp_path: Path) -> None:
    find = "find: {what: withdraw, at_most_taps: 1, at_most_s: 1, tap: %s, optional: %s}"
    for number, (tap, optional, state) in enumerate(
        (("false", "false", "done"), ("true", "true", "done"), ("true", "false", "not_begun"))
    ):
        done = steps(tmp_path / str(number), find % (tap, optional))
        assert done.states["foreground"] == state, (tap, optional)
        assert [(row.what, row.found) for row in done.bundle.places()] == [("withdraw", False)]
    assert done.runner.problems()[0].endswith("no control for withdraw was found within 1 taps")


def test_what_was_explored_is_kept(tmp_path: Path) -> None:
    phone = Phone(screens(home=[text("首页"), Control("设置", does="settings")]), usual)
    done = steps(tmp_path, "explore: {seconds: 1, seed: 7}", phone=phone)
    report = json.loads((tmp_path / "b" / "ui" / "explore-foreground.json").read_text("utf-8"))
    assert report["seed"] == 7 and done.bundle.app_screens()
