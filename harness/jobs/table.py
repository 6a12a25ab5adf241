"""Rows as the columns of a table: the fields of an assessment, of an exchange, of a call."""

from collections.abc import Iterable
from typing import Any

import msgspec

from harness.analysis.model import Collected, Disclosure, Sighting
from harness.analysis.model_findings import Finding
from harness.errors import BadInputError
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Observation
from harness.files.names import shown

ROWS: dict[str, type[msgspec.Struct]] = {
    "findings": Finding,
    "disclosures": Disclosure,
    "sightings": Sighting,
    "collected": Collected,
    "exchanges": Exchange,
    "observations": Observation,
}
"""What tables there are, and what stands in a row of each."""


def kind_of_row(what: str) -> type[msgspec.Struct]:
    """Return what the rows of a table are. Raises ``BadInputError`` for a table that does not exist."""
    if what not in ROWS:
        raise BadInputError(f"There is no table {shown(str(what)[:60])!r}: it must be of {', '.join(ROWS)}.")
    return ROWS[what]


def columns(kind: type[msgspec.Struct], rows: Iterable[msgspec.Struct]) -> dict[str, list[Any]]:
    """Return one list a column, in the order of the fields; the same columns whatever the rows hold, and without any.

    A field that is a structure itself becomes columns of its own, one level deep (``actor.id``, ``text.en``), which are
    None where it is missing. What is deeper stays a list or a mapping, bytes stay bytes.
    """
    fields = [(field.name, _parts(field.type)) for field in msgspec.structs.fields(kind)]
    names = [f"{name}.{part}" if part else name for name, parts in fields for part in parts]
    table: dict[str, list[Any]] = {name: [] for name in names}
    for row in rows:
        for name, parts in fields:
            value = getattr(row, name)
            for part in parts:
                inner = value if not part or value is None else getattr(value, part)
                table[f"{name}.{part}" if part else name].append(msgspec.to_builtins(inner, builtin_types=(bytes,)))
    return table


def _parts(kind: Any) -> list[str]:
    """Return the fields of a structure (or of one that may be missing), or one empty name for what is none."""
    maybe = getattr(kind, "__args__", ())
    for one in maybe if type(None) in maybe else (kind,):
        if isinstance(one, type) and issubclass(one, msgspec.Struct):
            return [field.name for field in msgspec.structs.fields(one)]
    return [""]
