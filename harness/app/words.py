"""Words in the files of an APK, read as far as a hostile archive lets them be read."""

import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

PIECE = 1 << 20
MOST_BYTES = 256 << 20
"""How much of one APK is searched: a hostile archive may hold much more than it looks."""


def words_in(apk: Path, words: Iterable[str], wanted: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Yield (file, word) once for each, in the files of the APK that are ``wanted`` by their name.

    A word is found as UTF-8, as in code, and as UTF-16, as in a binary manifest.
    """
    spelled = {word: (word.encode(), word.encode("utf-16-le")) for word in words}
    longest = max((len(raw) for raws in spelled.values() for raw in raws), default=0)
    left = MOST_BYTES
    with zipfile.ZipFile(apk) as archive:
        for entry in archive.infolist():
            if not wanted(entry.filename) or left <= 0:
                continue
            found: set[str] = set()
            try:
                with archive.open(entry) as file:
                    tail = b""
                    while left > 0 and (piece := file.read(PIECE)):
                        left -= len(piece)
                        text = tail + piece
                        found |= {word for word, raws in spelled.items() if any(raw in text for raw in raws)}
                        tail = text[-longest:]
            except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError, ValueError):
                continue  # damaged or encrypted on purpose; the package manager reads it its own way
            for word in sorted(found):
                yield entry.filename, word
