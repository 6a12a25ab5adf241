"""Statements that every job needs, put into a database's words once: SQLAlchemy takes longer to word one anew than both
databases take to do it."""

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import msgspec
from sqlalchemy import Connection, CursorResult, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.sql.selectable import Select

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

    def send(self, connection: Connection, **values: Any) -> Answer:
        """Do it in a block :func:`at_once`, after which the answer may be read."""
        worded, cursor = self._for(connection), connection.connection.cursor()
        cursor.execute(worded.text, worded.filled(values))
        answer: Answer = cursor
        return answer

    def send_many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Do it for each row in such a block; nothing for none."""
        if rows:
            connection.connection.cursor().executemany(self._for(connection).text, self.filled(connection, rows))

    def in_words(self, connection: Connection, values: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
        """Return the database's words for it, and what fills their places where these have names."""
        worded = self._for(connection)
        return worded.text, worded.filled(values)

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
                name: bound.type.clean
                if isinstance(bound.type, Words)
                else bound.type.dialect_impl(dialect).bind_processor(dialect)
                for name, bound in compiled.binds.items()
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

    def send(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Put them in one by one, in a block :func:`at_once`; nothing for none."""
        self._each.send_many(connection, rows)

    def in_words(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> tuple[str, Mapping[str, Any]]:
        """Return PostgreSQL's words for it, and what fills their places."""
        document = msgspec.json.encode(self._each.filled(connection, rows)).decode()
        return self._whole.in_words(connection, {"rows": document})


class Joined:
    """Statements that know nothing of each other: PostgreSQL gets them as one, whose parts they are, since each by
    itself would be a message, a plan and an answer. There they all see the tables as they were before."""

    def __init__(self, *parts: Prepared | Together) -> None:
        """None of them may answer anything."""
        self._parts, self._text = parts, ""

    def send(self, connection: Connection, *values: Any) -> None:
        """Do them with the values (:class:`Prepared`) or rows (:class:`Together`) of each, in a block
        :func:`at_once`."""
        if connection.dialect.name != "postgresql":
            for part, each in zip(self._parts, values, strict=True):
                part.send(connection, each) if isinstance(part, Together) else part.send(connection, **each)
            return
        worded = [part.in_words(connection, each) for part, each in zip(self._parts, values, strict=True)]
        if not self._text:
            parts = (f"part{n} AS ({_PLACE.sub(rf'%(part{n}_', text)})" for n, (text, _) in enumerate(worded))
            self._text = f"WITH {', '.join(parts)} SELECT"
        whole = {f"part{n}_{name}": value for n, (_, own) in enumerate(worded) for name, value in own.items()}
        connection.connection.cursor().execute(self._text, whole)


_PLACE = re.compile(r"%\(")
"""Where psycopg's words have the place of a value: ``%(name)s``; a percent sign by itself is doubled."""
