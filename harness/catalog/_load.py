"""Reading the catalogue's own YAML files: fast, strict, one-sentence errors."""

from pathlib import Path
from typing import Any, TypeVar

import msgspec

from harness.errors import BadInputError
from harness.files import read
from harness.files.read import MIB, ReadError, YamlError

T = TypeVar("T")


MOST_BYTES = MIB
"""Bytes of a file of access points; the longest shipped one has 23 KB."""


class CatalogError(BadInputError):
    """A catalogue file cannot be used; the message is one sentence with file and, where known, line."""


def load_yaml(path: Path) -> Any:
    """Parse one YAML file.

    Raises ``CatalogError`` when it cannot be read or is not YAML.
    """
    return parse_yaml(load_text(path), str(path))


def load_text(path: Path) -> str:
    """Return one file's text. Raises ``CatalogError`` when it cannot be read."""
    try:
        return read.read_text(path, "the file", MOST_BYTES)
    except ReadError as error:
        raise CatalogError(str(error)) from None


def parse_yaml(text: str, name: str) -> Any:
    """Parse YAML text; ``name`` is what errors call it."""
    try:
        return read.parse_yaml(text, name)
    except YamlError as error:
        at = f":{error.line}" if error.line else ""
        raise CatalogError(f"{name}{at}: not valid YAML: {error.problem}") from None


def load_as(path: Path, kind: type[T]) -> T:
    """Read one YAML file as ``kind`` (a msgspec type)."""
    try:
        return msgspec.convert(load_yaml(path), kind)
    except msgspec.ValidationError as error:
        raise CatalogError(f"{path}: {error}") from error
