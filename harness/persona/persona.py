"""The persona: the planted identity of one run, and its file format."""

import itertools
from pathlib import Path
from typing import Any

import msgspec
import yaml

from harness.errors import BadInputError
from harness.files.names import shown
from harness.files.read import MIB, ReadError, YamlError, parse_yaml, read_text

SCHEMA = 1
MOST_BYTES = MIB
"""Bytes of a persona file; one of ``harness persona new`` has 5 KB."""

Planted = str | dict[str, float]


class PersonaError(BadInputError, ValueError):
    """A persona file cannot be used. The message names the file, the place and what to do."""


class PersonaValue(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One planted value.

    ``category`` is an id of the category catalogue. ``value`` is text, or ``{latitude, longitude}`` in degrees
    (WGS-84) for a place. ``of`` groups the values of one thing, such as the name and number of one contact.
    ``origin`` is ``persona`` for what was planted, ``device`` for what the device had of its own.
    """

    id: str
    category: str
    value: Planted
    of: str | None = None
    origin: str = "persona"


class Persona(msgspec.Struct, kw_only=True):
    """All values one run plants on a device. ``created`` is ISO 8601 UTC."""

    schema: int = SCHEMA
    id: str
    created: str
    values: list[PersonaValue]

    def text(self, value_id: str) -> str:
        """Return the text of one value. Raises ``KeyError`` when the persona has no such text value."""
        for item in self.values:
            if item.id == value_id and isinstance(item.value, str):
                return item.value
        raise KeyError(value_id)

    def get(self, value_id: str, default: str = "") -> str:
        """Return the text of one value, or ``default``."""
        try:
            return self.text(value_id)
        except KeyError:
            return default

    def place(self) -> tuple[float, float] | None:
        """Return the planted position as (latitude, longitude) in degrees, or ``None``."""
        for item in self.values:
            if isinstance(item.value, dict):
                return item.value["latitude"], item.value["longitude"]
        return None

    def groups(self, prefix: str) -> list[dict[str, str]]:
        """Return the text values of each group whose name starts with ``prefix.``, by the last part of their id."""
        found: dict[str, dict[str, str]] = {}
        for item in self.values:
            if item.of and item.of.startswith(f"{prefix}.") and isinstance(item.value, str):
                found.setdefault(item.of, {})[item.id.rpartition(".")[2]] = item.value
        return list(found.values())

    def add_own(self, own: list[PersonaValue]) -> None:
        """Add values that a device has of its own, each once.

        One that was planted and is read back is known already; one that has changed since it was first read is one
        more value, under an id of its own.
        """
        ids = {item.id for item in self.values}
        known = {(item.category, str(item.value)) for item in self.values}
        for item in own:
            if (item.category, str(item.value)) in known:
                continue
            names = (item.id if number == 1 else f"{item.id}.{number}" for number in itertools.count(1))
            free = next(name for name in names if name not in ids)
            self.values.append(msgspec.structs.replace(item, id=free))
            ids.add(free)
            known.add((item.category, str(item.value)))

    def to_yaml(self) -> str:
        """Return the persona file's text."""
        return yaml.safe_dump(msgspec.to_builtins(self), allow_unicode=True, sort_keys=False, width=120)


def parse_persona(text: str, origin: str) -> Persona:
    """Read a persona from YAML ``text``; ``origin`` names it in errors. Raises :class:`PersonaError`."""
    try:
        raw: Any = parse_yaml(text, origin)
    except YamlError as error:
        raise PersonaError(str(error)) from None
    try:
        persona = msgspec.convert(raw, Persona)
    except msgspec.ValidationError as error:
        raise PersonaError(
            f"{origin} is not a persona: {error}. 'harness persona new' makes one to start from."
        ) from None
    seen: set[str] = set()
    for item in persona.values:
        if item.id in seen:
            raise PersonaError(f"{origin}: the value id {item.id!r} occurs twice; ids must be unique.")
        seen.add(item.id)
        if isinstance(item.value, dict) and not {"latitude", "longitude"} <= set(item.value):
            raise PersonaError(f"{origin}: value {item.id!r} needs both latitude and longitude in degrees.")
    return persona


def load_persona(path: Path) -> Persona:
    """Read a persona file. Raises :class:`PersonaError` when it is missing or malformed."""
    try:
        text = read_text(path, "the persona file", MOST_BYTES)
    except ReadError as error:
        raise PersonaError(str(error)) from None
    return parse_persona(text, shown(path))
