"""Opening a campaign's database: SQLite in its directory, or a server's by URL; its tables are brought up to date."""

import contextlib
import functools
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, NoSuchModuleError, SQLAlchemyError

from harness.campaign.store.errors import StoreError
from harness.files.names import shown

FILE = "campaign.db"
_BUSY_MS = 60_000
"""How long SQLite waits for another writer: claims and results take milliseconds, migrations seconds."""
_LINE = {
    "connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}  # fmt: skip
"""How a line to PostgreSQL is looked after, unless its URL says otherwise: one that is cut is told within a minute, and
waited for for a quarter of an hour where nobody says so
(https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS; seconds, but for the last)."""
_THEIR_END = "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"
"""How the server looks after it: otherwise it keeps the locks of who is cut off for hours
(https://www.postgresql.org/docs/current/runtime-config-connection.html)."""
_SURE_SECONDS = 1.0
"""How long a connection that was used is taken for good."""
_MIGRATIONS = Path(__file__).with_name("migrations")


def url_of(home: Path, url: str = "") -> str:
    """Return the database's URL: the one that was named, or that of the file in the campaign's directory."""
    return url or f"sqlite:///{(home / FILE).resolve()}"


def open_database(url: str) -> Engine:
    """Connect, and leave everything else to whoever asks. Raises :class:`StoreError`.

    A plain ``postgresql://`` is spoken with psycopg 3.
    """
    try:
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise StoreError(f"A campaign is kept in SQLite or PostgreSQL, not in {shown(parsed.drivername)}.")
        sqlite = parsed.get_backend_name() == "sqlite"
        line = {} if sqlite else {name: value for name, value in _LINE.items() if name not in parsed.query}
        engine = create_engine(parsed, connect_args=line)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise StoreError(f"The database's URL cannot be used: {_first_line(error)}.") from None
    if sqlite:
        event.listen(engine, "connect", _of_sqlite)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "connect", _of_postgresql)
        event.listen(engine, "checkin", _left)
        event.listen(engine, "checkout", _still_there)
    return engine


def _left(_connection: Any, record: Any) -> None:
    record.info["left"] = time.monotonic()


def _still_there(connection: Any, record: Any, _proxy: object) -> None:
    """Ask a server whether it is still there, where nobody spoke to it for a while: it costs as much as a claim.

    What is lost meanwhile is lost in the middle of a transaction, as it may be at any moment.
    """
    if time.monotonic() - record.info.get("left", float("inf")) > _SURE_SECONDS:
        try:
            connection.execute("SELECT 1")
            connection.rollback()
        except Exception as error:  # the driver's, whatever it is: the pool connects anew
            raise DisconnectionError from error


def _of_sqlite(connection: Any, _record: object) -> None:
    """Set a connection up. What was committed survives any kill of any process; a power cut may take the last jobs'
    ends back, whole, and then they are run again (https://sqlite.org/pragma.html#pragma_synchronous). A fencing token
    that goes back with them misleads nobody: who held the newer one was a process of the machine that lost power."""
    connection.isolation_level = None  # transactions begin as _begin says, not as the driver guesses
    cursor = connection.cursor()
    for words in (
        "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={_BUSY_MS}", "cache_size=-65536",
        "mmap_size=1073741824",
    ):  # fmt: skip
        cursor.execute(f"PRAGMA {words}")
    cursor.close()


def _of_postgresql(connection: Any, _record: object) -> None:
    connection.execute(_THEIR_END)
    connection.commit()


def _begin(connection: Connection) -> None:
    """Take the one writer's place at once where that is wanted: who reads first and writes then may be refused."""
    writes = not connection.get_execution_options().get("reads", False)
    connection.connection.driver_connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")  # type: ignore[union-attr]


@contextlib.contextmanager
def told(engine: Engine) -> Iterator[None]:
    """Word what a database says when it cannot do something. Raises :class:`StoreError`."""
    module: Any = engine.dialect.dbapi
    try:
        yield
    except DBAPIError as error:
        raise StoreError(f"The campaign's database does not do it: {_first_line(error.orig or error)}.") from None
    except module.Error as error:  # of a statement that was prepared (prepared.py)
        raise StoreError(f"The campaign's database does not do it: {_first_line(error)}.") from None
    except SQLAlchemyError as error:
        raise StoreError(f"The campaign's database cannot be used: {_first_line(error)}.") from None


@contextlib.contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Hand over a connection that sees the database as it is at one moment, and changes nothing."""
    with told(engine), engine.connect() as connection:
        yield connection.execution_options(reads=True)


@contextlib.contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Hand over a transaction: all of it is in the database when the block ends, or nothing where it raises."""
    with told(engine), engine.begin() as connection:
        yield connection


@contextlib.contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """Hand over a connection of PostgreSQL's on which each statement is a transaction by itself: in the database when
    it returns. For statements that go to the driver (``prepared.py``), which is told itself: SQLAlchemy's own way
    (``AUTOCOMMIT``) takes twice as long as the rest of a connection's way out of its pool and back."""
    with told(engine), engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.autocommit = True
        try:
            yield connection
        finally:
            if not driver.closed:
                driver.autocommit = False


def migrate(engine: Engine, to: str = "head") -> None:
    """Bring the tables to a revision, the newest unless another is named. Raises :class:`StoreError`."""
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            # Two that begin at once would both make the first table; the number means nothing but this.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(722019)")
        found, newest = _revisions(connection)
        order = [each.revision for each in _scripts().walk_revisions()]  # newest first
        if found is not None and found not in order:
            raise StoreError("The campaign's database was made by a newer harness: use that one.")
        if to == "head" and found == newest:
            return
        config = _config()
        config.attributes["connection"] = connection
        back = to == "base" or (to in order and found in order and order.index(to) > order.index(found))
        (command.downgrade if back else command.upgrade)(config, to)


def up_to_date(engine: Engine) -> bool:
    """Whether the tables are those of this version."""
    with reading(engine) as connection:
        found, newest = _revisions(connection)
    return found == newest


def _revisions(connection: Connection) -> tuple[str | None, str | None]:
    return MigrationContext.configure(connection).get_current_revision(), _scripts().get_current_head()


@functools.cache
def _scripts() -> ScriptDirectory:
    """Return the revisions that there are: reading them takes as long as a small command, and was done three times."""
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _first_line(error: BaseException) -> str:
    # A server adds the statement and where in it; what is wrong it says first.
    said = getattr(getattr(error, "diag", None), "message_primary", None) or str(error)
    return shown(" ".join(said.split())[:300]).rstrip(".")
