"""The door by which files that a user names come in: bounded, and every fault one sentence."""

import os
import re
import stat
from pathlib import Path
from typing import Any, BinaryIO

import yaml

from harness.errors import BadInputError
from harness.files.names import shown

KIB = 1 << 10
MIB = 1 << 20
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXTS: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_SHOWN = 200


class ReadError(BadInputError, ValueError):
    """A file cannot be used. The message is one sentence that names the file and the problem."""


class YamlError(ReadError):
    """A text is not YAML: ``problem`` in words, at ``line`` (0 when that is not known)."""

    def __init__(self, name: str, problem: str, line: int = 0) -> None:
        """Say what is wrong, in which text, where."""
        super().__init__(f"{name}{f':{line}' if line else ''}: it is not YAML: {problem}.")
        self.problem = problem
        self.line = line


def open_regular(path: Path, what: str, *, buffering: int = -1) -> BinaryIO:
    """Open a file for reading; ``what`` it is said to be in errors. Raises :class:`ReadError`.

    A FIFO that nobody writes to would be waited for without end; it is refused with all else that is no plain file.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise ReadError(f"Cannot read {what} {shown(path)}: {_reason(error)}.") from None
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        kind = "is a directory" if stat.S_ISDIR(mode) else "is not a plain file"
        raise ReadError(f"Cannot read {what} {shown(path)}: it {kind}.")
    return os.fdopen(handle, "rb", buffering)


def read_bytes(path: Path, what: str, most: int) -> bytes:
    """Return the content of a file of at most ``most`` bytes; pipes (``<(...)``) can be read, too.

    Raises :class:`ReadError`, before anything is read where the file's size is known.
    """
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            data = b"" if stat.S_ISREG(status.st_mode) and status.st_size > most else file.read(most + 1)
    except (OSError, ValueError) as error:
        raise ReadError(f"Cannot read {what} {shown(path)}: {_reason(error)}.") from None
    if len(data) > most or (not data and status.st_size > most):
        raise ReadError(f"Cannot read {what} {shown(path)}: it is larger than {_size(most)}, the most that is read.")
    return data


def read_text(path: Path, what: str, most: int) -> str:
    """Return a UTF-8 text file of at most ``most`` bytes. Raises :class:`ReadError`."""
    try:
        return read_bytes(path, what, most).decode("utf-8")
    except UnicodeDecodeError:
        raise ReadError(f"Cannot read {what} {shown(path)}: it is not UTF-8 text.") from None


def parse_yaml(text: str, name: str) -> Any:
    """Return one YAML document's content; ``name`` is what errors call it. Raises :class:`YamlError`."""
    return _parsed(text, name, _LOADER)


def parse_yaml_texts(text: str, name: str) -> Any:
    """Return one YAML document's content, each scalar as the text it is. Raises :class:`YamlError`."""
    return _parsed(text, name, _TEXTS)


def _parsed(text: str, name: str, loader: type[Any]) -> Any:
    try:
        return yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader, the C one where there is one
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise YamlError(name, _one_line(error.problem or error.context or str(error)), line) from None
    except (yaml.YAMLError, RecursionError, ValueError, ArithmeticError) as error:
        # Scalars that look like dates and numbers and are none (2020-99-99, 10 000 digits) are ValueErrors.
        raise YamlError(name, _one_line(str(error) or type(error).__name__)) from None


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().rstrip(".")[:_SHOWN]


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _size(count: int) -> str:
    return f"{count // MIB} MiB" if count >= MIB else f"{count >> 10} KiB"
