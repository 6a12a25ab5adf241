"""Reading the steps of a phase: each checked as a whole, and all that is wrong with it noted."""

from typing import Any

from harness.capture.scenario.fields import CONDITION_KEYS, TARGET_KEYS, Field, fields
from harness.capture.scenario.marks import Map, Mark, Node, Scalar, Seq
from harness.capture.scenario.model import Condition, Step, Target
from harness.capture.scenario.problems import Problems
from harness.capture.scenario.steps import STEPS
from harness.capture.scenario.values import Values
from harness.capture.scenario.variables import Variables

_LONGEST_SHOWN = 120


class StepReader:
    """Reads the steps of a file. What is wrong with one is noted; it is left out, and reading goes on."""

    def __init__(self, variables: Variables, problems: Problems) -> None:
        """``variables`` are those in force; ``problems`` takes what is wrong."""
        self._problems = problems
        self.values = Values(variables, problems, self.steps)
        self.untouched = ""
        """The phase that is read, if nothing in it may touch the app."""

    def steps(self, node: Node) -> tuple[Step, ...]:
        """Read a list of steps. Raises ``ScenarioError`` when it is none."""
        if not isinstance(node, Seq) or not node.items:
            raise node.mark.error("'steps' must be a list with at least one step.")
        read = (self._problems.tried(self._step, item) for item in node.items)
        return tuple(step for step in read if step is not None)

    def _step(self, node: Node) -> Step | None:
        if isinstance(node, Scalar) and isinstance(node.value, str):
            return self._made(node.raw, node.mark, None)
        if not isinstance(node, Map) or len(node.items) != 1:
            raise node.mark.error("this must be one step, such as 'launch', 'tap: OK' or 'wait: {seconds: 2}'.")
        ((name, value),) = node.items.items()
        return self._made(name, node.keys[name], value)

    def _made(self, name: str, mark: Mark, value: Node | None) -> Step | None:
        kind = STEPS.get(name)
        if kind is None:
            raise mark.error(f"unknown step {name[:40]!r}; steps are: {', '.join(STEPS)}.")
        if kind.touches and self.untouched:
            self._problems.note(mark.error(f"the phase {self.untouched} must not touch the app, but {name} does."))
        given = _arguments(name, kind, value)
        before = len(self._problems)
        self._unknown(name, kind, given)
        found = {
            field.name: self._problems.tried(self._argument, name, field, given.items)
            for field in fields(kind)
            if any(key in given.items for key in field.keys)
        }
        self._whole(name, kind, given.items, mark)
        if len(self._problems) > before:
            return None
        return kind(**found, shown=_shown(name, kind, given, found))

    def _unknown(self, name: str, kind: type[Step], given: Map) -> None:
        allowed = [key for field in fields(kind) for key in field.keys]
        takes = f"; it takes {', '.join(allowed)}" if allowed else ""
        for key in given.items:
            if key not in allowed:
                self._problems.note(given.keys[key].error(f"{name} does not know {key[:40]!r}{takes}."))

    def _argument(self, name: str, field: Field, given: dict[str, Node]) -> Any:
        if not field.inline:
            return self.values.read(field.type, given[field.key], field.key)
        if field.base is Target:
            return self.values.target(given, name)
        return self.values.condition(given)

    def _whole(self, name: str, kind: type[Step], given: dict[str, Node], mark: Mark) -> None:
        """Note what is lacking, and what does not go together."""
        lacking = [field for field in fields(kind) if field.required and not any(key in given for key in field.keys)]
        if needed := [field.key for field in lacking if not field.inline]:
            self._problems.note(mark.error(f"{name} needs {', '.join(needed)}."))
        for field in lacking:
            if field.inline and field.base is Target:
                self._problems.note(mark.error(f"{name} needs a control: {', '.join(TARGET_KEYS)}."))
            elif field.inline:
                self._problems.note(mark.error(f"{name} asks one of {', '.join(CONDITION_KEYS)}."))
        if wrong := kind.wrong(frozenset(given)):
            self._problems.note(mark.error(wrong))


def _arguments(name: str, kind: type[Step], value: Node | None) -> Map:
    """The arguments as a mapping, from ``kind``, ``kind: value`` or ``kind: {…}``."""
    if value is None or (isinstance(value, Scalar) and value.value is None and not value.raw):
        return Map(value.mark if value else _NOWHERE, {}, {})
    if isinstance(value, Map):
        means_control = any(field.key == kind.short and field.base is Target for field in fields(kind))
        if not (means_control and value.items and set(value.items) <= set(TARGET_KEYS)):
            return value
    elif not kind.short:
        raise value.mark.error(f"the arguments of {name} must be a mapping.")
    return Map(value.mark, {kind.short: value}, {kind.short: value.mark})


_NOWHERE = Mark("", 0, 0)


def _shown(name: str, kind: type[Step], given: Map, found: dict[str, Any]) -> str:
    """How a cause names the step: as it was written, so that no persona's value stands in it."""
    said = [name]
    said += [value.shown for value in found.values() if isinstance(value, Target)]
    said += [value.shown for value in found.values() if isinstance(value, Condition)]
    required = {field.key for field in fields(kind) if field.required}
    said += [node.raw for key, node in given.items.items() if key in required and isinstance(node, Scalar)]
    return " ".join(said)[:_LONGEST_SHOWN]
