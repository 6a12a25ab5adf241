"""A bundle's recorded calls as a table for other programs: CSV as RFC 4180 has it, in UTF-8."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from harness.evidence.rows import Observation, Value
from harness.files.cells import cell
from harness.files.write import replacing

COLUMNS = (
    "id", "time_us", "phase", "process", "pid", "thread", "point", "category", "kind", "count", "args", "result",
    "exception", "stack",
)  # fmt: skip
_DEEP = 8


def write_csv(observations: Iterable[Observation], path: Path) -> int:
    """Write one line an observation, with the columns of ``COLUMNS``; return how many.

    Values are joined by ``" | "``, frames of a stack by line ends. ``id`` is that of ``assessment.json``. Control
    characters other than line ends are escaped as Python does, for an app chooses what its calls return. The file
    appears whole or not at all. Raises ``WriteError``.
    """
    count = 0
    with replacing(path) as file:
        text = io.StringIO(newline="")
        table = csv.writer(text)
        table.writerow(COLUMNS)
        for row in observations:
            table.writerow(map(cell, _cells(row)))
            count += 1
            if text.tell() > 1 << 20:
                file.write(_taken(text))
        file.write(_taken(text))
    return count


def _taken(text: io.StringIO) -> bytes:
    data = text.getvalue().encode("utf-8", "backslashreplace")
    text.seek(0)
    text.truncate()
    return data


def _cells(row: Observation) -> list[str]:
    return [
        f"{row.pid}:{row.seq}", str(row.time_us), row.phase, row.process, str(row.pid), row.thread, row.point,
        row.category or "", row.kind, str(row.count), " | ".join(map(value_text, row.args)),
        value_text(row.result) if row.result is not None else "", row.exception or "", "\n".join(row.stack),
    ]  # fmt: skip


def value_text(value: Value, deep: int = 0) -> str:
    """Return a value as one text: bytes in hexadecimal, an object as ``{name=part, ...}``."""
    if value.text is not None:
        return value.text
    if value.data is not None:
        return value.data.hex()
    if deep >= _DEEP:
        return "..."
    parts = [f"{name}={value_text(part, deep + 1)}" for name, part in value.fields.items()]
    parts += [value_text(part, deep + 1) for part in value.items]
    return f"{{{', '.join(parts)}}}" if parts else ""
