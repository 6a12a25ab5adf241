"""A clock for tests of what waits: it goes on when somebody waits or looks at it, and nobody has to wait for it."""

import time

import pytest

LOOK_S = 0.002
"""What one look at the clock takes: whoever waits in a loop that does not sleep comes to its end, too."""


class FastClock:
    """Stands in for ``time.monotonic`` and ``time.sleep``."""

    def __init__(self) -> None:
        self.now = time.monotonic()

    def monotonic(self) -> float:
        """Tell the time, which takes a little."""
        self.now += LOOK_S
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        self.now += seconds


@pytest.fixture
def fast_clock(monkeypatch: pytest.MonkeyPatch) -> FastClock:
    """Put the fast clock in the place of the slow one, for tests in which nothing goes on beside them."""
    clock = FastClock()
    monkeypatch.setattr(time, "monotonic", clock.monotonic)
    monkeypatch.setattr(time, "sleep", clock.sleep)
    return clock
