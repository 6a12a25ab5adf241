"""YAML whose parts know where they stand, read into a typed struct: an error says ``FILE:LINE:COLUMN``."""

import re
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
import yaml

from harness.files.read import ReadError

_MOST_NODES = 20_000
_DEEPEST = 40
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")

T = TypeVar("T")


class PlaceError(ReadError):
    """A file's content cannot be used. The message begins with ``FILE:LINE:COLUMN``; ``line`` is from 1."""

    def __init__(self, name: str, line: int, column: int, problem: str) -> None:
        """Say what is wrong at which place."""
        super().__init__(f"{name}:{line}:{column}: {problem}.")
        self.line = line


class Place(NamedTuple):
    """A position in a file, both numbers from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Placed(Generic[T]):
    """What was read, and where its parts stand: by paths as ``msgspec`` writes them (``$.leaves[0].to``)."""

    content: T
    name: str
    places: dict[str, Place]

    def at(self, path: str) -> Place:
        """Return the place of a part, or of what is nearest around it."""
        while path not in self.places and path != "$":
            path = path[: max(path.rfind("."), path.rfind("["))] or "$"
        return self.places.get(path, Place(1, 1))

    def error(self, path: str, problem: str) -> PlaceError:
        """Return an error about a part; ``problem`` is a sentence without its point."""
        return PlaceError(self.name, *self.at(path), problem)


def read_placed(text: str, name: str, type_: type[T]) -> Placed[T]:
    """Read one YAML document as a ``type_``; ``name`` is what errors call it. Raises :class:`PlaceError`.

    A key that occurs twice is an error: YAML readers would silently keep the last.
    """
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = " ".join((error.problem or error.context or "it cannot be read").split())
        raise PlaceError(name, *where, f"it is not YAML: {problem}") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise PlaceError(name, 1, 1, f"it is not YAML: {' '.join(str(error).split())[:200]}") from None
    if root is None:
        raise PlaceError(name, 1, 1, "the file is empty")
    reader = _Reader(name)
    raw = reader.read(root, "$", 0)
    placed = Placed(raw, name, reader.places)
    try:
        content = msgspec.convert(raw, type_)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at `")
        path = path.rstrip("`").replace("[...]", "") or "$"
        if unknown := _UNKNOWN.search(problem):
            path = f"{path}.{unknown[1]}"
        raise placed.error(path, f"{problem[:200]}{f' ({path})' if path != '$' else ''}") from None
    return Placed(content, name, reader.places)


class _Reader:
    def __init__(self, name: str) -> None:
        self._name = name
        self._constructor = yaml.SafeLoader("")
        self._count = 0
        self.places: dict[str, Place] = {}

    def read(self, node: yaml.Node, path: str, depth: int) -> Any:
        place = Place(node.start_mark.line + 1, node.start_mark.column + 1)
        self.places.setdefault(path, place)
        self._count += 1
        if self._count > _MOST_NODES or depth > _DEEPEST:
            raise PlaceError(self._name, *place, "the file is too large or too deep")
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, f"{path}[{number}]", depth + 1) for number, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, depth)
        try:
            return self._constructor.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            problem = " ".join(str(error).split())[:200]
            raise PlaceError(self._name, *place, f"this cannot be read: {problem}") from None

    def _mapping(self, node: yaml.MappingNode, path: str, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            at = Place(key.start_mark.line + 1, key.start_mark.column + 1)
            if not isinstance(key, yaml.ScalarNode):
                raise PlaceError(self._name, *at, "a key must be a word")
            if key.value in found:
                raise PlaceError(self._name, *at, f"the key {key.value[:40]!r} occurs twice")
            self.places[f"{path}.{key.value}"] = at
            found[key.value] = self.read(value, f"{path}.{key.value}", depth + 1)
        return found
