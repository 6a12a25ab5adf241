"""A session's steps as a scenario that runs by itself."""

from typing import Any

import yaml

from harness.capture.agent.workbench import AT_BENCH
from harness.capture.scenario.load import parse_scenario
from harness.errors import BadInputError
from harness.evidence.bundle import Bundle
from harness.evidence.rows import Phase, StepTaken
from harness.report.safe import visible

BRANCH = "recorded"
_QUIET_S = 1.5
"""How long nothing may happen after a step before the next one is taken."""
_LEAST_S, _MOST_S = 3.0, 60.0
"""Bounds of how long that is waited for: at least as long as the person waited."""
_MOST_STEPS = 400


class NothingRecordedError(BadInputError, ValueError):
    """Nobody took a step in the session."""


def recorded(bundle: Bundle, name: str, permissions: str = "granted_at_install") -> str:
    """Return the scenario that takes the steps of a session again, as YAML.

    Each step is followed by waiting until nothing happens any more. A value of the persona stands as its name, so the
    scenario runs with any persona; a text that was typed by hand stands as it is. Steps that could not be taken are
    left out. ``permissions`` is the session's own policy. Raises :class:`NothingRecordedError`.
    """
    taken = [row for row in bundle.rows(StepTaken) if row.failed is None]
    rows = [row for row in taken if not AT_BENCH.intersection(row.step)]
    if not any(row.by == "person" for row in rows):
        raise NothingRecordedError(f"Nobody took a step in {visible(str(bundle.path))}: there is nothing to record.")
    rows = rows[:_MOST_STEPS]
    phases: dict[str, list[Any]] = {}
    ends = [*(row.time_us for row in rows[1:]), rows[-1].end_us]
    for row, until in zip(rows, ends, strict=True):
        phases.setdefault(row.phase, []).extend([_short(row.step), _quiet(until - row.end_us)])
    spans = sorted(bundle.rows(Phase), key=lambda row: row.start_us)
    first = next((at for at, row in enumerate(spans) if row.name in phases), len(spans))
    for span in spans[first:]:  # one without a step was marked, and only time went by in it
        phases.setdefault(span.name, [_quiet(span.end_us - span.start_us)])
    order = {span.name: at for at, span in reversed([*enumerate(spans)])}
    scripts = [{"name": phase, "steps": phases[phase]} for phase in sorted(phases, key=lambda name: order.get(name, 0))]
    document = {
        "schema": 1,
        "name": name,
        "title": {"zh": "录制的会话", "en": "A session that was recorded"},
        "permissions": permissions,
        "phases": scripts[:1],
        "branches": {BRANCH: scripts[1:]},
    }
    head = f"# Recorded from {visible(bundle.path.name)}: a person's steps, each followed by waiting for quiet.\n"
    if left_out := len(taken) - len(rows):
        head += f"# {left_out} acts in the app's processes (hooks, scripts, the prompt, unpinning) are no steps.\n"
    text = head + yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)
    parse_scenario(text, name)  # what was recorded must run
    return text


def _quiet(us: int) -> dict[str, Any]:
    """Return the step that waits for as long as a person did, and for quiet."""
    return {"settle": {"quiet_s": _QUIET_S, "at_most_s": round(min(max(_LEAST_S, us / 1e6), _MOST_S), 1)}}


def _short(step: dict[str, Any]) -> Any:
    """Return a step as a person would write it: ``launch`` for a step without arguments."""
    return next(iter(step)) if len(step) == 1 and not next(iter(step.values())) else step
