"""Signs that an app is packed or looks for Frida: names in its APK, its application class, words in its code."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from harness.app.opened import apks
from harness.app.words import words_in
from harness.catalog.packers import by_library, frida_words, in_apk
from harness.evidence.rows import Defence

_PLAIN = "android.app.Application"
_OWN_LOADERS = ("dalvik.system.PathClassLoader", "dalvik.system.DelegateLastClassLoader", "jdk.internal.loader.")
"""Loaders that the platform itself gives an app (the last one in the sandbox)."""


def packed(app: Path, application: str) -> list[Defence]:
    """Return the static signs of a readable app, each once: in its APK, or in base and splits of an archive.

    ``application`` is the manifest's application class. What lies in a split is told as ``SPLIT: FILE``. Raises
    :class:`ArchiveRefused` for an archive that cannot be opened.
    """
    rows: dict[tuple[str, str, str], Defence] = {}
    with apks(app) as parts:
        for split, path in parts:
            for kind, name, detail in _signs(path, application):
                inside = f"{split}: {detail}" if split and detail != application else detail
                row = Defence(kind=kind, name=name, detail=inside[:300], how="static")
                rows.setdefault((row.kind, row.name, row.detail), row)
    return list(rows.values())


def packers(app: Path, application: str) -> list[str]:
    """Return the names of the packers whose signs are in an app, without looking through its code for words.

    Raises :class:`ArchiveRefused` for an archive that cannot be opened.
    """
    found: set[str] = set()
    with apks(app) as parts:
        for _, path in parts:
            with zipfile.ZipFile(path) as archive:
                found |= {packer.name for packer, _ in in_apk(application, archive.namelist())}
    return sorted(found)


def _signs(apk: Path, application: str) -> Iterator[tuple[str, str, str]]:
    """Yield kind, name and detail of each sign in one APK."""
    with zipfile.ZipFile(apk) as archive:
        names = archive.namelist()
    for packer, detail in in_apk(application, names):
        yield "packer", packer.name, detail
    for file, word in words_in(apk, frida_words(), lambda name: name.endswith((".dex", ".so"))):
        yield "strings", word, file


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
