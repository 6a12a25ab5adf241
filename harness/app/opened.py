"""An app file opened once: unpacking a large archive takes seconds and its size in room, and a run asks four times."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.app.splits import AppFiles, is_container, unpack_app
from harness.files.scratch import owned


class _Open:
    """One archive that is kept unpacked, each variant of it once."""

    def __init__(self, path: Path, work: Path) -> None:
        self._path = path
        self._work = work
        self._variants: dict[int, AppFiles] = {}

    def files(self, api_level: int) -> AppFiles:
        """Return what is in it for an API level; all levels are one where the archive knows no variants."""
        for level in (api_level, *self._variants):
            found = self._variants.get(level)
            if found is not None and (level == api_level or not found.variants):
                return found
        work = self._work / str(api_level)
        work.mkdir()
        return self._variants.setdefault(api_level, unpack_app(self._path, work, api_level))


_open: dict[Path, _Open] = {}


@contextmanager
def kept_open(path: Path) -> Iterator[None]:
    """Keep an app file open: whoever opens it meanwhile, on whatever thread, is given what was unpacked first.

    Nobody changes what is unpacked. Within another that keeps the same file open, that one's is used.
    """
    if path in _open or not is_container(path):
        yield
        return
    with tempfile.TemporaryDirectory(prefix=owned("harness-app-")) as work:
        _open[path] = _Open(path, Path(work))
        try:
            yield
        finally:
            del _open[path]


@contextmanager
def open_app(path: Path, api_level: int = 0) -> Iterator[AppFiles]:
    """Hand over the APKs of an app file for a while. ``api_level`` chooses the variant of a bundletool archive.

    0 takes the newest. Raises :class:`ArchiveRefused`.
    """
    with kept_open(path):
        kept = _open.get(path)
        # One APK is where it is; nothing is unpacked.
        yield kept.files(api_level) if kept is not None else unpack_app(path, path.parent, api_level)


@contextmanager
def apks(path: Path) -> Iterator[list[tuple[str, Path]]]:
    """Hand over the APKs of an app file for a while, each with its split's name (empty: the base).

    Raises :class:`ArchiveRefused` for an archive that cannot be opened; an APK by itself is not looked into.
    """
    if not is_container(path):
        yield [("", path)]
        return
    with open_app(path) as files:
        yield [(split.name, split.path) for split in files.splits]
