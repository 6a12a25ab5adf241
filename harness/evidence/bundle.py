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
from harness.evidence.records import (
    AppScreen,
    Attempt,
    Connection,
    ConsentScreen,
    Defence,
    Gap,
    Hook,
    Incident,
    Observation,
    PermissionRequest,
    Phase,
    Place,
    Process,
    Row,
    SelfTest,
    decode_row,
)
from harness.files.names import shown
from harness.files.read import ReadError, open_regular

if TYPE_CHECKING:
    from harness.evidence.seal import Verification

RUN = "run.json"
PERSONA = "persona.yaml"
OBSERVATIONS = "observations.jsonl"
FLOWS = "flows.mitm"
CONNECTIONS = "connections.jsonl"
PHASES = "phases.jsonl"
PROCESSES = "processes.jsonl"
HOOKS = "hooks.json"
MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.sig"
SIGNER = "signer.pem"
STAMP = "manifest.json.tsr"
SELFTESTS = "selftest.jsonl"
DEFENCES = "defences.jsonl"
GAPS = "gaps.jsonl"
ATTEMPTS = "attempts.jsonl"
LOGCAT = "log/logcat.txt"
PERMISSIONS = "permissions.jsonl"
CONSENT = "consent.jsonl"
PLACES = "places.jsonl"
INCIDENTS = "incidents.jsonl"
SCREENS = "screens.jsonl"

MOST_BYTES = 256 << 20
"""Bytes of a file that is read as a whole (``run.json``, a picture); rows and flows are read one by one."""
MOST_NAME = 2000
"""Characters of one stack line or name that are read."""
MOST_FRAMES = 2000
"""Lines of one stack that are read, from the innermost outwards."""

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


def _bounded(row: Observation) -> Observation:
    """Cut names and stack lines that no program has: an app that makes up a class of megabytes must not fill memory.

    Who acted is told by how a line begins; the evidence itself stays whole.
    """
    if len(row.stack) > MOST_FRAMES:
        row.stack = row.stack[:MOST_FRAMES]
    if any(len(line) > MOST_NAME for line in row.stack):
        row.stack = [_cut(line) for line in row.stack]
    row.thread, row.process, row.point = _cut(row.thread), _cut(row.process), _cut(row.point)
    return row


def _cut(text: str) -> str:
    return text if len(text) <= MOST_NAME else f"{text[:MOST_NAME]}\u2026"


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
            meta = msgspec.json.decode(self.read_bytes(RUN))
        except msgspec.DecodeError as error:
            raise BundleError(f"{shown(path / RUN)} is not JSON: {error}.") from None
        if not isinstance(meta, dict) or not isinstance(meta.get("schema"), int):
            raise BundleError(f"{shown(path / RUN)} has no schema number; it was not written by harness.")
        if meta["schema"] > 1:
            raise BundleError(
                f"{shown(path)} was written by a newer harness (bundle schema {meta['schema']}); update harness."
            )
        self.meta: dict[str, Any] = meta

    def set_aside(self, names: Collection[str]) -> None:
        """Treat these files as if they were not there: they are not what was sealed, so nothing follows from them."""
        self.aside = frozenset(names)
        if RUN in self.aside:
            self.meta = {"schema": self.meta["schema"], "outcome": "incomplete"}

    @property
    def sealed(self) -> bool:
        """Whether the run finished its evidence (it has a manifest)."""
        return (self.path / MANIFEST).is_file()

    @property
    def complete(self) -> bool:
        """Whether the run came to its planned end: sealed, with the outcome ``complete``."""
        return self.sealed and self.meta.get("outcome") == "complete"

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

    def rows(self, relative: str, cls: type[R]) -> Iterator[R]:
        """Yield the rows of one JSON-lines file in order. Unreadable rows are skipped, counted in ``dropped``."""
        if not self.has(relative):
            return
        self.dropped.pop(relative, None)
        with self.open(relative) as file:
            for line in file:
                if not line.strip():
                    continue
                try:
                    yield decode_row(cls, line)
                except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
                    self.dropped[relative] = self.dropped.get(relative, 0) + 1

    def observations(self) -> Iterator[Observation]:
        """Yield the observations in the order in which they arrived, their names and stacks bounded."""
        return map(_bounded, self.rows(OBSERVATIONS, Observation))

    def phases(self) -> list[Phase]:
        """Return the phases in their order."""
        return list(self.rows(PHASES, Phase))

    def connections(self) -> list[Connection]:
        """Return the connections the app opened."""
        return list(self.rows(CONNECTIONS, Connection))

    def processes(self) -> list[Process]:
        """Return the app's processes; a process written twice counts with its last row."""
        latest = {(row.pid, row.start_us): row for row in self.rows(PROCESSES, Process)}
        return list(latest.values())

    def permissions(self) -> list[PermissionRequest]:
        """Return the permission dialogs; one written twice counts with its last row."""
        return list({row.id: row for row in self.rows(PERMISSIONS, PermissionRequest)}.values())

    def consent(self) -> list[ConsentScreen]:
        """Return what screens asked about privacy."""
        return list(self.rows(CONSENT, ConsentScreen))

    def places(self) -> list[Place]:
        """Return the places in the app that were looked for."""
        return list(self.rows(PLACES, Place))

    def app_screens(self) -> list[AppScreen]:
        """Return the screens of the app that explorations reached."""
        return list(self.rows(SCREENS, AppScreen))

    def incidents(self) -> list[Incident]:
        """Return what got in the scenario's way."""
        return list(self.rows(INCIDENTS, Incident))

    def hooks(self) -> list[Hook]:
        """Return what could and could not be hooked, per process."""
        if not self.has(HOOKS):
            return []
        try:
            raw = msgspec.json.decode(self.read_bytes(HOOKS), type=list[dict[str, Any]])
            return [decode_row(Hook, msgspec.json.encode(item)) for item in raw]
        except msgspec.MsgspecError:
            self.dropped[HOOKS] = 1
            return []

    def selftests(self) -> list[SelfTest]:
        """Return what the self-test of each process saw."""
        return list(self.rows(SELFTESTS, SelfTest))

    def defences(self) -> list[Defence]:
        """Return the signs that the app defends itself."""
        return list(self.rows(DEFENCES, Defence))

    def gaps(self) -> list[Gap]:
        """Return the stretches and parts that were not watched."""
        return list(self.rows(GAPS, Gap))

    def attempts(self) -> list[Attempt]:
        """Return what the app tried that reaches out of its confinement."""
        return list(self.rows(ATTEMPTS, Attempt))

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
