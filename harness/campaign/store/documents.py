"""Rows that PostgreSQL gets as one JSON document: each by itself would be a message, a plan and an answer."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import JSON, Column, Text, TypeDecorator, bindparam, cast, column, func
from sqlalchemy.sql.selectable import TableValuedAlias

from harness.campaign.store.tables import Words

Rows = Sequence[dict[str, Any]]


class Document(TypeDecorator[Rows]):
    """Rows as JSON, as a database can hold them."""

    impl = Text
    cache_ok = False

    def __init__(self, columns: Sequence[Column[Any]]) -> None:
        """``columns`` are what each row has."""
        super().__init__()
        self._words = {column.name: column.type for column in columns if isinstance(column.type, Words)}
        self._short = {name: kind.length for name, kind in self._words.items() if kind.length is not None}

    def clean(self, rows: Rows) -> str:
        """Return the document. Nearly always a database can hold all of it: what it cannot is seen in the document as a
        whole, and only then looked for in each text."""
        try:
            document = msgspec.json.encode(rows)
            held = _NUL not in document and self._fits(rows)
        except UnicodeEncodeError:  # half a character
            held = False
        if not held:
            words = self._words.items()
            rows = [row | {name: kind.clean(row[name]) for name, kind in words} for row in rows]
            document = msgspec.json.encode(rows)
        return document.decode()

    def _fits(self, rows: Rows) -> bool:
        return all(len(row[name]) <= length for name, length in self._short.items() for row in rows)


_NUL = rb"\u0000"
"""A NUL in JSON. Who writes these six characters has them looked at more closely, no more."""


def from_document(name: str, columns: Sequence[Column[Any]]) -> TableValuedAlias:
    """Return what a statement selects from where its value ``name`` are rows with these columns."""
    document = cast(bindparam(name, type_=Document(columns)), JSON)
    made = func.json_to_recordset(document).table_valued(*(column(each.name, each.type) for each in columns))
    return made.render_derived(name=f"of_{name}", with_types=True)
