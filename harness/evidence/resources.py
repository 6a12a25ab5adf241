"""Bodies that a HAR file keeps beside its entries (Playwright's ``_file``, ``_sha1``), in an archive or a directory."""

import re
import zipfile
import zlib
from pathlib import Path

from harness.files.read import ReadError, read_bytes

_NAME = re.compile(r"[0-9a-f]{40}(?:\.[A-Za-z0-9]{1,16})?")
"""Playwright names a body by its SHA-1 (harTracer.ts); nothing else beside a recording is read."""
_MOST = 256 << 20
"""Bytes of one body, beyond which it is not read."""


class Resources:
    """What stands beside the entries of one recording; opened when first asked for."""

    def __init__(self, recording: Path | None) -> None:
        """Name an archive that holds the bodies, or the recording in whose directory they are."""
        self._recording = recording
        self._archive: zipfile.ZipFile | None = None

    def read(self, name: str) -> bytes | None:
        """Return a body, ``None`` where there is none of that name or it cannot be read."""
        if self._recording is None or not _NAME.fullmatch(name):
            return None
        try:
            if self._archive is None and not zipfile.is_zipfile(self._recording):
                return read_bytes(self._recording.parent / name, "a body", _MOST)
            self._archive = self._archive or zipfile.ZipFile(self._recording)
            with self._archive.open(name) as file:
                data = file.read(_MOST + 1)
        except (
            ReadError,
            KeyError,
            OSError,
            zipfile.BadZipFile,
            zlib.error,
            NotImplementedError,
            RuntimeError,
            EOFError,
        ):
            return None
        return data if len(data) <= _MOST else None

    def close(self) -> None:
        """Close the archive."""
        if self._archive is not None:
            self._archive.close()
            self._archive = None
