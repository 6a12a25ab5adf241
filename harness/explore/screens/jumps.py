"""From what is chosen in one list to what belongs to it in another."""

from collections.abc import Sequence

from harness.analysis.model import Disclosure
from harness.explore.events import Exchanged
from harness.explore.screens.matching import Item, ValuesOf
from harness.explore.state import State


def target(state: State, item: Item, to: str, values_of: ValuesOf) -> Item | None:
    """Return the first of the ``exchanges``, or ``observations``, at hand that holds a value of an item."""
    with state.lock:
        rows: Sequence[Item] = list(state.exchanges if to == "exchanges" else state.observations)
        ids = set(item.sightings) if isinstance(item, Disclosure) else set()
        places = {row.index for row in state.sightings.values() if row.id in ids}
    if isinstance(item, Disclosure) and to == "exchanges":
        return next((row for row in rows if isinstance(row, Exchanged) and row.index in places), None)
    wanted = set(values_of(item))
    return next((row for row in rows if wanted.intersection(values_of(row))), None)
