"""Finding scenario files: the shipped ones, the user's own, and what they include."""

import importlib.resources
from collections.abc import Mapping
from pathlib import Path

from harness.capture.scenario.marks import Mark, Scalar
from harness.capture.scenario.model import Scenario
from harness.capture.scenario.parse import parse
from harness.capture.scenario.problems import ScenarioError
from harness.files.read import ReadError, read_text

_DEEPEST = 8
MOST_BYTES = 256 << 10
"""Bytes of a scenario file; the longest shipped one has 3 KB."""


def shipped_dir() -> Path:
    """Return the directory of the scenarios that come with harness (in a checkout or an installed wheel)."""
    package = Path(str(importlib.resources.files("harness")))
    checkout = package.parent / "scenarios"
    return checkout if checkout.is_dir() else package / "_data" / "scenarios"


def shipped() -> list[Path]:
    """Return the files of the shipped scenarios, by name."""
    return sorted(shipped_dir().glob("*.yaml"))


def load_scenario(name: str, given: Mapping[str, Scalar] | None = None) -> Scenario:
    """Load a scenario by file path or by the name of a shipped one; ``given`` overrides its variables.

    Raises :class:`ScenarioError`.
    """
    path = Path(name)
    if not path.suffix and not path.exists():
        path = shipped_dir() / f"{name}.yaml"
        if not path.is_file():
            known = ", ".join(item.stem for item in shipped())
            raise ScenarioError(f"There is no scenario {name!r}; shipped are: {known}. A path to a file works too.")
    return _load(path, str(path), given or {}, ())


def parse_scenario(text: str, origin: str, given: Mapping[str, Scalar] | None = None) -> Scenario:
    """Read a scenario from YAML; ``origin`` names it in errors. It may include shipped scenarios, and files beside
    ``origin``. Raises :class:`ScenarioError`."""
    return _parse(text, origin, given or {}, (Path(origin).resolve(),))


def _load(path: Path, origin: str, given: Mapping[str, Scalar], above: tuple[Path, ...]) -> Scenario:
    try:
        text = read_text(path, "the scenario", MOST_BYTES)
    except ReadError as error:
        raise ScenarioError(str(error)) from None
    return _parse(text, origin, given, (*above, path.resolve()))


def _parse(text: str, origin: str, given: Mapping[str, Scalar], above: tuple[Path, ...]) -> Scenario:
    def include(name: str, mark: Mark) -> Scenario:
        path = _included(name, above[-1], mark)
        if path.resolve() in above:
            chain = " > ".join(item.name for item in (*above, path))
            raise mark.error(f"the scenarios include each other: {chain}.")
        if len(above) >= _DEEPEST:
            raise mark.error(f"includes are nested more than {_DEEPEST} deep.")
        return _load(path, str(path), given, above)

    return parse(text, origin, given, include, strict=len(above) == 1)


def _included(name: str, from_: Path, mark: Mark) -> Path:
    """The file an include means: a shipped scenario's name, or a file in the including one's directory or below."""
    if "/" not in name and "\\" not in name and not name.endswith((".yaml", ".yml")):
        path = shipped_dir() / f"{name}.yaml"
        if not path.is_file():
            known = ", ".join(item.stem for item in shipped())
            raise mark.error(f"there is no scenario {name[:40]!r} to include; shipped are: {known}.")
        return path
    root = from_.parent
    path = root / name
    if not path.resolve().is_relative_to(root.resolve()):
        raise mark.error(f"{name[:60]!r} lies outside this file's directory; an included file must lie in it.")
    if not path.is_file():
        raise mark.error(f"there is no file {name[:60]!r} beside this one.")
    return path
