"""The table of acts."""

import pytest

from harness.explore.screens.acts import ACTS, phase_name
from harness.explore.screens.app import ExploreApp


def test_every_act_has_a_key_of_its_own() -> None:
    keys = [key for binding in ExploreApp.BINDINGS for key in binding.key.split(",")]  # type: ignore[union-attr]
    assert len(keys) == len(set(keys)) and {act.key for act in ACTS} <= set(keys)


@pytest.mark.parametrize(("typed", "name"), [("Second Look", "second_look"), ("登录", ""), ("  A--b ", "a_b")])
def test_a_phase_s_name(typed: str, name: str) -> None:
    assert phase_name(typed) == name
