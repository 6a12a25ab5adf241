"""How many of a kind an assessment names: the first of them, and with a count how many there are."""

from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

MOST_NAMED = 50
"""Names of one kind in an assessment. An app that opens a thousand connections is told of by the first and a count."""

T = TypeVar("T")


def first(rows: Iterable[T]) -> list[T]:
    """Return the rows that are named; the others are only counted."""
    return list(islice(rows, MOST_NAMED))
