"""The way from the wire to a value, so that every step can be checked by eye."""

from collections.abc import Sequence

from harness.analysis.search import found
from harness.report.model import ShownLayer

MAX_WIRE = 2 << 20
"""Larger messages are not decoded a second time for the report."""


def shown(steps: Sequence[found.Layer]) -> tuple[ShownLayer, ...]:
    """Return the analysis' steps as the report shows them: each content with what was undone to reach it."""
    found: list[ShownLayer] = []
    name = ""
    for step in steps:
        place = step.elements[: len(step.elements) - step.undone]
        found.append(ShownLayer(name, step.data, (step.start, step.end), " > ".join(place), len(step.data)))
        name = " > ".join(step.elements[len(place) :] or place[-1:])
    return tuple(found)
