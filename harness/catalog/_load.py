"""Reading the catalogue's own YAML files: fast, strict, one-sentence errors."""

from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

T = TypeVar("T")


class CatalogError(Exception):
    """A catalogue file cannot be used; the message is one sentence with file and, where known, line."""


def load_yaml(path: Path) -> Any:
    """Parse one YAML file.

    Raises ``CatalogError`` when it cannot be read or is not YAML.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError(f"{path}: cannot be read: {error}") from error
    return parse_yaml(text, str(path))


def parse_yaml(text: str, name: str) -> Any:
    """Parse YAML text; ``name`` is what errors call it."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, the C one where there is one
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise CatalogError(f"{name}:{line}: not valid YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise CatalogError(f"{name}: not valid YAML: {error}") from error


def load_as(path: Path, kind: type[T]) -> T:
    """Read one YAML file as ``kind`` (a msgspec type)."""
    try:
        return msgspec.convert(load_yaml(path), kind)
    except msgspec.ValidationError as error:
        raise CatalogError(f"{path}: {error}") from error
