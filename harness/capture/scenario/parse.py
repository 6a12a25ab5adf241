"""From a scenario file's text to a scenario: every part checked, every error with its line."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from harness.capture.scenario.kinds import (
    CONDITIONS,
    TARGET,
    Choice,
    Count,
    Flag,
    Kind,
    Seconds,
    condition_of,
    target_of,
)
from harness.capture.scenario.marks import Map, Node, Place, Scalar, ScenarioError, Seq, read_yaml
from harness.capture.scenario.model import (
    BEFORE,
    CODES,
    POLICIES,
    Condition,
    Limits,
    PhaseScript,
    Scenario,
    Step,
    code_of,
)
from harness.capture.scenario.table import STEPS, Spec
from harness.capture.scenario.variables import Variables

_TOP = ("schema", "name", "title", "permissions", "variables", "limits", "default", "phases", "branches")
_PHASE = ("name", "covers", "permissions", "at_most_s", "when", "optional", "steps")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
LIMITS: dict[str, Kind] = {
    "phase_s": Seconds(1, 86_400),
    "total_s": Seconds(1, 7 * 86_400),
    "steps": Count(1, 1_000_000),
}

Include = Callable[[str, Place], Scenario]
"""Loads a scenario that another one includes."""


def parse(text: str, origin: str, given: Mapping[str, Scalar], include: Include, *, strict: bool = True) -> Scenario:
    """Read a scenario from YAML; ``given`` overrides its variables and those of what it includes.

    Raises :class:`ScenarioError`, also for a ``given`` variable that nothing declares (if ``strict``).
    """
    root = read_yaml(text, origin)
    if not isinstance(root, Map):
        raise root.place.error("a scenario is a mapping with 'schema', 'name' and 'phases'.")
    _known(root, _TOP, "a scenario")
    schema = root.items.get("schema")
    if not isinstance(schema, Scalar) or schema.value != 1:
        raise (schema or root).place.error("'schema: 1' is missing.")
    return _File(root, origin, given, include, strict).scenario()


def _known(node: Map, names: tuple[str, ...], what: str) -> None:
    for key in node.items:
        if key not in names:
            raise node.keys[key].error(f"unknown key {key[:40]!r}: {what} has {', '.join(names)}.")


class _File:
    def __init__(self, root: Map, origin: str, given: Mapping[str, Scalar], include: Include, strict: bool) -> None:
        self._root = root
        self._origin = origin
        self._include = include
        self._given = given
        self._strict = strict
        self.variables = Variables()
        self._others: dict[str, Any] = {}
        self._needs: set[str] = set()
        self._read_variables(root.items.get("variables"), given)

    def scenario(self) -> Scenario:
        root = self._root
        branches = self._branches(root.items.get("branches"))
        if "phases" not in root.items and not branches:
            raise root.place.error("'phases' is missing: a list of phases with 'name' and 'steps'.")
        phases = self._phases(root.items["phases"]) if "phases" in root.items else ()
        if not branches:
            branches = {"main": ()}
        self._all_declared()
        return Scenario(
            name=self._word("name", Path(self._origin).stem),
            title=self._title(root.items.get("title")),
            permissions=self._choice("permissions", POLICIES, "grant_all"),
            default=self._choice("default", (*branches, "all"), ""),
            phases=phases,
            branches=branches,
            variables={**self._others, **{name: found.value for name, found in self.variables.values.items()}},
            needs=tuple(sorted(self._needs)),
            limits=self._limits(root.items.get("limits")),
        )

    # -- the head -------------------------------------------------------------------------------------------------

    def _read_variables(self, node: Node | None, given: Mapping[str, Scalar]) -> None:
        if node is not None and not isinstance(node, Map):
            raise node.place.error("'variables' must map names to values.")
        for name, value in (node.items if node else {}).items():
            if not _NAME.fullmatch(name):
                raise node.keys[name].error("a variable's name is lower-case letters, digits and _.")  # type: ignore[union-attr]
            if not isinstance(value, Scalar):
                raise value.place.error(f"the variable {name} must be one word or number.")
            if value.value is None:
                self.variables.needed.add(name)
            else:
                self.variables.values[name] = value
        for name, value in given.items():
            if name in self.variables.values or name in self.variables.needed:
                self.variables.needed.discard(name)
                self.variables.values[name] = value

    def _all_declared(self) -> None:
        known = {*self.variables.values, *self.variables.needed, *self._others}
        unknown = [name for name in self._given if name not in known]
        if self._strict and unknown:
            listed = ", ".join(sorted(known)) or "none"
            raise ScenarioError(f"--set {unknown[0]}: {self._origin} has no such variable; it has: {listed}.")

    def _word(self, key: str, default: str) -> str:
        node = self._root.items.get(key)
        if node is None:
            return default
        if not isinstance(node, Scalar) or not re.fullmatch(r"[\w.-]{1,60}", node.raw):
            raise node.place.error(f"'{key}' must be a word of letters, digits, '-' and '_'.")
        return node.raw

    def _choice(self, key: str, words: tuple[str, ...], default: str) -> str:
        node = self._root.items.get(key)
        return default if node is None else Choice(words).read(node, self, f"'{key}'")

    @staticmethod
    def _title(node: Node | None) -> dict[str, str]:
        if node is None:
            return {}
        if not isinstance(node, Map) or set(node.items) != {"zh", "en"}:
            raise node.place.error("'title' must hold the two languages zh and en.")
        found = {}
        for language, text in node.items.items():
            if not isinstance(text, Scalar) or not text.raw:
                raise text.place.error("a title is a text.")
            found[language] = text.raw
        return found

    def _limits(self, node: Node | None) -> Limits:
        if node is None:
            return Limits()
        if not isinstance(node, Map):
            raise node.place.error(f"'limits' must be a mapping with {', '.join(LIMITS)}.")
        _known(node, tuple(LIMITS), "'limits'")
        return msgspec.structs.replace(
            Limits(), **{key: LIMITS[key].read(value, self, key) for key, value in node.items.items()}
        )

    # -- phases ---------------------------------------------------------------------------------------------------

    def _branches(self, node: Node | None) -> dict[str, tuple[PhaseScript, ...]]:
        if node is None:
            return {}
        if not isinstance(node, Map) or not node.items:
            raise node.place.error("'branches' must map a branch's name to its phases.")
        for name, place in node.keys.items():
            if not _NAME.fullmatch(name) or name == "all":
                raise place.error("a branch's name is lower-case letters, digits and _ (and not 'all').")
        return {name: self._phases(value) for name, value in node.items.items()}

    def _phases(self, node: Node) -> tuple[PhaseScript, ...]:
        if not isinstance(node, Seq) or not node.items:
            raise node.place.error("phases are a list of mappings with 'name' and 'steps'.")
        phases: list[PhaseScript] = []
        for item in node.items:
            phases += self._included(item) if isinstance(item, Map) and "include" in item.items else [self._phase(item)]
        return tuple(phases)

    def _included(self, node: Map) -> tuple[PhaseScript, ...]:
        """The phases of another scenario, and of one of its branches."""
        _known(node, ("include", "branch"), "an include")
        name = node.items["include"]
        if not isinstance(name, Scalar) or not name.raw:
            raise name.place.error("'include' names a shipped scenario or a file beside this one.")
        other = self._include(name.raw, name.place)
        self._needs |= set(other.needs)
        self._others |= dict(other.variables)
        if (branch := node.items.get("branch")) is None:
            return other.phases
        chosen = Choice(tuple(other.branches)).read(branch, self, "'branch'")
        return other.script(chosen)

    def _phase(self, node: Node) -> PhaseScript:
        if not isinstance(node, Map):
            raise node.place.error("a phase is a mapping with 'name' and 'steps'.")
        _known(node, _PHASE, "a phase")
        name = node.items.get("name")
        if not isinstance(name, Scalar) or not _NAME.fullmatch(name.raw):
            raise (name or node).place.error("a phase's 'name' is lower-case letters, digits and _.")
        if name.raw == "install":
            raise name.place.error("'install' is the phase before the first one; it needs no script.")
        if "steps" not in node.items:
            raise node.place.error(f"the phase {name.raw} has no 'steps'.")
        missing, self.variables.missing = self.variables.missing, set()
        steps = self.steps(node.items["steps"])
        if name.raw.startswith(BEFORE):
            _touches_nothing(steps, name.raw, self._origin)
        when = self._when(node.items.get("when"))
        guarded = {when.word} if when and when.kind == "set" else set()
        self._needs |= self.variables.missing - guarded
        self.variables.missing = missing
        return PhaseScript(
            name=name.raw,
            steps=steps,
            code=self._covers(node, name.raw),
            policy=self._optional(node, "permissions", Choice(POLICIES[1:])),
            at_most_s=self._optional(node, "at_most_s", Seconds(1, 86_400)) or 0.0,
            when=when,
            optional=bool(self._optional(node, "optional", Flag())),
        )

    def _covers(self, node: Map, name: str) -> str:
        return self._optional(node, "covers", Choice(tuple(CODES.values()))) or code_of(name)

    def _optional(self, node: Map, key: str, kind: Kind) -> Any:
        return kind.read(node.items[key], self, f"'{key}'") if key in node.items else None

    def _when(self, node: Node | None) -> Condition | None:
        if node is None:
            return None
        if not isinstance(node, Map):
            raise node.place.error(f"'when' asks one of {', '.join(CONDITIONS)}.")
        _known(node, tuple(CONDITIONS), "'when'")
        return condition_of(node.place, node.items, self)

    # -- steps ----------------------------------------------------------------------------------------------------

    def steps(self, node: Node) -> tuple[Step, ...]:
        """Read a list of steps."""
        if not isinstance(node, Seq) or not node.items:
            raise node.place.error("'steps' must be a list with at least one step.")
        return tuple(self._step(item) for item in node.items)

    def _step(self, node: Node) -> Step:
        if isinstance(node, Scalar) and isinstance(node.value, str):
            return self._made(node.raw, node.place, None, node)
        if not isinstance(node, Map) or len(node.items) != 1:
            raise node.place.error("this must be one step, such as 'launch', 'tap: OK' or 'wait: {seconds: 2}'.")
        ((kind, value),) = node.items.items()
        return self._made(kind, node.keys[kind], value, node)

    def _made(self, kind: str, place: Place, value: Node | None, node: Node) -> Step:
        spec = STEPS.get(kind)
        if spec is None:
            raise place.error(f"unknown step {kind[:40]!r}; steps are: {', '.join(STEPS)}.")
        args = _arguments(kind, spec, value)
        found = self._read_args(kind, spec, args, place)
        return Step(kind, found, _shown(kind, spec, args, found), f"{place.line}:{place.column}")

    def _read_args(self, kind: str, spec: Spec, args: Map | None, place: Place) -> dict[str, Any]:
        given = args.items if args else {}
        kinds = {**spec.required, **spec.optional}
        allowed = [*kinds, *(TARGET if spec.target else ()), *(CONDITIONS if spec.condition else ())]
        for key in given:
            if key not in allowed:
                takes = f"; it takes {', '.join(allowed)}" if allowed else ""
                raise args.keys[key].error(f"{kind} does not know {key[:40]!r}{takes}.")  # type: ignore[union-attr]
        found = {key: kinds[key].read(value, self, key) for key, value in given.items() if key in kinds}
        if lacking := [key for key in spec.required if key not in given]:
            raise place.error(f"{kind} needs {', '.join(lacking)}.")
        where = args or Map(place, {}, {})
        if spec.target and (target := target_of(where, given, self, kind)) is not None:
            found["target"] = target
        elif spec.target == "required":
            raise place.error(f"{kind} needs a control: {', '.join(TARGET)}.")
        if spec.condition:
            condition = condition_of(place, given, self)
            if condition is None:
                raise place.error(f"{kind} asks one of {', '.join(CONDITIONS)}.")
            found["condition"] = condition
        if kind == "swipe" and ("direction" in found) == ("from" in found and "to" in found):
            raise place.error("swipe needs either a direction, or both 'from' and 'to'.")
        return found


def _arguments(kind: str, spec: Spec, value: Node | None) -> Map | None:
    """The arguments as a mapping, from ``kind``, ``kind: value`` or ``kind: {…}``."""
    if value is None or (isinstance(value, Scalar) and value.value is None and not value.raw):
        return None
    if isinstance(value, Map):
        if not (spec.short == "into" and set(value.items) <= set(TARGET) and value.items):
            return value
    elif not spec.short:
        raise value.place.error(f"the arguments of {kind} must be a mapping.")
    return Map(value.place, {spec.short: value}, {spec.short: value.place})


def _shown(kind: str, spec: Spec, args: Map | None, found: dict[str, Any]) -> str:
    """How a cause names the step: as it was written, so that no persona's value stands in it."""
    target = found.get("target") or found.get("into")
    words = [kind]
    if target is not None:
        words.append(target.shown)
    if "condition" in found:
        words.append(found["condition"].shown)
    for key, node in (args.items if args else {}).items():
        if key in spec.required and isinstance(node, Scalar):
            words.append(node.raw)
    return " ".join(words)[:120]


def _touches_nothing(steps: tuple[Step, ...], phase: str, origin: str) -> None:
    for step in steps:
        if STEPS[step.kind].touches:
            line, column = step.place.split(":")
            place = Place(origin, int(line), int(column))
            raise place.error(f"the phase {phase} must not touch the app, but {step.kind} does.")
        for inner in (step.args.get("steps", ()), step.args.get("else", ())):
            _touches_nothing(inner, phase, origin)
