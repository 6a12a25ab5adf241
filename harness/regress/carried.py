"""The requests that decided an expectation, as they are shown."""

from collections import Counter
from collections.abc import Sequence

from harness.regress.lines import Sent
from harness.regress.outcome import Carried

_MOST_SHOWN = 3
"""Requests that are shown of one disclosure."""
_MOST_ROWS = 20
"""Requests that are shown of one expectation."""


def shown_of(among: Sequence[Sent]) -> list[Carried]:
    """Return those of some sightings that are shown: the first of each disclosure, in the recording's order."""
    counts: Counter[str] = Counter()
    rows = []
    for each in sorted(among, key=lambda each: each.row.id):
        counts[each.left.id] += 1
        if counts[each.left.id] <= _MOST_SHOWN:
            rows.append(_carried(each))
    return rows[:_MOST_ROWS]


def _carried(each: Sent) -> Carried:
    left, row = each
    return Carried(
        sighting=row.id,
        index=row.index,
        exchange=row.exchange,
        request=row.url or row.host,
        host=left.recipient.host,
        category=row.category,
        value_id=row.value_id,
        form=row.form,
        where=row.where,
        path=row.path,
        phase=left.phase,
        consent=left.consent,
        actor=left.actor.name or left.actor.id,
    )
