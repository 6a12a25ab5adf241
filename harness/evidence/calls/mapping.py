"""Which key of a hook log's records says what: the shipped mappings, and the user's own file of the same form."""

from functools import cache
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from harness.catalog import call_logs
from harness.files.names import shown
from harness.files.places import read_placed
from harness.files.read import MIB, read_text

_MOST_BYTES = MIB
Key = Annotated[
    str,
    Meta(min_length=1, max_length=200, description="A key; a.b is key b of what a holds, a.0 the first of a list."),
]
Keys = Key | Annotated[list[Key], Meta(min_length=1, description="The first of these that a record has.")]


class Mapping(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True, rename={"class_": "class"}):
    """Where a record of the log says what. Every field is a key, or a list of keys of which the first there is counts.

    ``only``: records in which each of these keys holds one of these texts (``*``: anything) are calls; others are
    none. ``call`` is class and method in one text (``a.b.C.method``), ``module`` the library of a native function.
    ``time_unit`` is ``s``, ``ms``, ``us`` or ``ns`` since 1970, ``iso`` for ISO 8601 texts, ``auto`` by how they look,
    or a format of Python's ``strptime``; a text without a zone is taken for UTC. ``arg_value`` and ``arg_type`` are
    keys within an argument or a result that is an object with its type.
    """

    only: dict[Key, Keys] = {}
    time: Keys = []
    time_unit: Annotated[str, Meta(min_length=1, max_length=80)] = "auto"
    class_: Keys = []
    method: Keys = []
    call: Keys = []
    module: Keys = []
    args: Keys = []
    result: Keys = []
    exception: Keys = []
    stack: Keys = []
    thread: Keys = []
    thread_id: Keys = []
    process: Keys = []
    pid: Keys = []
    object: Keys = []
    arg_value: Keys = "value"
    arg_type: Keys = msgspec.field(default_factory=lambda: ["runtimeType", "declaredType", "type"])


UNITS = {"s": 1e6, "ms": 1e3, "us": 1.0, "ns": 1e-3}
"""Microseconds in one of each unit."""


def read_mapping(path: Path) -> Mapping:
    """Read a user's mapping. Raises ``ReadError``: one sentence with the place."""
    placed = read_placed(read_text(path, "the mapping", _MOST_BYTES), shown(path), Mapping)
    said = placed.content
    if not said.method and not said.call:
        raise placed.error("$", "a mapping needs method (with class), or call: the key that names what was called")
    if said.time_unit not in (*UNITS, "iso", "auto") and "%" not in said.time_unit:
        raise placed.error(
            "$.time_unit", "the unit is s, ms, us, ns, iso, auto, or a format such as '%d/%m/%Y %H:%M:%S.%f'"
        )
    return said


@cache
def shipped() -> tuple[Mapping, ...]:
    """Return the mappings that ship, the most particular first: frooky's, MobSF's, and what scripts commonly send."""
    folder = Path(call_logs.__file__).parent
    return tuple(read_mapping(folder / f"{name}.yaml") for name in ("frooky", "mobsf", "plain"))


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a mapping, for editors: ``harness/catalog/call_logs/schema.json``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What the keys of a hook log mean (harness analyze --calls LOG --mapping FILE)",
        **msgspec.json.schema(Mapping),
    }


def keys(said: Keys) -> list[str]:
    """Return what a field of a mapping says as a list."""
    return [said] if isinstance(said, str) else said


def found(record: object, said: Keys) -> Any:
    """Return what a record holds under the first key that it has; ``None`` where it has none of them."""
    for key in keys(said):
        held = _at(record, key)
        if held is not _NOTHING:
            return held
    return None


def has(record: object, said: Keys) -> bool:
    """Whether a record has any of these keys."""
    return any(_at(record, key) is not _NOTHING for key in keys(said))


_NOTHING = object()


def _at(record: object, path: str) -> object:
    """Walk a path; a key that itself has dots in it is found, too."""
    if isinstance(record, dict) and path in record:
        return record[path]
    for key in path.split("."):
        if isinstance(record, dict) and key in record:
            record = record[key]
        elif isinstance(record, list) and key.isascii() and key.isdigit() and int(key) < len(record):
            record = record[int(key)]
        else:
            return _NOTHING
    return record
