"""The step ``find``; the ways: tests/capture/engine/test_seeker.py."""

from pathlib import Path

import pytest

from harness.evidence.rows import Place
from tests.capture.engine.usual import steps

pytestmark = pytest.mark.usefixtures("fast_clock")


def test_a_place_that_is_not_there_is_noted_and_fails_only_where_it_was_to_be_tapped(tmp_path: Path) -> None:
    find = "find: {what: withdraw, at_most_taps: 1, at_most_s: 1, tap: %s, optional: %s}"
    for number, (tap, optional, state) in enumerate(
        (("false", "false", "done"), ("true", "true", "done"), ("true", "false", "not_begun"))
    ):
        done = steps(tmp_path / str(number), find % (tap, optional))
        assert done.states["foreground"] == state, (tap, optional)
        assert [(row.what, row.found) for row in done.bundle.rows(Place)] == [("withdraw", False)]
    assert done.runner.problems()[0].endswith("no control for withdraw was found within 1 taps")
