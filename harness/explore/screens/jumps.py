"""From what is chosen in one list to what belongs to it in another."""

from collections.abc import Sequence

from harness.analysis.model import Disclosure, Sighting
from harness.explore.events import Exchanged
from harness.explore.screens.matching import Item, ValuesOf, told
from harness.explore.state import State
from harness.explore.stream import Stream


def target(state: State, item: Item, to: str, values_of: ValuesOf) -> Item | None:
    """Return the first of the ``exchanges``, or ``observations``, at hand that holds a value of an item."""
    with state.lock:
        rows: Sequence[Item] = list(state.exchanges if to == "exchanges" else state.observations)
        places = {row.index for row in _sightings(state, item)} if isinstance(item, Disclosure) else set()
    if isinstance(item, Disclosure) and to == "exchanges":
        return next((row for row in rows if isinstance(row, Exchanged) and row.index in places), None)
    wanted = set(values_of(item))
    return next((row for row in rows if wanted.intersection(values_of(row))), None)


def carried(stream: Stream, item: Item) -> Exchanged | None:
    """Return the first exchange of all that carried a value of an item, read back from the bundle; ``None`` where none
    is known. May be called on any thread.
    """
    state = stream.state
    with state.lock:
        seen = min(_sightings(state, item), key=lambda row: (row.time, row.index), default=None)
        values = {row.value_id for row in state.in_exchange[seen.index].values()} if seen is not None else set()
    if seen is None:
        return None
    try:
        one = stream.exchange(seen.index)
    except LookupError:
        return None
    sent = sum(len(each.data) for each in one.messages if each.from_client)
    return Exchanged(
        time_us=seen.time, index=one.index, id=one.id, kind=one.kind, method=one.method, host=one.host, port=one.port,
        url=one.url, status=one.status, values=sorted(values), limit=one.unreadable,
        sent=len(one.request_body) + sent,
        received=len(one.response_body) + sum(len(each.data) for each in one.messages) - sent,
    )  # fmt: skip


def _sightings(state: State, item: Item) -> list[Sighting]:
    """Return where a disclosure's values, or those of anything else, were seen. Hold the state's lock."""
    if isinstance(item, Disclosure):
        ids = set(item.sightings)
        return [row for row in state.sightings.values() if row.id in ids]
    return state.carried(list(told(item)))
