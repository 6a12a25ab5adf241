"""Statements that every job needs, put into a database's words once: SQLAlchemy takes longer to word one anew than both
databases take to do it."""

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import msgspec
from sqlalchemy import Connection, Dialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import Select

from harness.campaign.store.documents import Document
from harness.campaign.store.held import Rows, cleaned, holds
from harness.campaign.store.tables import Words


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
    are, ``kinds`` their types, ``words`` those of texts from wherever, ``cleaned`` what a value is passed through."""

    text: str
    given: dict[str, Any]
    order: tuple[str, ...]
    kinds: tuple[str, ...]
    words: dict[str, Words]
    cleaned: dict[str, Callable[[Any], Any]]

    def filled(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return self._placed(values, self.cleaned.items())

    def filled_each(self, rows: Rows) -> list[tuple[Any, ...]]:
        """The same for each row, whose texts are looked at together."""
        if not holds(rows, self.words):
            rows = cleaned(rows, self.words)
        others = [(name, clean) for name, clean in self.cleaned.items() if name not in self.words]
        return [self._placed(row, others) for row in rows]

    def _placed(
        self, values: Mapping[str, Any], cleaning: Iterable[tuple[str, Callable[[Any], Any]]]
    ) -> tuple[Any, ...]:
        whole = {**self.given, **values}
        for name, clean in cleaning:
            whole[name] = clean(whole[name])
        return tuple(map(whole.__getitem__, self.order))


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
        """Do it. What goes wrong is told by the block that the connection is of (``database.py``)."""
        worded, cursor = self.worded(connection), _cursor(connection)
        cursor.execute(worded.text, worded.filled(values))
        answer: Answer = cursor
        return answer

    def send_many(self, connection: Connection, rows: Rows) -> None:
        """Do it for each row; nothing for none."""
        if rows:
            worded = self.worded(connection)
            _cursor(connection).executemany(worded.text, worded.filled_each(rows))

    def worded(self, connection: Connection) -> _Worded:
        """Return it in the words of that database."""
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
                kinds=tuple(compiled.binds[name].type.compile(dialect=dialect) for name in compiled.positiontup),
                words={
                    name: bound.type
                    for name, bound in compiled.binds.items()
                    if bound.required and isinstance(bound.type, Words)
                },
                cleaned={name: clean for name, clean in processors.items() if clean is not None},
            )
        return self._worded[dialect.name]


class Routine:
    """Statements that PostgreSQL does one after the other for one message and its answer: a function of the session's
    own (``pg_temp``), so that there is nothing to migrate. Each statement sees what others had committed when it begins
    (https://www.postgresql.org/docs/current/xfunc-volatility.html), as if it were sent by itself.
    """

    def __init__(self, name: str, locks: Prepared, last: Prepared) -> None:
        """``locks`` selects what is locked, ``last`` does the work and selects one number, or nothing."""
        self._name = name
        self._locks, self._last = locks, last

    def send(self, connection: Connection, **values: Any) -> int | None:
        """Do it; return what was selected last, ``None`` where that is nothing."""
        locks, last = self._locks.worded(connection), self._last.worded(connection)
        cursor = _cursor(connection)
        if self._name not in connection.info:  # the connection knows no such function yet
            cursor.execute(self._making(locks, last))
            places = ", ".join(f"${number + 1}" for number in range(len(locks.order) + len(last.order)))
            connection.info[self._name] = f"SELECT pg_temp.{self._name}({places})"
        cursor.execute(connection.info[self._name], (*locks.filled(values), *last.filled(values)))
        found: int | None = cursor.fetchone()[0]
        return found

    def _making(self, locks: _Worded, last: _Worded) -> str:
        after = len(locks.order)
        then = re.sub(r"\$(\d+)", lambda place: f"${int(place[1]) + after}", last.text)
        return (
            f"CREATE FUNCTION pg_temp.{self._name}({', '.join(locks.kinds + last.kinds)}) RETURNS bigint "
            f"LANGUAGE plpgsql AS $routine$ DECLARE found bigint; BEGIN\n"
            f"PERFORM {locks.text.removeprefix('SELECT')};\n{then} INTO found;\nRETURN found; END $routine$"
        )
