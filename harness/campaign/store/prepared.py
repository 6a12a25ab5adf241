"""Statements that every job needs, put into a database's words once: SQLAlchemy takes longer to word one anew than both
databases take to do it."""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, CursorResult, text
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.sql.selectable import Select

from harness.campaign.store.errors import StoreError
from harness.files.names import shown


@contextlib.contextmanager
def at_once(connection: Connection) -> Iterator[None]:
    """Send what follows without waiting for each answer, where answers travel (psycopg's pipeline mode).

    Nothing may be asked of them. Raises :class:`StoreError` at the end for whatever went wrong in between; the
    transaction is lost then.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    driver: Any = connection.connection.driver_connection
    try:
        with driver.pipeline():
            yield
    except _errors(connection) as error:
        raise StoreError(f"The campaign's database does not do it: {shown(str(error)[:300])}.") from None


def _errors(connection: Connection) -> type[Exception]:
    module: Any = connection.dialect.dbapi
    errors: type[Exception] = module.Error
    return errors


Statement = Select[Any] | UpdateBase | TextClause


class _Worded(msgspec.Struct, frozen=True):
    """A statement in one database's words. ``given`` are the values that it has by itself, ``order`` its places where
    they have no names, ``cleaned`` what a value is passed through on its way."""

    text: str
    given: dict[str, Any]
    order: tuple[str, ...] | None
    cleaned: dict[str, Callable[[Any], Any]]

    def filled(self, values: Mapping[str, Any]) -> Any:
        whole = {**self.given, **values}
        for name, clean in self.cleaned.items():
            whole[name] = clean(whole[name])
        return whole if self.order is None else tuple(whole[name] for name in self.order)


class Prepared:
    """One statement. Whatever changes from one time to the next is a ``bindparam`` of it; ``IN`` with a list is worded
    for each list anew, and has no place here."""

    def __init__(self, statement: Statement) -> None:
        """It is worded when it is needed, for each kind of database."""
        self._statement = statement
        self._worded: dict[str, _Worded] = {}

    def run(self, connection: Connection, **values: Any) -> CursorResult[Any]:
        """Do it. Rows that come have their columns' names."""
        worded = self._for(connection)
        return connection.exec_driver_sql(worded.text, worded.filled(values))

    def many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Do it for each row; nothing for none."""
        if rows:
            connection.exec_driver_sql(self._for(connection).text, self.filled(connection, rows))

    def filled(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Return the values of each row as the database gets them."""
        worded = self._for(connection)
        return [worded.filled(row) for row in rows]

    def _for(self, connection: Connection) -> _Worded:
        dialect = connection.dialect
        if dialect.name not in self._worded:
            compiled: Any = self._statement.compile(dialect=dialect)
            given = {name: bound.effective_value for name, bound in compiled.binds.items() if not bound.required}
            # What a table fills in where a statement does not say it.
            for column in (*(compiled.insert_prefetch or ()), *(compiled.update_prefetch or ())):
                given[column.key] = column.default.arg
            processors = {
                name: bound.type.dialect_impl(dialect).bind_processor(dialect) for name, bound in compiled.binds.items()
            }
            self._worded[dialect.name] = _Worded(
                text=str(compiled),
                given=given,
                order=tuple(compiled.positiontup) if compiled.positional else None,
                cleaned={name: clean for name, clean in processors.items() if clean is not None},
            )
        return self._worded[dialect.name]


class Together:
    """Rows that go in together: one by one into SQLite, and as one JSON document to PostgreSQL, for which each by
    itself would be a message and a plan."""

    def __init__(self, each: Statement, whole: str) -> None:
        """``whole`` does for PostgreSQL with the ``rows`` (``json_to_recordset``) what ``each`` does with one."""
        self._each, self._whole = Prepared(each), Prepared(text(whole))

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Put them in; nothing for none."""
        if connection.dialect.name != "postgresql":
            self._each.many(connection, rows)
        elif rows:
            document = msgspec.json.encode(self._each.filled(connection, rows)).decode()
            self._whole.run(connection, rows=document)
