"""Documents that somebody gave to a run (an app's policy): kept in its bundle byte for byte, so that whatever was made
of them can be made again. Their names are a user's or a stranger's and name no file here."""

import hashlib
import re
from collections.abc import Sequence
from typing import NamedTuple

from harness.evidence.bundle import Bundle, BundleError
from harness.evidence.run_record import DocumentFile
from harness.evidence.writer import BundleWriter

_FILE = re.compile(r"policy/[0-9]{1,4}\.[a-z]{2,4}")
MOST, MOST_BYTES = 50, 256 << 20
"""Documents of one bundle, and bytes of all of them, that are read: a bundle may be a stranger's."""
_ENDINGS = frozenset({"html", "htm", "txt", "md", "pdf", "docx", "csv", "yaml", "yml"})
"""Endings that are kept: a reader goes by some of them."""


class GivenDocument(NamedTuple):
    """A document: its name as one line of text, and its bytes; ``None`` where a bundle names it and has it no more."""

    name: str
    data: bytes | None


def keep(writer: BundleWriter, documents: Sequence[GivenDocument]) -> None:
    """Write documents into a bundle, and into its record which they are. Raises ``WriteError``."""
    kept = []
    for number, (name, data) in enumerate(documents, 1):
        if data is None:
            continue
        ending = name.rpartition(".")[2].lower()
        file = writer.write_file(f"policy/{number}.{ending if ending in _ENDINGS else 'txt'}", data)
        kept.append(DocumentFile(file=file, name=name, sha256=hashlib.sha256(data).hexdigest(), size=len(data)))
    if kept:
        writer.run.policies = kept
        writer.write_run()


def kept(bundle: Bundle) -> list[GivenDocument]:
    """Return the documents that a bundle's record names, the first of them where it names very many."""
    found: list[GivenDocument] = []
    left = MOST_BYTES
    for row in (bundle.run.policies or ())[:MOST]:
        data = _read(bundle, row.file)
        left -= len(data or b"")
        found.append(GivenDocument(row.name, data if left >= 0 else None))
    return found


def _read(bundle: Bundle, file: str) -> bytes | None:
    try:
        return bundle.read_bytes(file) if _FILE.fullmatch(file) else None
    except (BundleError, ValueError):
        return None
