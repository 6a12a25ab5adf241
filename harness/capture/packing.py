"""Signs that an app is packed or looks for Frida: names in its APK, its application class, words in its code."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from harness.catalog.packers import by_library, frida_words, in_apk
from harness.evidence.records import Defence

_PIECE = 1 << 20
_MOST_BYTES = 256 << 20
"""How much of the code is searched for words: a hostile archive may hold much more than it looks."""
_PLAIN = "android.app.Application"
_OWN_LOADERS = ("dalvik.system.PathClassLoader", "dalvik.system.DelegateLastClassLoader", "jdk.internal.loader.")
"""Loaders that the platform itself gives an app (the last one in the sandbox)."""


def packed(apk: Path, application: str) -> list[Defence]:
    """Return the static signs of a readable APK, each once. ``application`` is the manifest's application class."""
    rows: dict[tuple[str, str, str], Defence] = {}
    with zipfile.ZipFile(apk) as archive:
        for packer, detail in in_apk(application, archive.namelist()):
            row = Defence(kind="packer", name=packer.name, detail=detail[:300], how="static")
            rows.setdefault((row.kind, row.name, row.detail), row)
        for name, word in _words(archive):
            row = Defence(kind="strings", name=word, detail=name[:300], how="static")
            rows.setdefault((row.kind, row.name, row.detail), row)
    return list(rows.values())


def told(row: Defence, application: str) -> Defence | None:
    """Judge what the agent told of a running process; None when it is as it should be.

    ``application`` is the manifest's application class, empty when it names none.
    """
    if row.kind == "library":
        packer = by_library(row.name)
        if packer is not None:
            row.kind, row.name, row.detail = "packer", packer.name, row.detail or row.name
        return row
    if row.name != (application or _PLAIN):
        return row
    if row.name != _PLAIN and not row.detail.startswith(_OWN_LOADERS):
        row.kind = "loader"
        return row
    return None


def _words(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield (file, word) for code in the archive, as far as it can be read."""
    words = {word: word.encode() for word in frida_words()}
    longest = max(map(len, words.values()))
    left = _MOST_BYTES
    for entry in archive.infolist():
        is_code = entry.filename.endswith((".dex", ".so"))
        if not is_code or left <= 0:
            continue
        found: set[str] = set()
        try:
            with archive.open(entry) as file:
                tail = b""
                while left > 0 and (piece := file.read(_PIECE)):
                    left -= len(piece)
                    text = tail + piece
                    found |= {word for word, raw in words.items() if raw in text}
                    tail = text[-longest:]
        except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError, ValueError):
            continue  # damaged or encrypted on purpose; the package manager reads it its own way
        for word in sorted(found):
            yield entry.filename, word
