"""Time that is the test's own: nothing waits, and everything takes as long as it says."""

import time

import pytest

from harness.capture.host_clock import CLOCK

_TICK_S = 1e-6
"""Reading the clock takes a moment, so that what only looks at it comes to an end."""


class OwnTime:
    """The monotonic clock of the test, in seconds; the wall clock goes with it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """It holds from now until the test's end."""
        self.now = 1000.0
        monkeypatch.setattr(time, "monotonic", self._read)
        monkeypatch.setattr(CLOCK, "_mono_ns", lambda: int(self._read() * 1e9))
        monkeypatch.setattr(time, "sleep", self.passes)

    def _read(self) -> float:
        self.now += _TICK_S
        return self.now

    def passes(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds
