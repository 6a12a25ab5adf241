"""Statements that every job needs, put into a database's words once: SQLAlchemy takes longer to word one anew than both
databases take to do it."""

import contextlib
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import msgspec
from sqlalchemy import Connection, Dialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import Select

from harness.campaign.store.documents import Document
from harness.campaign.store.errors import StoreError
from harness.campaign.store.tables import Words
from harness.files.names import shown


@contextlib.contextmanager
def at_once(connection: Connection, *, commit: bool = False) -> Iterator[None]:
    """Send what follows without waiting for each answer, where answers travel (psycopg's pipeline mode): they are
    there when the block ends. With ``commit`` the transaction ends with it.

    Raises :class:`StoreError` at the end for whatever went wrong in between; the transaction is lost then.
    """
    driver: Any = connection.connection.driver_connection
    try:
        with driver.pipeline() if connection.dialect.name == "postgresql" else contextlib.nullcontext():
            yield
            if commit:
                connection.commit()
    except (_errors(connection), DBAPIError) as error:
        # A commit that was sent and did not come about: SQLAlchemy takes it for done, and would roll nothing back.
        with contextlib.suppress(_errors(connection)):
            connection.connection.rollback()
        said = error.orig if isinstance(error, DBAPIError) else error
        raise StoreError(f"The campaign's database does not do it: {shown(str(said)[:300])}.") from None


def _errors(connection: Connection) -> type[Exception]:
    module: Any = connection.dialect.dbapi
    errors: type[Exception] = module.Error
    return errors


class Answer(Protocol):
    """A driver's cursor: rows are tuples."""

    @property
    def rowcount(self) -> int:
        """How many rows it did something to, or has found."""

    def fetchone(self) -> Any:
        """Return the next row."""

    def fetchall(self) -> Sequence[Any]:
        """Return all rows that are left."""


Statement = Select[Any] | UpdateBase


class _Worded(msgspec.Struct, frozen=True):
    """A statement in one database's words. ``given`` are the values that it has by itself, ``order`` whose its places
    are, ``cleaned`` what a value is passed through on its way."""

    text: str
    given: dict[str, Any]
    order: tuple[str, ...]
    cleaned: dict[str, Callable[[Any], Any]]

    def filled(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        whole = {**self.given, **values}
        for name, clean in self.cleaned.items():
            whole[name] = clean(whole[name])
        return tuple(whole[name] for name in self.order)


@functools.cache
def _numbered() -> Dialect:
    """PostgreSQL with its own places for values (``$1``): psycopg reads names out of a statement, which takes longer
    than the statement itself where this is long (its cache holds 4096 characters)."""
    return PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


def _cursor(connection: Connection) -> Any:
    if connection.dialect.name == "postgresql":
        return connection.dialect.dbapi.RawCursor(connection.connection.driver_connection)  # type: ignore[union-attr]
    return connection.connection.cursor()


class Prepared:
    """One statement. Whatever changes from one time to the next is a ``bindparam`` of it; ``IN`` with a list is worded
    for each list anew, and has no place here."""

    def __init__(self, statement: Statement) -> None:
        """It is worded when it is needed, for each kind of database."""
        self._statement = statement
        self._worded: dict[str, _Worded] = {}

    def send(self, connection: Connection, **values: Any) -> Answer:
        """Do it. In a block :func:`at_once` the answer may be read after that block; otherwise it is there.

        What goes wrong outside of such a block is told by the connection's own (``database.py``).
        """
        worded, cursor = self._for(connection), _cursor(connection)
        cursor.execute(worded.text, worded.filled(values))
        answer: Answer = cursor
        return answer

    def send_many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Do it for each row; nothing for none."""
        if rows:
            worded = self._for(connection)
            _cursor(connection).executemany(worded.text, [worded.filled(row) for row in rows])

    def _for(self, connection: Connection) -> _Worded:
        dialect = _numbered() if connection.dialect.name == "postgresql" else connection.dialect
        if dialect.name not in self._worded:
            compiled: Any = self._statement.compile(dialect=dialect)
            given = {name: bound.effective_value for name, bound in compiled.binds.items() if not bound.required}
            # What a table fills in where a statement does not say it.
            for column in (*(compiled.insert_prefetch or ()), *(compiled.update_prefetch or ())):
                given[column.key] = column.default.arg
            processors = {
                name: bound.type.clean
                if isinstance(bound.type, Words | Document)
                else bound.type.dialect_impl(dialect).bind_processor(dialect)
                for name, bound in compiled.binds.items()
            }
            self._worded[dialect.name] = _Worded(
                text=str(compiled),
                given=given,
                order=tuple(compiled.positiontup),
                cleaned={name: clean for name, clean in processors.items() if clean is not None},
            )
        return self._worded[dialect.name]
