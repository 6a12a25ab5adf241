"""One view, and where in its structure a byte of it stands."""

from bisect import bisect_right
from collections.abc import Iterator

from harness.analysis.decode import KNOWN
from harness.analysis.decode.view import MAX_DEPTH, Place, Structure


class View:
    """One view while it is looked at; its places are read only when something is found in it."""

    __slots__ = ("_more", "_places", "_starts", "data", "structure")

    def __init__(self, data: bytes, structure: Structure | None) -> None:
        self.data = data
        self.structure = structure
        self._more: Iterator[Place] | None = None
        self._places: list[Place] = []
        self._starts: list[int] = []

    def locate(self, start: int, end: int, depth: int = 0) -> tuple[str, ...]:
        """Return the elements that lead to ``data[start:end]``, through structures within leaves."""
        if self.structure is None or depth > MAX_DEPTH:
            return ()
        if self._more is None:
            self._more = iter(self.structure.places(self.data))
        while not self._starts or self._starts[-1] <= start:
            place = next(self._more, None)
            if place is None:
                break
            self._places.append(place)
            self._starts.append(place.start)
        at = bisect_right(self._starts, start) - 1
        if at < 0 or self._places[at].end < end:
            return ()
        place = self._places[at]
        leaf = self.data[place.start : place.end]
        if len(leaf) == len(self.data):
            return place.elements
        inner = KNOWN.structure_of(leaf)
        return place.elements + View(leaf, inner).locate(start - place.start, end - place.start, depth + 1)
