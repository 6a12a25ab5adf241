"""How long a script is known to take: its own waits, and what it does for a set time."""

from collections.abc import Iterable, Sequence

from harness.capture.scenario.model import PhaseScript, Step
from harness.capture.scenario.steps import Explore, Repeat, Wait


def waits_s(steps: Iterable[Step]) -> float:
    """Return the seconds that steps take by themselves; what is taken under a condition counts as not taken."""
    total = 0.0
    for step in steps:
        if isinstance(step, Wait | Explore):
            total += step.seconds
        elif isinstance(step, Repeat):
            total += step.times * waits_s(step.steps)
    return total


def to_go(script: Sequence[PhaseScript], index: int) -> str:
    """Return where a run stands as its phase ``index`` begins: which of how many, and how long it has to go at least.

    A phase beyond the script, which a person began, has no end that is known: empty.
    """
    if index >= len(script):
        return ""
    left = round(sum(waits_s(phase.steps) for phase in script[index:]))
    minutes, seconds = divmod(left, 60)
    long = f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
    return f"{index + 1} of {len(script)}" + (f", at least {long} to go" if left else "")
