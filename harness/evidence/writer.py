"""Writing a bundle, append-only, while the run goes on."""

import contextlib
import io
import os
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from harness.evidence import bundle as names
from harness.evidence.bundle import BundleError, safe_join
from harness.evidence.ear import Deaf, Ear
from harness.evidence.rows.row import Kind, Row, encode_row, kind_of, kinds
from harness.evidence.rows.watching import Gap
from harness.evidence.run_record import RunRecord, encode_run
from harness.evidence.seal import seal
from harness.evidence.signature import fingerprint
from harness.files.write import WriteError, write_error, write_whole

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

FLUSH_SECONDS = 0.5
"""A killed run loses at most what came since the last flush; the bundle's promise is one second."""


MOST_ROWS = 1 << 30
"""Bytes of one file of rows. A run of an hour with a busy app makes some 100 MB; one that calls the same thing without
end, and defeats that such calls are counted only, must not fill the disk."""


class _File(io.BufferedWriter):
    """A file of the bundle. What comes after it was closed is counted by ``on_late``; nobody is hurt by it.

    The proxy, the pumps, the log and the agent have threads of their own, and one that was given up on (its process, or
    Frida, does not answer) may still speak when the bundle is sealed.
    """

    def __init__(self, path: Path, on_late: Callable[[], None]) -> None:
        super().__init__(io.FileIO(path, "ab"))
        self._on_late = on_late

    def write(self, data: "ReadableBuffer", /) -> int:
        try:
            return super().write(data)
        except ValueError:
            if not self.closed:
                raise
            self._on_late()
            return memoryview(data).nbytes

    def flush(self) -> None:
        if not self.closed:
            super().flush()


_MORE = "what came after that is not kept, and counted in run.json (cut_rows)"


class BundleWriter:
    """Writes one bundle. Thread-safe: the proxy, the agent's pump and the scenario write at the same time."""

    def __init__(
        self, path: Path, run: RunRecord, key: Ed25519PrivateKey | None = None, ear: Ear | None = None
    ) -> None:
        """Create the directory ``path`` and write ``run.json`` with the outcome ``running``.

        ``run`` is the writer's from now on: what is learnt later is said in its fields, and written with the seal or
        by :meth:`write_run`.

        ``key`` signs the bundle when it is sealed; ``run.json`` says so from the first moment on. ``ear`` hears what is
        written, in the order in which each file has it.
        Raises :class:`BundleError` when the directory exists with anything in it or cannot be made.
        """
        self.path = path
        self.run = run
        run.outcome = "running"
        if key is not None:
            run.signer = fingerprint(key.public_key())
        self._key = key
        self._ear: Ear = ear or Deaf()
        self._lock = threading.Lock()
        self._files: dict[str, BinaryIO] = {}
        self._whole: dict[str, dict[tuple[Any, ...], list[Any]]] = {kind.file: {} for kind in kinds() if kind.whole}
        self._stop = threading.Event()
        self._closed = False
        self.late: Counter[str] = Counter()
        """How much came for each file after it was closed. What came before the seal stands in ``run.json``."""
        self.cut: Counter[str] = Counter()
        """How many rows came for each file after it had reached :data:`MOST_ROWS`."""
        self._sizes: Counter[str] = Counter()
        self.failure: WriteError | None = None
        """The first thing that could not be written: what came after it may be missing."""
        try:
            path.mkdir(parents=True, exist_ok=True)
            if any(path.iterdir()):
                raise BundleError(f"{path} is not empty; give another --out or remove it.")
        except OSError as error:
            raise BundleError(f"Cannot write a bundle to {path}: {error.strerror}.") from None
        self.write_run()
        self._ear.begun(path, run)
        self._flusher = threading.Thread(target=self._flush_often, name="bundle-flush", daemon=True)
        self._flusher.start()

    def write_run(self) -> None:
        """Write ``run.json`` as it is now (atomically)."""
        self.write_file(names.RUN, encode_run(self.run))

    def write_file(self, relative: str, data: bytes) -> str:
        """Write a whole file atomically and return ``relative``. Raises ``WriteError``.

        When the bundle is closed the file is counted in ``late`` and not written: what is sealed must not change.
        """
        path = safe_join(self.path, relative)
        if self._closed:
            self.late[relative] += 1
            return relative
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        except WriteError as error:
            self.failure = self.failure or error
            raise
        except OSError as error:
            raise self.failed(error) from None
        self._ear.file(relative)
        return relative

    def open_file(self, relative: str) -> BinaryIO:
        """Open a file for appending raw data (``flows.mitm``, logcat); it is flushed and closed with the bundle.

        What is written to it after that is counted in ``late``, and changes nothing.
        """
        with self._lock:
            return self._opened(relative)

    def _opened(self, relative: str) -> BinaryIO:
        file = self._files.get(relative)
        if file is None:
            path = safe_join(self.path, relative)
            if self._closed:
                path = Path(os.devnull)
            path.parent.mkdir(parents=True, exist_ok=True)
            file = self._files[relative] = _File(path, lambda: self.late.update([relative]))
            if self._closed:
                file.close()
        return file

    def append(self, row: Row) -> None:
        """Append one row to its kind's file; of a kind that is written as a whole, keep it for :meth:`write_rows`.

        What comes after the bundle was closed is counted in ``late``, what comes after the file has reached
        :data:`MOST_ROWS` in ``cut``. Raises ``WriteError``.
        """
        kind = kind_of(type(row))
        if not kind.whole:
            self._append(kind, row)
            return
        with self._lock:
            known, key = self._whole[kind.file], kind.key_of(row)
            known[key] = row.among(known.get(key, []))
            self._ear.row(row, -1)

    def _append(self, kind: Kind[Any], row: Row, *, always: bool = False) -> None:
        line = encode_row(row) + b"\n"
        try:
            with self._lock:
                if self._closed:
                    self.late[kind.file] += 1
                    return
                cut = self._sizes[kind.file] + len(line) > MOST_ROWS and not always
                if cut:
                    self.cut[kind.file] += 1
                else:
                    place = self._sizes[kind.file]
                    self._sizes[kind.file] += len(line)
                    self._opened(kind.file).write(line)
                    self._ear.row(row, place)
        except OSError as error:
            raise self.failed(error) from None
        if cut and self.cut[kind.file] == 1:
            detail = f"{kind.file} has {MOST_ROWS} bytes; {_MORE}"
            self._append(kind_of(Gap), Gap(kind="rows_cut", from_us=kind.time_us(row), detail=detail), always=True)

    def write_rows(self) -> None:
        """Write the files that are written as a whole, as far as their rows are known now. Raises ``WriteError``."""
        with self._lock:
            for file, known in self._whole.items():
                lines = (encode_row(row) for _, same in sorted(known.items()) for row in same)
                self.write_file(file, b"[\n" + b",\n".join(lines) + b"\n]\n")

    def failed(self, error: OSError) -> WriteError:
        """Note that something of the evidence could not be written; return what that means."""
        told = write_error(error, self.path)
        self.failure = self.failure or told
        return told

    def check(self) -> None:
        """Raise ``WriteError`` when something could not be written, on whatever thread that was."""
        if self.failure is not None:
            raise self.failure

    def flush(self) -> None:
        """Hand everything written so far to the operating system."""
        with self._lock:
            for file in self._files.values():
                if not file.closed:
                    file.flush()

    def _flush_often(self) -> None:
        while not self._stop.wait(FLUSH_SECONDS):
            try:
                self.flush()
            except OSError as error:  # a full disk is told to whoever writes next, or closes the bundle
                self.failed(error)

    def close(self) -> None:
        """Flush and close without sealing: the bundle opens and says it is incomplete.

        A file whose rest cannot be written does not keep the others from being closed; :meth:`check` tells of it.
        """
        self._stop.set()
        self._flusher.join(timeout=5)
        with self._lock:
            self._closed = True
            for file in self._files.values():
                try:
                    file.close()
                except OSError as error:
                    self.failed(error)

    def seal(self, outcome: str, reason: str | None = None) -> tuple[str, str | None]:
        """Close the bundle with its outcome (``complete``, ``incomplete``, ``interrupted``) and hash every file.

        Where something could not be written no run is complete. Returns outcome and reason as they were sealed.
        Raises ``ReadError`` and ``WriteError``.
        """
        with contextlib.suppress(WriteError):  # it is noted; what is there shall be sealed all the same
            self.write_rows()
        self.close()
        if self.failure is not None and outcome != "interrupted":
            outcome, reason = "incomplete", str(self.failure)
        self.run.outcome = outcome
        if reason:
            self.run.reason = reason
        if self.cut:
            self.run.cut_rows = dict(sorted(self.cut.items()))
        if self.late:
            self.run.late_rows = dict(sorted(self.late.items()))
        seal(self.path, encode_run(self.run), self._key)
        return outcome, reason

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
