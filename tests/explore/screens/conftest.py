"""Screens are drawn more often than for people, and a key that is pressed is waited for less."""

from collections.abc import Iterator

import pytest

from harness.explore.screens import app, prompt
from tests.explore.screens.pilot import TICK_S

_IDLE_S = 0.005
"""So long is a program without work that Textual's pilot takes to be idle; it would be 20 ms, twice for each key."""


@pytest.fixture(scope="module", autouse=True)
def brisk() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "_TICK_S", TICK_S)
        patch.setattr(app, "_KEY_S", 0.0)
        patch.setattr(prompt, "_LOOK_S", TICK_S)
        patch.setattr("textual._wait.SLEEP_GRANULARITY", _IDLE_S)
        patch.setattr("textual._wait.SLEEP_IDLE", _IDLE_S / 2)
        yield
