"""Where each setting comes from: its default, the file, the environment. Above all is the command line."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from harness.config.file import Config, find, read
from harness.config.settings import COMMANDS, variable
from harness.files.names import shown

WHICH = "HARNESS_CONFIG"
"""The environment variable that names a configuration file; where it is empty, none is read."""

Layer = Literal["default", "file", "environment", "not set"]


class Origin(msgspec.Struct, frozen=True):
    """One setting: its value and where that is from. ``file`` and ``line`` for the layer ``file``."""

    name: str
    value: Any
    layer: Layer
    variable: str
    commands: tuple[str, ...]
    file: str | None = None
    line: int | None = None

    @property
    def source(self) -> str:
        """Where the value is from, in a word: ``harness.toml:3``, ``HARNESS_LANG``, ``default``, ``not set``."""
        if self.layer == "file":
            return f"{self.file}:{self.line}" if self.line else str(self.file)
        return self.variable if self.layer == "environment" else self.layer


def load(
    named: Path | None = None,
    *,
    off: bool = False,
    start: Path | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Config:
    """Return the configuration that holds: the file ``named``, the one that the environment names, or the nearest.

    ``start`` is where it is looked for, without it the working directory. Raises ``ReadError``.
    """
    if off:
        return Config()
    said = environment.get(WHICH)
    if named is None and said is not None:
        if not said:
            return Config()
        named = Path(said)
    path = named or find((start or Path.cwd()).absolute())
    return read(path) if path is not None else Config()


def origins(config: Config, defaults: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> list[Origin]:
    """Return every setting with where it comes from. ``defaults`` are the commands' own."""
    rows = []
    for name, commands in COMMANDS.items():
        own = variable(name)
        if environment.get(own):
            rows.append(Origin(name, environment[own], "environment", own, commands))
        elif name in config.values and config.path is not None:
            line = config.lines.get(name) or None
            rows.append(Origin(name, config.values[name], "file", own, commands, shown(config.path), line))
        else:
            value = defaults.get(name)
            rows.append(Origin(name, value, "not set" if value is None else "default", own, commands))
    return rows


class ToLookFor(msgspec.Struct, frozen=True):
    """What is looked for where nothing else says it: a file of values, and the persona of recordings without one."""

    values: Path | None = None
    persona: Path | None = None


def to_look_for(start: Path | None = None) -> ToLookFor:
    """Return what the environment and the configuration say is to be looked for. Raises ``ReadError``."""
    rows = {row.name: row.value for row in origins(load(start=start), {})}
    values, persona = rows["values"], rows["persona"]
    return ToLookFor(Path(values).absolute() if values else None, Path(persona).absolute() if persona else None)
