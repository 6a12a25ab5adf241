"""Scenario files: phases and steps as data."""

import importlib.resources
import re
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

Branch = str
StepKind = Literal["launch", "wait", "settle", "tap", "press", "type", "consent", "expect_exit"]

_KINDS: dict[str, tuple[set[str], set[str]]] = {
    # kind: (required arguments, optional arguments)
    "launch": (set(), set()),
    "wait": ({"seconds"}, set()),
    "settle": ({"quiet_s", "at_most_s"}, set()),
    "tap": ({"text"}, {"at_most_s", "optional"}),
    "press": ({"key"}, set()),
    "type": ({"text"}, set()),
    "consent": ({"choice"}, {"at_most_s"}),
    "expect_exit": ({"at_most_s"}, set()),
}


class ScenarioError(ValueError):
    """A scenario cannot be used. The message names the file, the place and what to do."""


class Step(msgspec.Struct, frozen=True):
    """One step: its kind and arguments as written."""

    kind: str
    args: dict[str, Any]

    def number(self, name: str, default: float = 0.0) -> float:
        """Return a numeric argument."""
        return float(self.args.get(name, default))

    def texts(self) -> list[str]:
        """Return the ``text`` argument as a list, in order of preference."""
        value = self.args.get("text", [])
        return [str(item) for item in value] if isinstance(value, list) else [str(value)]


class PhaseScript(msgspec.Struct, frozen=True):
    """One phase: its name and steps. It begins when its first step acts (a tap: when the finger goes down)."""

    name: str
    steps: tuple[Step, ...]


class Scenario(msgspec.Struct, frozen=True):
    """A script of phases. Every branch begins with the common ``phases``, from the same clean device state."""

    name: str
    grant_all: bool
    phases: tuple[PhaseScript, ...]
    branches: dict[Branch, tuple[PhaseScript, ...]]

    def script(self, branch: Branch) -> tuple[PhaseScript, ...]:
        """Return all phases of one branch. Raises :class:`ScenarioError` for a branch the scenario lacks."""
        if branch not in self.branches:
            known = ", ".join(sorted(self.branches)) or "none"
            raise ScenarioError(f"The scenario {self.name} has no branch {branch!r}; its branches are: {known}.")
        return (*self.phases, *self.branches[branch])


def shipped_dir() -> Path:
    """Return the directory of the scenarios that come with harness (in a checkout or an installed wheel)."""
    package = Path(str(importlib.resources.files("harness")))
    checkout = package.parent / "scenarios"
    return checkout if checkout.is_dir() else package / "_data" / "scenarios"


def load_scenario(name: str) -> Scenario:
    """Load a scenario by file path or by the name of a shipped one. Raises :class:`ScenarioError`."""
    path = Path(name)
    if not path.suffix and not path.exists():
        path = shipped_dir() / f"{name}.yaml"
        if not path.is_file():
            known = ", ".join(sorted(item.stem for item in shipped_dir().glob("*.yaml")))
            raise ScenarioError(f"There is no scenario {name!r}; shipped are: {known}. A path to a file works too.")
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"Cannot read the scenario {path}: {getattr(error, 'strerror', None) or error}.") from None
    return parse_scenario(text, str(path))


def parse_scenario(text: str, origin: str) -> Scenario:
    """Read a scenario from YAML; ``origin`` names it in errors. Raises :class:`ScenarioError`."""
    try:
        raw = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        problem = re.sub(r"\s+", " ", str(error))[:200]
        raise ScenarioError(f"{origin} is not YAML: {problem}.") from None
    if not isinstance(raw, dict):
        raise ScenarioError(f"{origin} is not a scenario: it must be a mapping with 'name' and 'phases'.")
    unknown = set(raw) - {"schema", "name", "title", "permissions", "phases", "branches"}
    if unknown:
        raise ScenarioError(f"{origin}: unknown key {sorted(map(str, unknown))[0]!r}.")
    if raw.get("schema") != 1:
        raise ScenarioError(f"{origin}: 'schema: 1' is missing.")
    permissions = raw.get("permissions", "grant_all")
    if permissions not in ("grant_all", "ask"):
        raise ScenarioError(f"{origin}: 'permissions' must be grant_all or ask, not {permissions!r}.")
    branches = raw.get("branches") or {}
    if not isinstance(branches, dict):
        raise ScenarioError(f"{origin}: 'branches' must map a branch's name to its phases.")
    return Scenario(
        name=str(raw.get("name") or Path(origin).stem),
        grant_all=permissions == "grant_all",
        phases=_phases(raw.get("phases"), f"{origin}: phases"),
        branches={str(name): _phases(value, f"{origin}: branches.{name}") for name, value in branches.items()},
    )


def _phases(raw: Any, place: str) -> tuple[PhaseScript, ...]:
    if not isinstance(raw, list) or not raw:
        raise ScenarioError(f"{place} must be a list of phases with 'name' and 'steps'.")
    phases = []
    for number, item in enumerate(raw):
        where = f"{place}[{number}]"
        if not isinstance(item, dict) or not isinstance(item.get("steps"), list) or not item["steps"]:
            raise ScenarioError(f"{where} must have a 'name' and a list of 'steps'.")
        name = item.get("name")
        if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name):
            raise ScenarioError(f"{where}: a phase's name is lower-case letters, digits and _, not {name!r}.")
        steps = tuple(_step(step, f"{where}.steps[{index}]") for index, step in enumerate(item["steps"]))
        phases.append(PhaseScript(name=name, steps=steps))
    return tuple(phases)


def _step(raw: Any, place: str) -> Step:
    if isinstance(raw, str):
        raw = {raw: {}}
    if not isinstance(raw, dict) or len(raw) != 1:
        raise ScenarioError(f"{place} must be one step, such as 'launch' or 'wait: {{seconds: 2}}'.")
    kind, args = next(iter(raw.items()))
    if kind not in _KINDS:
        raise ScenarioError(f"{place}: unknown step {kind!r}; steps are: {', '.join(_KINDS)}.")
    args = args or {}
    required, optional = _KINDS[kind]
    if not isinstance(args, dict):
        raise ScenarioError(f"{place}: the arguments of {kind} must be a mapping.")
    if missing := required - set(args):
        raise ScenarioError(f"{place}: {kind} needs {', '.join(sorted(missing))}.")
    if unknown := set(args) - required - optional:
        raise ScenarioError(f"{place}: {kind} does not know {', '.join(sorted(map(str, unknown)))}.")
    for name in ("seconds", "quiet_s", "at_most_s"):
        value = args.get(name, 0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 86_400:
            raise ScenarioError(f"{place}: {name} must be a number of seconds between 0 and 86400.")
    if kind == "consent" and args["choice"] not in ("accept", "refuse"):
        raise ScenarioError(f"{place}: the choice of consent is accept or refuse, not {str(args['choice'])[:40]!r}.")
    return Step(kind=kind, args=args)
