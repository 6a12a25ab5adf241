"""A campaign's tables as Parquet files, and SQL over them with DuckDB, which is kept from everything else."""

import contextlib
import tempfile
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
import msgspec
from sqlalchemy import BigInteger, Integer, Table, select

from harness.campaign.store.database import reading
from harness.campaign.store.errors import CampaignError
from harness.campaign.store.home import Campaign
from harness.campaign.store.tables import metadata
from harness.errors import HarnessError
from harness.files.names import shown
from harness.files.scratch import owned
from harness.files.write import write_error

_SETTINGS: dict[str, Any] = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
_ROWS = 20_000
_MOST_ROW = 16 << 20
_COPY = (
    "COPY (SELECT * FROM read_json($rows, format = 'newline_delimited', columns = {columns}, "
    "maximum_object_size = {most})) TO $to (FORMAT parquet, COMPRESSION zstd)"
)
LEFT_OUT = ("campaign", "seen_in", "tallies")
"""Tables that are no facts of a campaign: its settings, and what is counted already."""


def tables() -> list[Table]:
    """Return the tables that are exported."""
    return [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]


def export(campaign: Campaign, folder: Path) -> dict[str, int]:
    """Write each table as ``NAME.parquet``; return how many rows each has. Raises ``WriteError``."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(error, folder) from None
    counts = {}
    with (
        duckdb.connect(":memory:", config=_SETTINGS) as connection,
        tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as work,
        reading(campaign.engine) as source,
    ):
        for table in tables():
            rows, made = Path(work) / "rows", Path(work) / "made"
            counts[table.name] = _rows(source.execution_options(yield_per=_ROWS), table, rows)
            kinds = ", ".join(f"\"{column.name}\": '{_kind(column.type)}'" for column in table.columns)
            words = _COPY.format(columns=f"{{{kinds}}}", most=_MOST_ROW)
            with _worded():
                connection.execute(words, {"rows": str(rows), "to": str(made)})
            made.replace(folder / f"{table.name}.parquet")
    return counts


def _rows(source: Any, table: Table, path: Path) -> int:
    count, encode = 0, msgspec.json.Encoder().encode
    with path.open("wb") as file:
        for row in source.execute(select(table)).mappings():
            file.write(encode(dict(row)) + b"\n")
            count += 1
    return count


def _kind(column: object) -> str:
    return "BIGINT" if isinstance(column, BigInteger | Integer) else "VARCHAR"


@contextlib.contextmanager
def asked(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open exported tables and the shipped views over them. Nothing but that folder can be read.

    Raises :class:`CampaignError` where it is no export.
    """
    missing = [table.name for table in tables() if not (folder / f"{table.name}.parquet").is_file()]
    if missing:
        raise CampaignError(f"{shown(folder)} is no export of a campaign: there is no {missing[0]}.parquet.")
    with duckdb.connect(":memory:", config=_SETTINGS) as connection:
        place = str(folder.resolve()).replace("'", "''")
        connection.execute(f"SET allowed_directories = ['{place}']")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        for table in tables():
            file = f"{place}/{table.name}.parquet"
            connection.execute(f"CREATE VIEW {table.name} AS SELECT * FROM read_parquet('{file}')")  # noqa: S608
        connection.execute(resources.files(__package__).joinpath("views.sql").read_text("utf-8"))
        yield connection


def ask(campaign: Campaign, question: str, folder: Path | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the answer to a question in SQL: names of columns, and rows. ``folder`` is an export made before.

    Raises ``HarnessError`` with what DuckDB says of a question that cannot be answered.
    """
    with tempfile.TemporaryDirectory(prefix=owned("harness-questions-")) as work:
        if folder is None:
            export(campaign, Path(work))
        with asked(folder or Path(work)) as connection, _worded():
            found = connection.execute(question)
            names = [column[0] for column in found.description or ()]
            return names, found.fetchall() if names else []


def views() -> list[str]:
    """Return the names of the shipped views."""
    text = resources.files(__package__).joinpath("views.sql").read_text("utf-8")
    return [line.split()[2] for line in text.splitlines() if line.startswith("CREATE VIEW")]


@contextlib.contextmanager
def _worded() -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise HarnessError(f"DuckDB says: {shown(' '.join(str(error).split())[:400])}") from None
