"""YAML with the place of every part, so that an error can say where it is. No aliases' bombs, no duplicate keys."""

import re
from dataclasses import dataclass
from typing import Any

import yaml

from harness.capture.scenario.problems import Problems, ScenarioError

_MOST_NODES = 20_000
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Mark:
    """A position in a file, both numbers from 1."""

    origin: str
    line: int
    column: int

    def error(self, text: str) -> ScenarioError:
        """Return an error about this place: ``FILE:LINE:COLUMN: text``."""
        return ScenarioError(f"{self.origin}:{self.line}:{self.column}: {text}", (self.line, self.column))


@dataclass(frozen=True, slots=True)
class Scalar:
    """One word or number. ``raw`` is what was written, without quotes; ``value`` what YAML makes of it."""

    mark: Mark
    value: Any
    raw: str


@dataclass(frozen=True, slots=True)
class Seq:
    """A list."""

    mark: Mark
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Map:
    """A mapping; ``keys`` are the places of its keys."""

    mark: Mark
    items: dict[str, "Node"]
    keys: dict[str, Mark]


Node = Scalar | Seq | Map


def read_yaml(text: str, origin: str, problems: Problems) -> Node:
    """Read one YAML document. ``problems`` takes what is wrong with a key or word.

    Raises :class:`ScenarioError` with the place of what makes the whole unreadable.
    """
    start = Mark(origin, 1, 1)
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        where = error.problem_mark or error.context_mark
        mark = Mark(origin, where.line + 1, where.column + 1) if where else start
        raise mark.error(f"this is not YAML: {_line(error.problem or error.context or 'it cannot be read')}.") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise start.error(f"this is not YAML: {_line(str(error))}.") from None
    if root is None:
        raise start.error("the file is empty.")
    return _Reader(origin, problems).read(root, 0)


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()[:200]


class _Reader:
    def __init__(self, origin: str, problems: Problems) -> None:
        self._origin = origin
        self._problems = problems
        self._constructor = yaml.SafeLoader("")
        self._count = 0

    def read(self, node: yaml.Node, depth: int) -> Node:
        mark = self._mark(node)
        self._count += 1
        if self._count > _MOST_NODES or depth > _DEEPEST:
            raise mark.error("the file is too large or too deep to be a scenario.")
        if isinstance(node, yaml.ScalarNode):
            return Scalar(mark, self._value(node, mark), node.value)
        if isinstance(node, yaml.SequenceNode):
            return Seq(mark, tuple(self.read(item, depth + 1) for item in node.value))
        items: dict[str, Node] = {}
        keys: dict[str, Mark] = {}
        for key, value in node.value:
            at = self._mark(key)
            read = self.read(value, depth + 1)
            if not isinstance(key, yaml.ScalarNode):
                self._problems.note(at.error("a key must be a word."))
            elif key.value in items:
                self._problems.note(at.error(f"the key {key.value[:40]!r} occurs twice."))
            else:
                items[key.value], keys[key.value] = read, at
        return Map(mark, items, keys)

    def _mark(self, node: yaml.Node) -> Mark:
        return Mark(self._origin, node.start_mark.line + 1, node.start_mark.column + 1)

    def _value(self, node: yaml.ScalarNode, mark: Mark) -> Any:
        try:
            return self._constructor.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            self._problems.note(mark.error(f"{node.value[:40]!r} cannot be read: {_line(str(error))}."))
            return node.value


def scalar(text: str, origin: str) -> Scalar:
    """Return ``text`` as the scalar YAML would read from it, and as it is where it is none."""
    mark, problems = Mark(origin, 1, 1), Problems()
    if not text.strip():
        return Scalar(mark, text, text)
    found = problems.tried(read_yaml, text, origin, problems)
    return found if isinstance(found, Scalar) and not len(problems) else Scalar(mark, text, text)
