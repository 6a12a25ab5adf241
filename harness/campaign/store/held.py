"""Rows as a database can hold them: what it cannot hold is rare, and looked for in all of them at once."""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import Column

from harness.campaign.store.tables import Words

Rows = Sequence[Mapping[str, Any]]
_NUL = rb"\u0000"
"""A NUL in JSON. Who writes these six characters has them looked at more closely, no more."""


def words_of(columns: Iterable[Column[Any]]) -> dict[str, Words]:
    """Return the kinds of texts that these columns have."""
    return {column.name: column.type for column in columns if isinstance(column.type, Words)}


def holds(rows: Rows, words: Mapping[str, Words]) -> bool:
    """Whether a database can hold all texts of the rows (of the kinds ``words``) as they are."""
    try:
        document = msgspec.json.encode(rows)
    except UnicodeEncodeError:  # half a character
        return False
    short = {name: kind.length for name, kind in words.items() if kind.length is not None}
    return _NUL not in document and all(
        max(map(len, map(itemgetter(name), rows)), default=0) <= length for name, length in short.items()
    )


def cleaned(rows: Rows, words: Mapping[str, Words]) -> list[dict[str, Any]]:
    """Return the rows with each text as its kind would clean it."""
    return [{**row, **{name: kind.clean(row[name]) for name, kind in words.items()}} for row in rows]
