"""Rows that PostgreSQL gets as one JSON document: each by itself would be a message, a plan and an answer."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import JSON, Column, Text, TypeDecorator, bindparam, cast, column, func
from sqlalchemy.sql.selectable import TableValuedAlias

from harness.campaign.store.tables import Words


class Document(TypeDecorator[Sequence[Mapping[str, Any]]]):
    """Rows as JSON, as a database can hold them."""

    impl = Text
    cache_ok = False

    def __init__(self, columns: Sequence[Column[Any]]) -> None:
        """``columns`` are what each row has."""
        super().__init__()
        self._words = {column.name: column.type for column in columns if isinstance(column.type, Words)}

    def clean(self, rows: Sequence[Mapping[str, Any]]) -> str:
        """Return the document."""
        return msgspec.json.encode(cleaned(rows, self._words)).decode()


def cleaned(rows: Sequence[Mapping[str, Any]], words: Mapping[str, Words]) -> Sequence[Mapping[str, Any]]:
    """Return rows with their texts as a database can hold them, which they nearly always are."""
    for name, kind in words.items():
        values = [row[name] for row in rows]
        held = kind.clean_all(values)
        if held is not values:
            rows = [{**row, name: value} for row, value in zip(rows, held, strict=True)]
    return rows


def from_document(name: str, columns: Sequence[Column[Any]]) -> TableValuedAlias:
    """Return what a statement selects from where its value ``name`` are rows with these columns."""
    document = cast(bindparam(name, type_=Document(columns)), JSON)
    made = func.json_to_recordset(document).table_valued(*(column(each.name, each.type) for each in columns))
    return made.render_derived(name=f"of_{name}", with_types=True)
