"""How long a script is known to take: its own waits, and what it does for a set time."""

import re
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
    return f"{index + 1} of {len(script)}" + (f", at least {_long(left)} to go" if left else "")


def counted_down(text: str, passed_s: float) -> str:
    """Return what was said by means of :func:`to_go`, as it is so many seconds later; other text as it is."""
    found = _TO_GO.search(text)
    if found is None:
        return text
    left = max(0, int(found[1] or 0) * 60 + int(found[2]) - int(passed_s))
    return f"{text[: found.start()]}, at least {_long(left)} to go{text[found.end() :]}"


_TO_GO = re.compile(r", at least (?:(\d+) min )?(\d+) s to go")


def _long(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
