"""Rows that came in parts, of which a person looks at few: what is packed is made into rows when it is looked at."""

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Generic, Protocol, TypeVar, overload

import msgspec

from harness.explore.events import Event, Observed

_T = TypeVar("_T")
_Of = TypeVar("_Of", covariant=True)
_PART = 512
"""Items that came one by one are kept together in parts of this size."""


class Part(Protocol[_Of]):
    """Some items that came together."""

    def __len__(self) -> int:
        """Return how many."""

    def __getitem__(self, at: int, /) -> _Of:
        """Return one."""

    def __iter__(self) -> Iterator[_Of]:
        """Yield all."""


_encode = msgspec.msgpack.Encoder().encode
_decode: msgspec.msgpack.Decoder[Observed] = msgspec.msgpack.Decoder(Observed)


class Packed(msgspec.Struct, frozen=True, tag="observations", tag_field="event"):
    """Observations that follow each other, packed one by one: a sequence of :class:`Observed`.

    ``last`` is the number of the last, ``time_us`` its time; ``calls`` are all that they stand for, by category in
    ``categories``.
    """

    last: int
    calls: int
    categories: dict[str, int]
    time_us: int
    ends: bytes
    data: bytes

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.ends) // 4

    def __getitem__(self, at: int) -> Observed:
        """Unpack one. Raises ``IndexError``."""
        ends = memoryview(self.ends).cast("I")
        start = ends[at - 1] if at else 0
        return _decode.decode(memoryview(self.data)[start : ends[at]])

    def __iter__(self) -> Iterator[Observed]:
        """Unpack all."""
        start, data = 0, memoryview(self.data)
        for end in memoryview(self.ends).cast("I"):
            yield _decode.decode(data[start:end])
            start = end


def packed(rows: Sequence[Observed]) -> Packed:
    """Pack observations, at least one."""
    parts = [_encode(row) for row in rows]
    ends, end = array("I"), 0
    for part in parts:
        end += len(part)
        ends.append(end)
    categories: Counter[str] = Counter()
    for row in rows:
        if row.category:
            categories[row.category] += row.count
    return Packed(
        last=rows[-1].number, calls=sum(row.count for row in rows), categories=categories,
        time_us=rows[-1].time_us, ends=ends.tobytes(), data=b"".join(parts),
    )  # fmt: skip


def runs(events: Sequence[Event]) -> list[Event | Packed]:
    """Return events with the observations among them packed, each run of them for itself."""
    found: list[Event | Packed] = []
    run: list[Observed] = []
    for event in events:
        if isinstance(event, Observed):
            run.append(event)
            continue
        if run:
            found.append(packed(run))
            run = []
        found.append(event)
    return [*found, packed(run)] if run else found


class Pieces(Sequence[_T], Generic[_T]):
    """The newest ``most`` items of a list that grows at its end."""

    def __init__(self, most: int, items: Part[_T] = ()) -> None:
        """Begin with ``items``."""
        self._most = most
        self._parts: list[Part[_T]] = []
        self._starts: list[int] = []
        """Which item, of all there ever were, each part begins with."""
        self._first = self._end = 0
        self.extend(items)

    def copy(self) -> "Pieces[_T]":
        """Return what is here now, to be added to for itself."""
        found: Pieces[_T] = Pieces(self._most)
        for part in self.parts():
            found.extend(part)
        return found

    def append(self, item: _T) -> None:
        """Add an item."""
        self.extend([item])

    def extend(self, items: Part[_T]) -> None:
        """Add items; the oldest make room."""
        if not len(items):
            return
        last = self._parts[-1] if self._parts else None
        if isinstance(last, list) and not isinstance(items, Packed) and len(last) < _PART:
            last += items
        else:
            self._starts.append(self._end)
            self._parts.append(items if isinstance(items, Packed) else list(items))
        self._end += len(items)
        self.drop(len(self) - self._most)

    def drop(self, count: int) -> None:
        """Let the oldest go, so many of them."""
        self._first = min(self._end, self._first + max(0, count))
        gone = max(0, bisect_right(self._starts, self._first) - 1) if self._first < self._end else len(self._parts)
        if gone:
            del self._parts[:gone], self._starts[:gone]

    def parts(self) -> list[Part[_T]]:
        """Return the items as they came: none of them is unpacked, but for those in a part that is not whole."""
        found = list(self._parts)
        if found and (over := self._first - self._starts[0]):
            found[0] = list(found[0])[over:]
        return found

    def _at(self, number: int) -> tuple[int, int]:
        place = bisect_right(self._starts, number) - 1
        return place, number - self._starts[place]

    def __len__(self) -> int:
        """Return how many there are."""
        return self._end - self._first

    @overload
    def __getitem__(self, at: int) -> _T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[_T]: ...
    def __getitem__(self, at: Any) -> Any:
        """Return an item, or some."""
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        place, within = self._at((self._first if at >= 0 else self._end) + at)
        return self._parts[place][within]

    def put(self, at: int, item: _T) -> None:
        """Put another item in the place of one that did not come packed."""
        place, within = self._at(self._first + at)
        part = self._parts[place]
        if isinstance(part, list):
            part[within] = item

    def __iter__(self) -> Iterator[_T]:
        """Yield all, unpacked."""
        for part in self.parts():
            yield from part
