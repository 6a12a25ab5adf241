"""Rows that PostgreSQL gets as one JSON document: each by itself would be a message, a plan and an answer."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import JSON, Column, Text, TypeDecorator, bindparam, cast, column, func
from sqlalchemy.sql.selectable import TableValuedAlias

from harness.campaign.store.held import Rows, cleaned, words_of


class Document(TypeDecorator[Rows]):
    """Rows as JSON. Whose texts PostgreSQL cannot hold it refuses with a ``DataError``."""

    impl = Text
    cache_ok = False

    def __init__(self, columns: Sequence[Column[Any]]) -> None:
        """``columns`` are what each row has."""
        super().__init__()
        self._words = words_of(columns)

    def clean(self, rows: Rows) -> str:
        """Return the document."""
        try:
            return msgspec.json.encode(rows).decode()
        except UnicodeEncodeError:  # half a character: no document has one
            return msgspec.json.encode(cleaned(rows, self._words)).decode()


def from_document(name: str, columns: Sequence[Column[Any]]) -> TableValuedAlias:
    """Return what a statement selects from where its value ``name`` are rows with these columns."""
    document = cast(bindparam(name, type_=Document(columns)), JSON)
    made = func.json_to_recordset(document).table_valued(*(column(each.name, each.type) for each in columns))
    return made.render_derived(name=f"of_{name}", with_types=True)
