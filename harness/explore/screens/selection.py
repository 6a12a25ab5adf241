"""What a list shows, as a file for other programs."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from harness.analysis.model import Disclosure
from harness.explore.screens.matching import Item
from harness.files.names import shown
from harness.files.write import WriteError, write_new


def write_selection(items: Sequence[Item], path: Path) -> str:
    """Write items as JSON lines, as ``harness watch --json`` has them; return in a sentence what came of it.

    A file that is there is left alone.
    """
    try:
        write_new(path, b"".join(msgspec.json.encode(_event(item)) + b"\n" for item in items))
    except WriteError as error:
        return str(error)
    return f"{len(items):,} lines written to {shown(path)}."


def _event(item: Item) -> object:
    return {"event": "disclosure", "disclosure": item} if isinstance(item, Disclosure) else item
