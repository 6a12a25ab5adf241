"""Saying what is wrong with a bundle's seal: the same words for every command that opens one."""

from pathlib import Path
from typing import TYPE_CHECKING

from harness.cli.errors import say
from harness.files.names import shown
from harness.jobs.seals import faults

if TYPE_CHECKING:
    from harness.evidence.seal import Verification


def say_broken(path: Path, found: "Verification") -> None:
    """Say that a bundle is not as it was sealed, and where."""
    say(f"harness: the seal of {shown(path)} is broken; what rests on these files is undetermined:", "bold red")
    for line in faults(found):
        say(f"  {line}", "red")


def seal_line(found: "Verification") -> str:
    """Return the line to write down: whoever has it can tell whether the bundle was changed and sealed again."""
    from harness.evidence.bundle import MANIFEST

    return f"sealed: sha256 of {MANIFEST} {found.manifest}"
