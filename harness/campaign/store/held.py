"""Rows as a database can hold them: what it cannot hold is rare, and looked for in all of them at once."""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

import msgspec

from harness.campaign.store.tables import Words

Rows = Sequence[Mapping[str, Any]]
_NUL = rb"\u0000"
"""A NUL in JSON. Who writes these six characters has them looked at more closely, no more."""


def as_json(rows: Rows, words: Mapping[str, Words]) -> bytes | None:
    """Return the rows as JSON, where a database can hold all their texts (of the kinds ``words``) as they are."""
    try:
        document = msgspec.json.encode(rows)
    except UnicodeEncodeError:  # half a character
        return None
    return document if _NUL not in document and _short_enough(rows, words) else None


def cleaned(rows: Rows, words: Mapping[str, Words]) -> list[dict[str, Any]]:
    """Return the rows with each text as its kind would clean it."""
    return [{**row, **{name: kind.clean(row[name]) for name, kind in words.items()}} for row in rows]


def _short_enough(rows: Rows, words: Mapping[str, Words]) -> bool:
    short = {name: kind.length for name, kind in words.items() if kind.length is not None}
    return all(max(map(len, map(itemgetter(name), rows)), default=0) <= length for name, length in short.items())
