"""The way from the wire to a value, so that every step can be checked by eye."""

from collections.abc import Sequence

from harness.analysis.decode import KNOWN
from harness.analysis.search import found
from harness.report.model import ShownLayer

MAX_WIRE = 2 << 20
"""Larger messages are not decoded a second time for the report."""


def chain(path: Sequence[str], form: str) -> str:
    """Return the disguise innermost first, as the app built it: ``md5 > json`` or ``base64 > form > gzip``.

    A variant (a number without its country code) is a spelling, not a disguise, and has no link in the chain; nor has
    the field in which the value plainly stands inside an encoding (the JSON that was encrypted).
    """
    kinds: list[str] = []
    kind, _, detail = form.partition(":")
    if kind == "digest":
        kinds.append(detail)
    for step in reversed(path):
        name, _, detail = step.partition(":")
        if name == "cipher":
            name = detail.partition("/")[0] or name
        if not kinds or kinds[-1] != name:
            kinds.append(name)
    inner = next((i for i, name in enumerate(kinds) if name not in KNOWN.fields), 0)
    return " > ".join(kinds[inner:])


def shown(steps: Sequence[found.Layer]) -> tuple[ShownLayer, ...]:
    """Return the analysis' steps as the report shows them: each content with what was undone to reach it."""
    found: list[ShownLayer] = []
    name = ""
    for step in steps:
        place = step.elements[: len(step.elements) - step.undone]
        found.append(ShownLayer(name, step.data, (step.start, step.end), " > ".join(place), len(step.data)))
        name = " > ".join(step.elements[len(place) :] or place[-1:])
    return tuple(found)
