"""YAML with the place of every part, so that an error can say where it is. No aliases' bombs, no duplicate keys."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from harness.errors import BadInputError

_MOST_NODES = 20_000
_DEEPEST = 40


class ScenarioError(BadInputError, ValueError):
    """A scenario cannot be used. The message names the file, the place and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file, both numbers from 1."""

    origin: str
    line: int
    column: int

    def error(self, text: str) -> ScenarioError:
        """Return an error about this place: ``FILE:LINE:COLUMN: text``."""
        return ScenarioError(f"{self.origin}:{self.line}:{self.column}: {text}")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One word or number. ``raw`` is what was written, without quotes; ``value`` what YAML makes of it."""

    place: Place
    value: Any
    raw: str


@dataclass(frozen=True, slots=True)
class Seq:
    """A list."""

    place: Place
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Map:
    """A mapping; ``keys`` are the places of its keys."""

    place: Place
    items: dict[str, "Node"]
    keys: dict[str, Place]


Node = Scalar | Seq | Map


def read_yaml(text: str, origin: str) -> Node:
    """Read one YAML document. Raises :class:`ScenarioError` with the place of what is wrong."""
    start = Place(origin, 1, 1)
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(origin, mark.line + 1, mark.column + 1) if mark else start
        raise place.error(
            f"this is not YAML: {_line(error.problem or error.context or 'it cannot be read')}."
        ) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise start.error(f"this is not YAML: {_line(str(error))}.") from None
    if root is None:
        raise start.error("the file is empty.")
    return _Reader(origin).read(root, 0)


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()[:200]


class _Reader:
    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._constructor = yaml.SafeLoader("")
        self._count = 0

    def read(self, node: yaml.Node, depth: int) -> Node:
        place = Place(self._origin, node.start_mark.line + 1, node.start_mark.column + 1)
        self._count += 1
        if self._count > _MOST_NODES or depth > _DEEPEST:
            raise place.error("the file is too large or too deep to be a scenario.")
        if isinstance(node, yaml.ScalarNode):
            return Scalar(place, self._value(node, place), node.value)
        if isinstance(node, yaml.SequenceNode):
            return Seq(place, tuple(self.read(item, depth + 1) for item in node.value))
        items: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        for key, value in self._pairs(node):
            at = Place(self._origin, key.start_mark.line + 1, key.start_mark.column + 1)
            if not isinstance(key, yaml.ScalarNode):
                raise at.error("a key must be a word.")
            if key.value in items:
                raise at.error(f"the key {key.value[:40]!r} occurs twice.")
            items[key.value] = self.read(value, depth + 1)
            keys[key.value] = at
        return Map(place, items, keys)

    @staticmethod
    def _pairs(node: yaml.Node) -> Iterator[tuple[yaml.Node, yaml.Node]]:
        yield from node.value

    def _value(self, node: yaml.ScalarNode, place: Place) -> Any:
        try:
            return self._constructor.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            raise place.error(f"{node.value[:40]!r} cannot be read: {_line(str(error))}.") from None


def scalar(text: str, origin: str) -> Scalar:
    """Return ``text`` as the scalar YAML would read from it. Raises :class:`ScenarioError` when it is not one."""
    place = Place(origin, 1, 1)
    if not text.strip():
        return Scalar(place, text, text)
    try:
        found = read_yaml(text, origin)
    except ScenarioError:
        return Scalar(place, text, text)
    return found if isinstance(found, Scalar) else Scalar(place, text, text)
