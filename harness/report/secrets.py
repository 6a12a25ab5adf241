"""What redaction must not let through."""

from collections.abc import Iterable
from dataclasses import dataclass

from harness.analysis.calls.operations import Operation
from harness.analysis.model import Assessment
from harness.analysis.show.trace import needle_of
from harness.values.needle import Needle, unique


@dataclass(frozen=True, slots=True)
class Secrets:
    """Values, and recorded crypto calls whose outputs may stand for them."""

    needles: tuple[Needle, ...] = ()
    operations: tuple[Operation, ...] = ()


def secrets_of(found: Assessment, known: Iterable[Needle], operations: Iterable[Operation]) -> Secrets:
    """Return the values of an assessment and those ``known`` besides, such as the persona's.

    The category of a value is the known one's, or its sightings', or its readings'; of one that nothing names it is the
    first part of its id.
    """
    known = list(known)
    ids = {needle.value_id for needle in known}
    category = {row.value_id: row.category for row in found.sightings}
    for item in found.collected:
        category.update((key, item.category) for key in item.value_ids)
    others = (
        needle_of(key, category.get(key) or key.removeprefix("seen.").partition(".")[0], value)
        for key, value in sorted(found.values.items())
        if key not in ids
    )
    return Secrets(tuple(unique([*known, *filter(None, others)])), tuple(operations))
