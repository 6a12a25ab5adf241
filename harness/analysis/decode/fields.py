"""What binary formats of numbered fields share that are read by skipping from one field to the next."""

from collections.abc import Iterable
from typing import NamedTuple

from harness.analysis.decode.tree import worth_a_view
from harness.analysis.decode.view import Budget, Part, Place, Reach

MAX_NESTING = 40
MOST_FIELDS = 20_000


class Leaf(NamedTuple):
    """A field's place; ``head`` is where its length begins, 0 for a number, which has none."""

    place: Place
    head: int = 0


class Fields:
    """A structure of such fields. A format says in :meth:`skip` how they follow one another."""

    inside = Reach.LINE

    def skip(self, data: bytes, found: list[Leaf]) -> int:
        """Add the fields to ``found`` and return where they end.

        Raises ``ValueError`` or ``IndexError`` for what is no such structure.
        """
        raise NotImplementedError

    def places(self, data: bytes) -> list[Place]:
        """Return the fields that are numbers or byte strings."""
        return [leaf.place for leaf in self.leaves(data)]

    def leaves(self, data: bytes) -> list[Leaf]:
        """Return the fields that are numbers or byte strings; nothing where they do not end with the data."""
        found: list[Leaf] = []
        try:
            end = self.skip(data, found)
        except (IndexError, ValueError):
            return []
        return found if end == len(data) else []

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part]:
        """Return the fields that may hold an encoding of their own."""
        for place, head in self.leaves(data):
            if head and worth_a_view(leaf := data[place.start : place.end]):
                yield Part((), leaf, place.start, place.end)


def checked(depth: int, found: list[Leaf]) -> None:
    """Raise ``ValueError`` where fields lie too deep or are too many."""
    if depth > MAX_NESTING or len(found) > MOST_FIELDS:
        raise ValueError("too deep or too much")
