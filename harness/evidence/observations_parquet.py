"""A bundle's recorded calls as a Parquet file, for whoever asks many bundles at once: written with DuckDB.

DuckDB (the extra ``harness[parquet]``) reads the rows from a file of ours and writes them in bounded memory. It is kept
from loading anything from elsewhere.
"""

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from harness.errors import HarnessError
from harness.evidence.observations_csv import value_text
from harness.evidence.rows import Observation
from harness.files.names import shown
from harness.files.scratch import owned
from harness.files.write import replacing, write_error

COLUMNS = {
    "id": "VARCHAR", "time_us": "BIGINT", "last_us": "BIGINT", "phase": "VARCHAR", "process": "VARCHAR",
    "pid": "BIGINT", "thread": "VARCHAR", "thread_id": "BIGINT", "point": "VARCHAR", "category": "VARCHAR",
    "kind": "VARCHAR", "count": "BIGINT", "object_id": "BIGINT", "args": "VARCHAR[]", "result": "VARCHAR",
    "exception": "VARCHAR", "stack": "VARCHAR[]", "within": "VARCHAR",
}  # fmt: skip
"""The columns and their types; times are microseconds as in :class:`Observation`, values as in the CSV, unescaped."""
_SETTINGS: dict[str, Any] = {
    "autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "memory_limit": "768MB",
    "threads": "1",
}  # fmt: skip
_MOST_ROW = 64 << 20
"""Bytes of one row as JSON: DuckDB sets twice as many aside."""
_COPY = (
    "COPY (SELECT * FROM read_json($rows, format = 'newline_delimited', columns = {columns}, "
    "maximum_object_size = {most})) TO $to (FORMAT parquet, COMPRESSION zstd)"
)


class ParquetError(HarnessError):
    """Parquet cannot be written here. The message is one sentence."""


def write_parquet(observations: Iterable[Observation], path: Path) -> int:
    """Write one row an observation; return how many. The file appears whole or not at all.

    Raises :class:`ParquetError` where DuckDB is not installed or fails, and ``WriteError``.
    """
    duckdb = _duckdb()
    with (
        duckdb.connect(":memory:", config=_SETTINGS) as connection,
        tempfile.TemporaryDirectory(prefix=owned("harness-parquet-")) as folder,
    ):
        rows, made = Path(folder) / "rows", Path(folder) / "made"
        try:
            count = _write_rows(observations, rows)
        except OSError as error:
            raise write_error(error, rows) from None
        columns = "{" + ", ".join(f"{name}: '{kind}'" for name, kind in COLUMNS.items()) + "}"
        words = _COPY.format(columns=columns, most=_MOST_ROW)
        try:
            connection.execute(words, {"rows": str(rows), "to": str(made)})
        except duckdb.Error as error:
            reason = " ".join(str(error).split())[:200]
            raise ParquetError(f"Cannot write {shown(path)}: DuckDB says: {reason}.") from None
        with made.open("rb") as whole, replacing(path) as file:
            shutil.copyfileobj(whole, file)
    return count


def _duckdb() -> ModuleType:
    try:
        import duckdb
    except ImportError:
        raise ParquetError(
            "Parquet is written with DuckDB, which is not installed: pip install 'harness[parquet]' installs it; "
            "a name that ends in .csv needs nothing."
        ) from None
    return duckdb


def _write_rows(observations: Iterable[Observation], path: Path) -> int:
    count = 0
    with path.open("xb") as file:
        for row in observations:
            file.write(msgspec.json.encode(_row(row)) + b"\n")
            count += 1
    return count


def _row(row: Observation) -> dict[str, Any]:
    found: dict[str, Any] = {name: getattr(row, name) for name in COLUMNS if name != "id"}
    found |= {
        "id": f"{row.pid}:{row.seq}",
        "args": [value_text(value) for value in row.args],
        "result": value_text(row.result) if row.result is not None else None,
        "object_id": _signed(row.object_id),
        "last_us": row.last_us or row.time_us,
    }
    return {name: _clean(held) for name, held in found.items()}


def _signed(number: int) -> int:
    """Return a number as 64 bits with a sign: an object's may be any."""
    return (number + (1 << 63)) % (1 << 64) - (1 << 63)


def _clean(held: Any) -> Any:
    """Return texts without the half characters that no file of text may hold."""
    if isinstance(held, str):
        return held.encode("utf-8", "replace").decode()
    return [_clean(each) for each in held] if isinstance(held, list) else held
