"""Reading a bundle: the evidence directory of one run.

A bundle may come from a stranger: nothing outside its directory is read, links are refused, and a truncated last line
(a killed run) is dropped and counted, not an error.
"""

from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

import msgspec

from harness.errors import BadInputError
from harness.evidence import manifest
from harness.evidence.manifest import Entry
from harness.evidence.rows.row import Kind, Row, decode_row, kind_of, row_from
from harness.evidence.run_record import SCHEMA, RunRecord, read_run
from harness.files.names import shown
from harness.files.read import ReadError, open_regular

if TYPE_CHECKING:
    from harness.evidence.seal import Verification

RUN = "run.json"
PERSONA = "persona.yaml"
FLOWS = "flows.mitm"
MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.sig"
SIGNER = "signer.pem"
STAMP = "manifest.json.tsr"
LOGCAT = "log/logcat.txt"
ACCOUNT = "account/{number}.jsonl"
"""What an app of ours wrote of itself, a file a process, from 1 on."""

MOST_BYTES = 256 << 20
"""Bytes of a file that is read as a whole (``run.json``, a picture); rows and flows are read one by one."""

_UNREADABLE = (msgspec.MsgspecError, RecursionError, UnicodeDecodeError)

R = TypeVar("R", bound=Row)


class BundleError(BadInputError, ValueError):
    """A directory cannot be used as a bundle. The message says which, what is wrong and what to do."""


def safe_join(root: Path, relative: str) -> Path:
    """Return the file ``relative`` (a POSIX path) below ``root``; :class:`BundleError` if it would lie outside."""
    pure = PurePosixPath(relative)
    if pure.is_absolute() or ".." in pure.parts or not pure.parts or "\\" in relative or "\0" in relative:
        raise BundleError(f"{relative!r} is not a path inside a bundle.")
    path = root
    for part in pure.parts:
        path = path / part
        if path.is_symlink():
            raise BundleError(f"{relative!r} in the bundle {root} is a link; bundles hold plain files only.")
    return path


class Bundle:
    """An opened bundle. ``dropped`` counts the unreadable rows by file, filled while rows are read."""

    def __init__(self, path: Path) -> None:
        """Open ``path``. Raises :class:`BundleError` when it is not a bundle's directory."""
        self.path = path
        self.dropped: dict[str, int] = {}
        self.aside: frozenset[str] = frozenset()
        self.verification: Verification | None = None
        if not path.is_dir():
            state = "is a file, not a directory" if path.exists() else "does not exist"
            raise BundleError(
                f"{shown(path)} is not a bundle: it {state}. A bundle is the directory 'harness run' leaves."
            )
        if not (path / RUN).is_file():
            raise BundleError(f"{shown(path)} is not a bundle: it has no {RUN}.")
        try:
            said = msgspec.json.decode(self.read_bytes(RUN))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BundleError(f"{shown(path / RUN)} is not JSON: {error}.") from None
        if not isinstance(said, dict) or not isinstance(said.get("schema"), int):
            raise BundleError(f"{shown(path / RUN)} has no schema number; it was not written by harness.")
        if said["schema"] > SCHEMA:
            raise BundleError(
                f"{shown(path)} was written by a newer harness (bundle schema {said['schema']}); update harness."
            )
        self._said: dict[str, Any] = said
        self._run: RunRecord | None = None

    def set_aside(self, names: Collection[str]) -> None:
        """Treat these files as if they were not there: they are not what was sealed, so nothing follows from them."""
        self.aside = frozenset(names)
        if RUN in self.aside:
            self._run = RunRecord(schema=self._said["schema"], outcome="incomplete")

    @property
    def run(self) -> RunRecord:
        """What ``run.json`` says. Raises :class:`BundleError` when a part of it is not of the kind it must be."""
        if self._run is None:
            try:
                self._run = read_run(self._said)
            except msgspec.ValidationError as error:
                raise BundleError(
                    f"{shown(self.path / RUN)} is damaged, or was not written by harness: {error}."
                ) from None
        return self._run

    def run_text(self, name: str) -> str:
        """Return a text in ``run.json``, empty when there is none: for the seal, whatever else is wrong in there."""
        said = self._said.get(name)
        return said if isinstance(said, str) else ""

    @property
    def sealed(self) -> bool:
        """Whether the run finished its evidence (it has a manifest)."""
        return (self.path / MANIFEST).is_file()

    @property
    def complete(self) -> bool:
        """Whether the run came to its planned end: sealed, with the outcome ``complete``."""
        return self.sealed and self.run.outcome == "complete"

    def read_bytes(self, relative: str) -> bytes:
        """Return one file's content. Raises :class:`BundleError` when it is missing or outside the bundle."""
        with self.open(relative) as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise BundleError(f"{shown(relative)} of the bundle {shown(self.path)} is too large to be read at once.")
        return data

    def open(self, relative: str) -> BinaryIO:
        """Open one file for reading. Raises :class:`BundleError` when it is missing, no plain file, or outside."""
        if relative in self.aside:
            raise BundleError(f"{shown(relative)} of the bundle {shown(self.path)} was changed after it was sealed.")
        try:
            return open_regular(safe_join(self.path, relative), "the evidence")
        except ReadError as error:
            raise BundleError(str(error)) from None

    def has(self, relative: str) -> bool:
        """Whether the bundle holds the file ``relative``."""
        return relative not in self.aside and safe_join(self.path, relative).is_file()

    def persona_text(self) -> str | None:
        """Return the persona file's text, or ``None`` when the run planted none."""
        return self.read_bytes(PERSONA).decode("utf-8", "replace") if self.has(PERSONA) else None

    def rows(self, cls: type[R]) -> Iterator[R]:
        """Yield the rows of one kind in order. Unreadable rows are skipped, and counted in ``dropped`` by their file.

        Of rows that share their kind's key (a process, a dialog) the last counts, in the first one's place: such a file
        is read to its end before the first row is yielded. Raises :class:`BundleError` when the file is a link.
        """
        kind = kind_of(cls)
        if kind.whole:
            yield from self._listed(kind)
        elif kind.key:
            yield from {kind.key_of(row): row for row in self._lines(kind)}.values()
        else:
            yield from self._lines(kind)

    def _lines(self, kind: Kind[R]) -> Iterator[R]:
        return (row for _, row in self._placed(kind))

    def placed(self, cls: type[R]) -> Iterator[tuple[int, R]]:
        """Yield the rows of one kind as they were written, each with the byte at which its line begins.

        Raises :class:`BundleError` when the file is a link.
        """
        return self._placed(kind_of(cls))

    def _placed(self, kind: Kind[R]) -> Iterator[tuple[int, R]]:
        if not self.has(kind.file):
            return
        self.dropped.pop(kind.file, None)
        at = 0
        with self.open(kind.file) as file:
            for line in file:
                start, at = at, at + len(line)
                if not line.strip():
                    continue
                try:
                    yield start, decode_row(kind.cls, line).bounded()
                except _UNREADABLE:
                    self.dropped[kind.file] = self.dropped.get(kind.file, 0) + 1

    def row_at(self, cls: type[R], place: int) -> R:
        """Return the row whose line begins at a byte; see :meth:`placed`. Raises :class:`BundleError`."""
        kind = kind_of(cls)
        with self.open(kind.file) as file:
            file.seek(place)
            try:
                return decode_row(kind.cls, file.readline()).bounded()
            except _UNREADABLE:
                raise BundleError(f"{shown(kind.file)} of the bundle {shown(self.path)} has no row there.") from None

    def _listed(self, kind: Kind[R]) -> Iterator[R]:
        """Yield the rows of a file that is one list: cut anywhere, none of it can be read."""
        if not self.has(kind.file):
            return
        try:
            raw = msgspec.json.decode(self.read_bytes(kind.file), type=list[dict[str, Any]])
            rows = [row_from(kind.cls, item).bounded() for item in raw]
        except _UNREADABLE:
            self.dropped[kind.file] = 1
        else:
            yield from rows

    def manifest(self) -> dict[str, str]:
        """Return sha256 (hex) by relative file name, empty for an unsealed bundle. Raises :class:`BundleError`."""
        return {name: entry.sha256 for name, entry in self.entries().items()}

    def entries(self) -> dict[str, Entry]:
        """Return what the manifest says of each file, nothing for an unsealed bundle. Raises :class:`BundleError`."""
        if not self.sealed:
            return {}
        try:
            return manifest.decode(self.read_bytes(MANIFEST)).files
        except (ValueError, RecursionError) as error:
            problem = " ".join(str(error).split())[:200]
            raise BundleError(f"{shown(self.path / MANIFEST)} is damaged: {problem}.") from None
