"""The kinds of arguments that steps take: how each is read, and its JSON Schema. Both say the same."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from harness.capture.scenario.marks import Map, Node, Place, Scalar, Seq
from harness.capture.scenario.model import Condition, Point, Target
from harness.capture.scenario.variables import Variables

Schema = dict[str, Any]

_UNITS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86_400.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?) ?(ms|s|min|h|d)")
_REFERENCE_SCHEMA: Schema = {"type": "string", "pattern": r"^\$\{[a-z][a-z0-9_.]*\}$"}
_LONGEST = 2000


class Reading(Protocol):
    """What an argument needs of the file around it."""

    variables: Variables

    def steps(self, node: Node) -> tuple[Any, ...]:
        """Read a list of steps."""


class Kind(Protocol):
    """One kind of argument."""

    def read(self, node: Node, reading: Reading, name: str) -> Any:
        """Return the argument's value. Raises ``ScenarioError`` with its place."""

    def schema(self) -> Schema:
        """Return its JSON Schema."""


def _scalar(node: Node, reading: Reading, name: str, what: str) -> Scalar:
    if not isinstance(node, Scalar):
        raise node.place.error(f"{name} must be {what}.")
    return reading.variables.fill(node)


def _unset(found: Scalar, reading: Reading) -> bool:
    return found.value is None and found.raw == "" and bool(reading.variables.missing)


@dataclass(frozen=True)
class Seconds:
    """A time: a number of seconds, or ``500ms``, ``2 s``, ``10min``, ``48h``, ``2d``."""

    least: float = 0.0
    most: float = 7 * 86_400.0

    def read(self, node: Node, reading: Reading, name: str) -> float:
        found = _scalar(node, reading, name, "a time in seconds")
        value = found.value
        if isinstance(value, str) and (match := _DURATION.fullmatch(value.strip())):
            value = float(match[1]) * _UNITS[match[2]]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise node.place.error(f"{name} must be a time such as 5, 500ms, 10min or 48h, not {found.raw[:40]!r}.")
        if not self.least <= value <= self.most:
            raise node.place.error(f"{name} must be between {self.least:g} and {self.most:g} seconds, not {value:g}.")
        return float(value)

    def schema(self) -> Schema:
        return {
            "anyOf": [
                {"type": "number", "minimum": self.least, "maximum": self.most},
                {"type": "string", "pattern": r"^\d+(\.\d+)? ?(ms|s|min|h|d)$"},
                _REFERENCE_SCHEMA,
            ]
        }


@dataclass(frozen=True)
class Count:
    """A whole number."""

    least: int
    most: int

    def read(self, node: Node, reading: Reading, name: str) -> int:
        value = _scalar(node, reading, name, "a whole number").value
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise node.place.error(f"{name} must be a whole number between {self.least} and {self.most}.")
        return value

    def schema(self) -> Schema:
        return {"anyOf": [{"type": "integer", "minimum": self.least, "maximum": self.most}, _REFERENCE_SCHEMA]}


@dataclass(frozen=True)
class Text:
    """Any text, as it is written (``1`` and ``yes`` are texts as well)."""

    def read(self, node: Node, reading: Reading, name: str) -> str:
        found = _scalar(node, reading, name, "a text")
        if not found.raw and not _unset(found, reading):
            raise node.place.error(f"{name} is empty.")
        if len(found.raw) > _LONGEST:
            raise node.place.error(f"{name} has more than {_LONGEST} characters.")
        return found.raw

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean"]}


@dataclass(frozen=True)
class Matching:
    """A text of a certain form."""

    pattern: str
    what: str

    def read(self, node: Node, reading: Reading, name: str) -> str:
        found = _scalar(node, reading, name, self.what)
        if not re.fullmatch(self.pattern, found.raw) and not _unset(found, reading):
            raise node.place.error(f"{name} must be {self.what}, not {found.raw[:60]!r}.")
        return found.raw

    def schema(self) -> Schema:
        return {"anyOf": [{"type": "string", "pattern": f"^(?:{self.pattern})$"}, _REFERENCE_SCHEMA]}


@dataclass(frozen=True)
class Choice:
    """One of some words."""

    words: tuple[str, ...]

    def read(self, node: Node, reading: Reading, name: str) -> str:
        found = _scalar(node, reading, name, "a word")
        if found.raw not in self.words:
            raise node.place.error(f"{name} must be one of {', '.join(self.words)}, not {found.raw[:40]!r}.")
        return found.raw

    def schema(self) -> Schema:
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    def read(self, node: Node, reading: Reading, name: str) -> bool:
        value = _scalar(node, reading, name, "true or false").value
        if not isinstance(value, bool):
            raise node.place.error(f"{name} must be true or false.")
        return value

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Where:
    """A point: ``[540, 1200]`` in pixels or ``[50%, 90%]`` of the screen."""

    def read(self, node: Node, reading: Reading, name: str) -> Point:
        if not isinstance(node, Seq) or len(node.items) != 2:
            raise node.place.error(f"{name} must be a point such as [540, 1200] or [50%, 90%].")
        x, y = (self._one(item, reading, name) for item in node.items)
        return Point(x[0], y[0], (x[1], y[1]))

    @staticmethod
    def _one(node: Node, reading: Reading, name: str) -> tuple[float, bool]:
        found = _scalar(node, reading, name, "a point")
        if match := re.fullmatch(r"(\d{1,3}(?:\.\d+)?)%", found.raw):
            if float(match[1]) <= 100:
                return float(match[1]) / 100, True
        elif re.fullmatch(r"\d{1,5}", found.raw):
            return float(found.raw), False
        raise node.place.error(f"{name}: {found.raw[:40]!r} is neither pixels nor a share of the screen such as 50%.")

    def schema(self) -> Schema:
        one = {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": 99_999},
                {"type": "string", "pattern": r"^\d{1,3}(\.\d+)?%$"},
            ]
        }
        return {"type": "array", "items": one, "minItems": 2, "maxItems": 2}


@dataclass(frozen=True)
class Texts:
    """One text, or several in order of preference."""

    def read(self, node: Node, reading: Reading, name: str) -> tuple[str, ...]:
        items = node.items if isinstance(node, Seq) else (node,)
        if not items or len(items) > 20:
            raise node.place.error(f"{name} must be a text or a list of up to 20 texts.")
        return tuple(Text().read(item, reading, name) for item in items)

    def schema(self) -> Schema:
        return {"anyOf": [Text().schema(), {"type": "array", "items": Text().schema(), "minItems": 1, "maxItems": 20}]}


TARGET: dict[str, Kind] = {"text": Texts(), "contains": Texts(), "description": Texts(), "id": Text(), "at": Where()}
"""The arguments that name a control."""


def target_of(node: Node, given: dict[str, Node], reading: Reading, what: str) -> Target | None:
    """Return the control that the arguments ``given`` name, ``None`` when they name none."""
    found = {key: TARGET[key].read(given[key], reading, key) for key in TARGET if key in given}
    if not found:
        return None
    if "at" in found and len(found) > 1:
        raise given["at"].place.error(f"{what} is either at a point or a control with a text or id, not both.")
    texts = (*found.get("text", ()), *found.get("description", ()))
    return Target(texts=texts, contains=found.get("contains", ()), id=found.get("id", ""), at=found.get("at"))


def target_schema() -> Schema:
    """Return the schema of a control on its own."""
    whole = {
        "type": "object",
        "properties": {key: kind.schema() for key, kind in TARGET.items()},
        "additionalProperties": False,
        "minProperties": 1,
    }
    return {"anyOf": [Texts().schema(), whole]}


@dataclass(frozen=True)
class Control:
    """A control on its own: a text, or a mapping of what names it."""

    def read(self, node: Node, reading: Reading, name: str) -> Target:
        if not isinstance(node, Map):
            return Target(texts=Texts().read(node, reading, name))
        if unknown := [key for key in node.items if key not in TARGET]:
            raise node.keys[unknown[0]].error(
                f"{name} does not know {unknown[0][:40]!r}; it takes {', '.join(TARGET)}."
            )
        found = target_of(node, node.items, reading, name)
        if found is None:
            raise node.place.error(f"{name} must name a control by {', '.join(TARGET)}.")
        return found

    def schema(self) -> Schema:
        return {"$ref": "#/$defs/target"}


_APP = Choice(("alive", "exited"))
_NAME = Matching(r"[a-z][a-z0-9_]{0,39}", "the name of a variable")
CONDITIONS: dict[str, Kind] = {"visible": Control(), "not_visible": Control(), "app": _APP, "set": _NAME}
"""What can be asked; exactly one of them at a time."""


def condition_of(place: Place, given: dict[str, Node], reading: Reading) -> Condition | None:
    """Return the condition among the arguments ``given``. Raises when there are several."""
    names = [key for key in CONDITIONS if key in given]
    if not names:
        return None
    if len(names) > 1:
        raise given[names[1]].place.error(f"ask one thing at a time: {names[0]} or {names[1]}.")
    value = CONDITIONS[names[0]].read(given[names[0]], reading, names[0])
    return Condition(names[0], value) if isinstance(value, Target) else Condition(names[0], word=value)


@dataclass(frozen=True)
class Steps:
    """A list of steps."""

    def read(self, node: Node, reading: Reading, name: str) -> tuple[Any, ...]:
        return reading.steps(node)

    def schema(self) -> Schema:
        return {"$ref": "#/$defs/steps"}


Check = Callable[[dict[str, Any], Place], None]
