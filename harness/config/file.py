"""A configuration file: found, and read. It is data: nothing in it is run, and nothing is read but what it names."""

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET

from harness.config.settings import COMMANDS, MAYBE_PATHS, PATHS, Settings
from harness.files.names import or_meant, shown
from harness.files.read import KIB, ReadError, read_text

OWN = "harness.toml"
SHARED = "pyproject.toml"
TABLE = ("tool", "harness")
"""Where the settings stand in :data:`SHARED`. In any other file they stand at its top."""
_ROOTS = (".git", ".hg", ".jj", ".svn")
_MOST_BYTES = 256 * KIB
_DEEPEST = 32
"""Points in one line outside of strings. Python's reader needs memory in the square of a key's parts: 400 KB of them
are more than any machine has."""
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')
_MOST_TRIED = 20
"""Lines that are tried to be the one of a key."""
_LINE = re.compile(r" \(at line (\d+), column \d+\)$| \(at end of document\)$")


class Config(msgspec.Struct, frozen=True):
    """What a configuration file says. ``values`` have its paths made absolute; ``lines`` are 0 where not known."""

    path: Path | None = None
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}


class ConfigError(ReadError):
    """A configuration file cannot be used. The message is one sentence with the file, and the line where known."""


def find(start: Path) -> Path | None:
    """Return the configuration file that holds at ``start``: the nearest, up to the repository's root.

    Outside a repository only ``start`` itself is looked at: what lies above it may be anybody's. Raises
    :class:`ReadError`.
    """
    for folder in _upwards(start):
        for name in (OWN, SHARED):
            path = folder / name
            if path.is_file() and (name == OWN or _speaks_of_us(path)):
                return path
    return None


def _upwards(start: Path) -> Iterator[Path]:
    folders = [start, *start.parents]
    root = next((at for at, folder in enumerate(folders) if any((folder / name).exists() for name in _ROOTS)), 0)
    yield from folders[: root + 1]


def _speaks_of_us(path: Path) -> bool:
    """Whether there is a table of ours. Somebody else's broken file is no concern of ours."""
    text = _text(path)
    if "harness" not in text:
        return False
    try:
        return _dug(_parsed(text), TABLE) is not None
    except ValueError:
        return bool(re.search(r"^\s*\[\s*tool\s*\.\s*[\"']?harness\b", text, re.MULTILINE))


def read(path: Path) -> Config:
    """Read a configuration file. Raises :class:`ConfigError` and ``ReadError``."""
    text, name = _text(path), shown(path)
    where = TABLE if path.name == SHARED else ()
    try:
        raw = _dug(_parsed(text), where)
    except ValueError as error:
        at = _LINE.search(str(error))
        line = f":{at[1]}" if at and at[1] else ""
        problem = _LINE.sub("", str(error))
        raise ConfigError(f"{name}{line}: it is not TOML: {shown(problem)[:200]}.") from None
    if raw is None:
        raise ConfigError(f"{name}: there is no table [{'.'.join(where)}] in it.")
    if not isinstance(raw, dict):
        raise ConfigError(f"{name}: {'.'.join(where)} must be a table.")
    for key in raw:
        if key not in COMMANDS:
            raise ConfigError(f"{name}{_colon(line_of(text, where, key))}: {_no_such(key, where)}")
    try:
        said = msgspec.convert(raw, Settings)
    except msgspec.ValidationError as error:
        problem, _, at_path = str(error).partition(" - at `$.")
        key = re.split(r"[.\[`]", at_path)[0]
        hint = _choices(key)
        raise ConfigError(
            f"{name}{_colon(line_of(text, where, key))}: {key}: {problem[:1].lower()}{shown(problem[1:])}{hint}."
        ) from None
    folder = path.absolute().parent
    values = {key: _placed(key, value, folder) for key, value in _given(said).items()}
    return Config(path, values, {key: line_of(text, where, key) for key in values})


def _parsed(text: str) -> Any:
    """Return a TOML document. Raises ``ValueError``, for what is none and for what is too much for the reader."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > _DEEPEST and _STRING.sub("", line).count(".") > _DEEPEST:
            raise ValueError(f"it is too deep (at line {number}, column 1)")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("it is too deep") from None


def _text(path: Path) -> str:
    return read_text(path, "the configuration", _MOST_BYTES)


def _given(said: Settings) -> dict[str, Any]:
    return {key: value for key in COMMANDS if (value := getattr(said, key.replace("-", "_"))) is not UNSET}


def _placed(key: str, value: Any, folder: Path) -> Any:
    """Return a value with its paths relative to the file's folder made absolute."""
    if isinstance(value, list):
        return [_placed(key, each, folder) for each in value]
    if key == "rules" and "," in value:
        return ",".join(_placed(key, each.strip(), folder) for each in value.split(","))
    names_file = key in PATHS or (key in MAYBE_PATHS and ("." in value or "/" in value))
    return os.path.normpath(folder / value) if names_file and "\0" not in value else value


def _no_such(key: str, where: tuple[str, ...]) -> str:
    hint = or_meant(key.replace("_", "-").lower(), COMMANDS, f"; there are {', '.join(COMMANDS)}.")
    if not where and key == "tool":
        hint = "; here the settings stand at the top of the file, without [tool.harness]."
    return f"there is no setting {shown(key)[:60]!r}{hint}"


def _choices(key: str) -> str:
    said = msgspec.json.schema(Settings)["$defs"]["Settings"]["properties"].get(key, {})
    words = next((each["enum"] for each in (said, *said.get("anyOf", ())) if "enum" in each), ())
    return f": it may be {' or '.join(words)}" if words else ""


def _colon(line: int) -> str:
    return f":{line}" if line else ""


def _dug(document: Any, where: tuple[str, ...]) -> Any:
    for name in where:
        document = document.get(name) if isinstance(document, dict) else None
    return document


def line_of(text: str, where: tuple[str, ...], key: str) -> int:
    """Return the line at which a key of the table ``where`` is set, 0 where that cannot be told.

    Python's reader keeps no lines: a line is the key's when the text before it, with the key, is a document with it.
    """
    lines = text.split("\n")
    likely = [at for at, line in enumerate(lines) if key in line and ("=" in line or line.lstrip().startswith("["))]
    for at in likely[:_MOST_TRIED]:
        line = lines[at]
        begun = line if line.lstrip().startswith("[") else f"{line.partition('=')[0]}= 0"
        try:
            document = _parsed("\n".join([*lines[:at], begun]))
        except ValueError:
            continue
        found = _dug(document, where)
        if isinstance(found, dict) and key in found:
            return at + 1
    return 0
