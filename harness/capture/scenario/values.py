"""Reading one value of a scenario file by the type of the field it is for, short forms and variables included."""

import re
from collections.abc import Callable
from typing import Any, Literal

import msgspec

from harness.capture.scenario.fields import CONDITION_KEYS, TARGET_KEYS, base_of, bounds, fields, item_of, words
from harness.capture.scenario.marks import Map, Node, Scalar, Seq
from harness.capture.scenario.model import Condition, Point, Step, Target, Texts
from harness.capture.scenario.problems import Problems
from harness.capture.scenario.variables import Variables

DURATION = r"(\d+(\.\d+)?) ?(ms|s|min|h|d)"
"""A time with its unit."""
_UNITS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86_400.0}


class Values:
    """Reads values. All raise ``ScenarioError`` with the place of what is wrong, which calls the value ``name``.
    What is wrong with one part of a value is noted, and the value is then not whole."""

    def __init__(self, variables: Variables, problems: Problems, steps: Callable[[Node], tuple[Step, ...]]) -> None:
        """``steps`` reads a list of steps; ``problems`` takes what is wrong with a part."""
        self._variables = variables
        self._problems = problems
        self._steps = steps

    def read(self, type_: Any, node: Node, name: str) -> Any:
        """Read a value of a type that a field of a step, a phase or the limits may have."""
        base = base_of(type_)
        if base is Target:
            return self.control(node, name)
        if base is Point:
            return self._point(node, name)
        if base is tuple:
            return self._steps(node) if item_of(type_) is Step else self._texts(type_, node, name)
        return self._scalar(type_, base, node, name)

    def choice(self, among: tuple[str, ...], node: Node, name: str) -> str:
        """Read one of some words that no type lists."""
        found = self._filled(node, name, "a word")
        if found.raw not in among:
            raise node.mark.error(_no_word(name, among, found))
        return found.raw

    def control(self, node: Node, name: str) -> Target:
        """Read a control on its own: a text, or a mapping of what names it."""
        if not isinstance(node, Map):
            return Target(text=self._texts(Texts, node, name))
        for key in node.items:
            if key not in TARGET_KEYS:
                takes = ", ".join(TARGET_KEYS)
                self._problems.note(node.keys[key].error(f"{name} does not know {key[:40]!r}; it takes {takes}."))
        if not node.items:
            raise node.mark.error(f"{name} must name a control by {', '.join(TARGET_KEYS)}.")
        return self.target(node.items, name)

    def target(self, given: dict[str, Node], what: str) -> Target:
        """Read the control that some arguments name, of which there is at least one."""
        found = self._members(Target, given)
        if "at" in found and len(found) > 1:
            raise given["at"].mark.error(f"{what} is either at a point or a control with a text or id, not both.")
        return Target(**found)

    def condition(self, given: dict[str, Node]) -> Condition:
        """Read the condition that some arguments ask, of which there is at least one."""
        names = [key for key in CONDITION_KEYS if key in given]
        if len(names) > 1:
            raise given[names[1]].mark.error(f"ask one thing at a time: {names[0]} or {names[1]}.")
        return Condition(**self._members(Condition, given))

    def _members(self, kind: type[msgspec.Struct], given: dict[str, Node]) -> dict[str, Any]:
        return {
            each.name: self._problems.tried(self.read, each.type, given[each.key], each.key)
            for each in fields(kind)
            if each.key in given
        }

    # -- words and numbers ----------------------------------------------------------------------------------------

    def _filled(self, node: Node, name: str, what: str) -> Scalar:
        if not isinstance(node, Scalar):
            raise node.mark.error(f"{name} must be {what}.")
        return self._variables.fill(node)

    def _unset(self, found: Scalar) -> bool:
        """Whether this is a variable that has to be set and is not."""
        return found.value is None and found.raw == "" and bool(self._variables.missing)

    def _scalar(self, type_: Any, base: Any, node: Node, name: str) -> Any:
        found = self._filled(node, name, _what(type_, base))
        if base is str and self._unset(found):
            return ""
        value = _seconds(found) if base is float else found.raw if base in (str, Literal) else found.value
        try:
            return msgspec.convert(value, type_)
        except msgspec.ValidationError:
            raise node.mark.error(_wrong(type_, base, name, found, value)) from None

    def _texts(self, type_: Any, node: Node, name: str) -> tuple[str, ...]:
        items, limits = node.items if isinstance(node, Seq) else (node,), bounds(type_)
        if not (limits.min_length or 0) <= len(items) <= (limits.max_length or len(items)):
            raise node.mark.error(f"{name} must be a text or a list of up to {limits.max_length} texts.")
        return tuple(self.read(item_of(type_), item, name) for item in items)

    # -- points ---------------------------------------------------------------------------------------------------

    def _point(self, node: Node, name: str) -> Point:
        """``[540, 1200]`` in pixels or ``[50%, 90%]`` of the screen."""
        if not isinstance(node, Seq) or len(node.items) != 2:
            raise node.mark.error(f"{name} must be a point such as [540, 1200] or [50%, 90%].")
        x, y = (self._coordinate(item, name) for item in node.items)
        return Point(x[0], y[0], (x[1], y[1]))

    def _coordinate(self, node: Node, name: str) -> tuple[float, bool]:
        found = self._filled(node, name, "a point")
        if match := re.fullmatch(r"(\d{1,3}(?:\.\d+)?)%", found.raw):
            if float(match[1]) <= 100:
                return float(match[1]) / 100, True
        elif re.fullmatch(r"\d{1,5}", found.raw):
            return float(found.raw), False
        raise node.mark.error(f"{name}: {found.raw[:40]!r} is neither pixels nor a share of the screen such as 50%.")


def _seconds(found: Scalar) -> Any:
    """A time: a number of seconds, or ``500ms``, ``2 s``, ``10min``, ``48h``, ``2d``."""
    if isinstance(found.value, str) and (match := re.fullmatch(DURATION, found.value.strip())):
        return float(match[1]) * _UNITS[match[3]]
    return found.value


def _what(type_: Any, base: Any) -> str:
    """What a value must be, in words."""
    plain = {float: "a time in seconds", int: "a whole number", bool: "true or false", str: "a text"}
    return bounds(type_).description or plain.get(base, "a word")


def _wrong(type_: Any, base: Any, name: str, found: Scalar, value: Any) -> str:
    """What is wrong with a value that its type does not take, in a sentence."""
    limits = bounds(type_)
    if base is bool:
        return f"{name} must be true or false."
    if base is int:
        return f"{name} must be a whole number between {limits.ge} and {limits.le}."
    if base is float and isinstance(value, int | float) and not isinstance(value, bool):
        return f"{name} must be between {limits.ge:g} and {limits.le:g} seconds, not {_number(value)}."
    if base is float:
        return f"{name} must be a time such as 5, 500ms, 10min or 48h, not {found.raw[:40]!r}."
    if base is Literal:
        return _no_word(name, words(type_), found)
    if limits.pattern:
        return f"{name} must be {_what(type_, base)}, not {found.raw[:60]!r}."
    return f"{name} has more than {limits.max_length} characters." if found.raw else f"{name} is empty."


def _no_word(name: str, among: tuple[str, ...], found: Scalar) -> str:
    return f"{name} must be one of {', '.join(among)}, not {found.raw[:40]!r}."


def _number(value: float) -> str:
    try:
        return f"{value:g}"
    except OverflowError:  # a whole number beyond what a float holds
        return "that"
