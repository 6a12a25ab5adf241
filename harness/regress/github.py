"""Outcomes as workflow commands, which GitHub Actions shows at the line of the file in a pull request.

The commands and their escapes are those of ``@actions/core`` (``packages/core/src/command.ts`` of actions/toolkit).
"""

from collections.abc import Iterator
from pathlib import Path

from harness.regress.outcome import Outcome
from harness.report.safe import visible

_WIDEST = 4000


def annotations(found: Outcome) -> Iterator[str]:
    """Yield a command for everything in an outcome that is not as expected. Paths are relative to where we are."""
    file = _relative(found.expected)
    if found.problem:
        yield _command("error", file, found.line, found.state, found.problem)
    for check in found.checks:
        if not check.good:
            yield _command("error", file, check.line, f"{check.state}: {check.expectation}", check.text())
    for warning in found.warnings:
        yield _command("warning", file, 0, "", warning)


def _command(kind: str, file: str, line: int, title: str, text: str) -> str:
    fields = {"file": file, "line": str(line) if line else "", "title": title}
    said = ",".join(f"{name}={_property(value)}" for name, value in fields.items() if value)
    return f"::{kind} {said}::{_data(visible(text, multiline=True)[:_WIDEST])}"


def _relative(name: str) -> str:
    path = Path(name)
    return str(path.relative_to(Path.cwd())) if path.is_absolute() and path.is_relative_to(Path.cwd()) else name


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
