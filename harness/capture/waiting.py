"""The time a run may take, and how much of it a scenario spends waiting."""

import time
from collections.abc import Callable

from harness.errors import HarnessError


class OverBudget(HarnessError, RuntimeError):
    """The run has taken the time that it may take. What it has captured until then is kept."""


class Waiting:
    """Adds up the time that a scenario spends waiting by its own will (not working), in seconds."""

    def __init__(self, budget_s: float | None = None) -> None:
        """Nothing waited yet. From now on the run has ``budget_s`` seconds, waiting and working; None is no limit."""
        self.seconds = 0.0
        self._budget = budget_s
        self._deadline = None if budget_s is None else time.monotonic() + budget_s

    def check(self) -> None:
        """Raise :class:`OverBudget` when the budget is used up. Called wherever a run waits, and between its phases."""
        if self._deadline is not None and time.monotonic() >= self._deadline:
            raise OverBudget(f"The run has used up its budget of {self._budget:g} s.")

    def sleep(self, seconds: float) -> None:
        """Wait, no longer than the budget lasts. Raises :class:`OverBudget` when it ends before ``seconds`` do."""
        self.check()
        started = time.monotonic()
        left = seconds if self._deadline is None else min(seconds, max(0.0, self._deadline - started))
        time.sleep(left)
        self.seconds += time.monotonic() - started
        if left < seconds:
            self.check()

    def until(self, condition: Callable[[], bool], at_most_s: float, poll_s: float = 0.05) -> bool:
        """Wait until ``condition`` holds; return whether it did within ``at_most_s``."""
        deadline = time.monotonic() + at_most_s
        while not condition():
            if time.monotonic() >= deadline:
                return False
            self.sleep(poll_s)
        return True
