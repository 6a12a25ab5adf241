"""From a scenario file's text to a scenario: every part checked, every error with its line."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from harness.capture.scenario.fields import CONDITION_KEYS, fields
from harness.capture.scenario.marks import Map, Mark, Node, Scalar, Seq, read_yaml
from harness.capture.scenario.model import (
    BEFORE,
    CODES,
    POLICIES,
    Condition,
    Limits,
    PhaseScript,
    Scenario,
    code_of,
)
from harness.capture.scenario.problems import Problems, ScenarioError
from harness.capture.scenario.reader import StepReader
from harness.capture.scenario.variables import Variables

_TOP = ("schema", "name", "title", "permissions", "variables", "limits", "default", "phases", "branches")
_PHASE = tuple(field.key for field in fields(PhaseScript))
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")

Include = Callable[[str, Mark], Scenario]
"""Loads a scenario that another one includes."""


def parse(text: str, origin: str, given: Mapping[str, Scalar], include: Include, *, strict: bool = True) -> Scenario:
    """Read a scenario from YAML; ``given`` overrides its variables and those of what it includes.

    Raises :class:`ScenarioError` with all that is wrong, also for a ``given`` variable that nothing declares (if
    ``strict``).
    """
    problems = Problems()
    root = read_yaml(text, origin, problems)
    if not isinstance(root, Map):
        raise root.mark.error("a scenario is a mapping with 'schema', 'name' and 'phases'.")
    scenario = _File(root, origin, given, include, problems).scenario(strict)
    problems.end()
    return scenario


class _File:
    def __init__(
        self, root: Map, origin: str, given: Mapping[str, Scalar], include: Include, problems: Problems
    ) -> None:
        self._root = root
        self._origin = origin
        self._include = include
        self._given = given
        self._problems = problems
        self._tried = problems.tried
        self._variables = Variables()
        self._steps = StepReader(self._variables, problems)
        self._others: dict[str, Any] = {}
        self._needs: set[str] = set()

    def scenario(self, strict: bool) -> Scenario:
        """Read the file. What is wrong is noted, and then what is returned is not whole."""
        root = self._root.items
        self._known(self._root, _TOP, "a scenario")
        schema = root.get("schema")
        if not isinstance(schema, Scalar) or schema.value != 1:
            self._problems.note((schema or self._root).mark.error("'schema: 1' is missing."))
            self._problems.end()  # another schema is another language
        self._tried(self._read_variables, root.get("variables"))
        branches = self._tried(self._branches, root.get("branches")) or {}
        phases = (self._tried(self._phases, root["phases"]) or ()) if "phases" in root else ()
        if "phases" not in root and "branches" not in root:
            self._problems.note(self._root.mark.error("'phases' is missing: a list of phases with 'name' and 'steps'."))
        known = bool(branches) or "branches" not in root
        branches = branches or {"main": ()}
        if strict:
            self._tried(self._all_declared)
        return Scenario(
            name=self._tried(self._word, "name") or Path(self._origin).stem,
            title=self._tried(self._title, root.get("title")) or {},
            permissions=self._tried(self._choice, "permissions", POLICIES) or "grant_all",
            default=(self._tried(self._choice, "default", (*branches, "all")) or "") if known else "",
            phases=phases,
            branches=branches,
            variables={**self._others, **{name: found.value for name, found in self._variables.values.items()}},
            needs=tuple(sorted(self._needs)),
            limits=self._tried(self._limits, root.get("limits")) or Limits(),
        )

    def _known(self, node: Map, names: tuple[str, ...], what: str) -> None:
        for key in node.items:
            if key not in names:
                listed = ", ".join(names)
                self._problems.note(node.keys[key].error(f"unknown key {key[:40]!r}: {what} has {listed}."))

    # -- the head -------------------------------------------------------------------------------------------------

    def _read_variables(self, node: Node | None) -> None:
        if node is not None and not isinstance(node, Map):
            raise node.mark.error("'variables' must map names to values.")
        variables = self._variables
        for name, value in (node.items if node else {}).items():
            # One that is wrong is known all the same: what uses it is not wrong as well.
            variables.needed.add(name)
            if node and not _NAME.fullmatch(name):
                self._problems.note(node.keys[name].error("a variable's name is lower-case letters, digits and _."))
            elif not isinstance(value, Scalar):
                self._problems.note(value.mark.error(f"the variable {name} must be one word or number."))
            elif value.value is not None:
                variables.needed.discard(name)
                variables.values[name] = value
        for name, value in self._given.items():
            if name in variables.values or name in variables.needed:
                variables.needed.discard(name)
                variables.values[name] = value

    def _all_declared(self) -> None:
        known = {*self._variables.values, *self._variables.needed, *self._others}
        unknown = [name for name in self._given if name not in known]
        # What could not be read may have declared it.
        if unknown and not len(self._problems):
            listed = ", ".join(sorted(known)) or "none"
            raise ScenarioError(f"--set {unknown[0]}: {self._origin} has no such variable; it has: {listed}.")

    def _word(self, key: str) -> str:
        node = self._root.items.get(key)
        if node is None:
            return ""
        if not isinstance(node, Scalar) or not re.fullmatch(r"[\w.-]{1,60}", node.raw):
            raise node.mark.error(f"'{key}' must be a word of letters, digits, '-' and '_'.")
        return node.raw

    def _choice(self, key: str, words: tuple[str, ...]) -> str:
        node = self._root.items.get(key)
        return "" if node is None else self._steps.values.choice(words, node, f"'{key}'")

    @staticmethod
    def _title(node: Node | None) -> dict[str, str]:
        if node is None:
            return {}
        if not isinstance(node, Map) or not node.items or not set(node.items) <= {"zh", "en"}:
            raise node.mark.error("'title' must hold a text for en, for zh, or for both.")
        found = {}
        for language, text in node.items.items():
            if not isinstance(text, Scalar) or not text.raw:
                raise text.mark.error("a title is a text.")
            found[language] = text.raw
        return found

    def _limits(self, node: Node | None) -> Limits:
        if node is None:
            return Limits()
        names = tuple(field.key for field in fields(Limits))
        if not isinstance(node, Map):
            raise node.mark.error(f"'limits' must be a mapping with {', '.join(names)}.")
        self._known(node, names, "'limits'")
        read = self._steps.values.read
        found: dict[str, Any] = {
            field.name: self._tried(read, field.type, node.items[field.key], field.key)
            for field in fields(Limits)
            if field.key in node.items
        }
        return Limits(**found)

    # -- phases ---------------------------------------------------------------------------------------------------

    def _branches(self, node: Node | None) -> dict[str, tuple[PhaseScript, ...]]:
        if node is None:
            return {}
        if not isinstance(node, Map) or not node.items:
            raise node.mark.error("'branches' must map a branch's name to its phases.")
        for name, mark in node.keys.items():
            if not _NAME.fullmatch(name) or name == "all":
                self._problems.note(mark.error("a branch's name is lower-case letters, digits and _ (and not 'all')."))
        return {name: self._tried(self._phases, value) or () for name, value in node.items.items()}

    def _phases(self, node: Node) -> tuple[PhaseScript, ...]:
        if not isinstance(node, Seq) or not node.items:
            raise node.mark.error("phases are a list of mappings with 'name' and 'steps'.")
        phases: list[PhaseScript] = []
        for item in node.items:
            if isinstance(item, Map) and "include" in item.items:
                phases += self._tried(self._included, item) or ()
            elif (phase := self._tried(self._phase, item)) is not None:
                phases.append(phase)
        return tuple(phases)

    def _included(self, node: Map) -> tuple[PhaseScript, ...]:
        """The phases of another scenario, and of one of its branches."""
        self._known(node, ("include", "branch"), "an include")
        name = node.items["include"]
        if not isinstance(name, Scalar) or not name.raw:
            raise name.mark.error("'include' names a shipped scenario or a file beside this one.")
        try:
            other = self._include(name.raw, name.mark)
        except ScenarioError as error:
            self._problems.note(error, (name.mark.line, name.mark.column))
            return ()
        self._needs |= set(other.needs)
        self._others |= dict(other.variables)
        if (branch := node.items.get("branch")) is None:
            return other.phases
        return other.script(self._steps.values.choice(tuple(other.branches), branch, "'branch'"))

    def _phase(self, node: Node) -> PhaseScript:
        if not isinstance(node, Map):
            raise node.mark.error("a phase is a mapping with 'name' and 'steps'.")
        self._known(node, _PHASE, "a phase")
        name = self._tried(self._phase_name, node) or ""
        missing, self._variables.missing = self._variables.missing, set()
        self._steps.untouched = name if name.startswith(BEFORE) else ""
        found: dict[str, Any] = {
            field.name: self._tried(self._of_phase, field.key, field.type, node.items[field.key])
            for field in fields(PhaseScript)
            if field.key in node.items and field.name != "name"
        }
        self._steps.untouched = ""
        if "steps" not in found:
            which = f"the phase {name}" if name else "this phase"
            self._problems.note(node.mark.error(f"{which} has no 'steps'."))
        when = found.get("when")
        self._needs |= self._variables.missing - {when.set if when else None}
        self._variables.missing = missing
        return PhaseScript(**{"code": code_of(name), "steps": (), **found, "name": name})

    @staticmethod
    def _phase_name(node: Map) -> str:
        name = node.items.get("name")
        if not isinstance(name, Scalar) or not _NAME.fullmatch(name.raw):
            raise (name or node).mark.error("a phase's 'name' is lower-case letters, digits and _.")
        if name.raw == "install":
            raise name.mark.error("'install' is the phase before the first one; it needs no script.")
        return name.raw

    def _of_phase(self, key: str, type_: Any, node: Node) -> Any:
        if key == "when":
            return self._when(node)
        if key == "covers":
            return self._steps.values.choice(tuple(CODES.values()), node, "'covers'")
        return self._steps.values.read(type_, node, f"'{key}'")

    def _when(self, node: Node) -> Condition:
        asks = f"'when' asks one of {', '.join(CONDITION_KEYS)}."
        if not isinstance(node, Map) or not node.items:
            raise node.mark.error(asks)
        self._known(node, CONDITION_KEYS, "'when'")
        return self._steps.values.condition(node.items)
