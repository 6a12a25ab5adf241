"""Reading HAR files, one entry at a time, so that memory stays flat however large the file is."""

import contextlib
import mmap
import re
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from harness.evidence._json_scan import (
    Buffer,
    ScanError,
    Walk,
    byte_at,
    is_whole,
    load_leniently,
    value_end,
)
from harness.evidence.exchange import Exchange, Piece, RecordingError
from harness.evidence.har_entry import Reader
from harness.evidence.resources import Resources
from harness.files.names import shown
from harness.files.read import ReadError, open_regular

_BOM = b"\xef\xbb\xbf"
_APART = re.compile(rb"(?:[\s,\x1e\x00]|\xef\xbb\xbf)*+")
"""What may stand between documents written one behind the other: RFC 7464's separator, a comma, a mark, padding."""
_ENTRIES, _LOG, _REQUEST = b'"entries"', b'"log"', b'"request"'
_MOST_ENTRIES = 20_000_000
"""Where an entry stands takes 16 bytes of memory; a real one has some hundred bytes at the least."""
_GIVEN_BACK = 32 << 20
"""Bytes of a mapped file that are given back at once."""
_MOST_META = 16 << 20
"""Bytes of one member beside the entries, beyond which it is not read."""


@dataclass
class _Index:
    """Where the entries stand, and what stands beside them."""

    stamp: tuple[int, int]
    starts: "array[int]" = field(default_factory=lambda: array("Q"))
    ends: "array[int]" = field(default_factory=lambda: array("Q"))
    meta: dict[str, Any] = field(default_factory=dict)
    cut: str | None = None


class HarFile:
    """A HAR file as a source of exchanges.

    Also several in one file, one behind the other, and entries alone: in an array, or one a line. What can be read of a
    file that is cut or damaged is; ``cut`` then says where reading stopped.
    """

    def __init__(
        self, path: Path, *, name: Path | None = None, beside: Path | None = None, cut: str | None = None
    ) -> None:
        """Name the file; it is opened when read.

        Where it was unpacked to ``path``, ``name`` is what the user calls it, ``beside`` the archive that may hold
        bodies, and ``cut`` says that its packing ended early.
        """
        self.path = path
        self.name = name or path
        self._beside = path if name is None else beside
        self.cut = self._packing = cut
        self._known: _Index | None = None

    def __iter__(self) -> Iterator[Exchange]:
        """Yield the entries in the file's order, those that cannot be read as such.

        Raises :class:`RecordingError` where the file is no HAR, and when not one entry can be read.
        """
        with _Mapped(self.path, self.name) as data:
            index = self._index(data)
            lost, good = "", not index.starts
            with self._reading(index) as reader:
                passed = _Passed(data)
                for number, (start, end) in enumerate(zip(index.starts, index.ends, strict=True)):
                    exchange = reader.exchange(data[start:end], number, start)
                    passed.to(end)
                    bad = exchange.kind == "unreadable"
                    lost, good = lost or (exchange.unreadable if bad else ""), good or not bad
                    yield exchange
            if not good:
                raise RecordingError(f"{shown(self.name)}: not one entry can be read: {lost}.")

    def mentioning(self, holds: Callable[[bytes], object]) -> Iterator[Exchange]:
        """Yield the entries whose bytes in the file ``holds`` something. Raises :class:`RecordingError`."""
        with _Mapped(self.path, self.name) as data:
            index = self._index(data)
            with self._reading(index) as reader:
                passed = _Passed(data)
                for number, (start, end) in enumerate(zip(index.starts, index.ends, strict=True)):
                    entry = data[start:end]
                    passed.to(end)
                    if holds(entry):
                        yield reader.exchange(entry, number, start)

    def pieces(self, count: int) -> Iterator[Piece]:
        """Yield the file in pieces of at most ``count`` entries. Raises :class:`RecordingError`."""
        with _Mapped(self.path, self.name) as data:
            index = self._index(data)
        for first in range(0, len(index.starts), count):
            spans = list(zip(index.starts[first : first + count], index.ends[first : first + count], strict=True))
            yield _HarPiece(self.path, self.name, self._reading(index), first, spans)

    def stop(self, index: int, whole: int, error: BaseException) -> None:  # noqa: ARG002
        """Raise :class:`RecordingError`: a piece reads all of its entries, however bad they are."""
        raise RecordingError(f"{shown(self.name)} is not a HAR file: {error} (entry {index}).")

    def meta(self) -> dict[str, Any]:
        """Return the log's members other than its entries (``version``, ``creator``, ``_tweasel``...).

        Raises :class:`RecordingError`.
        """
        with _Mapped(self.path, self.name) as data:
            return self._index(data).meta

    def _reading(self, index: _Index) -> "_Reading":
        creator = index.meta.get("creator")
        name = str(creator.get("name", "")) if isinstance(creator, dict) else ""
        return _Reading(self._beside, name.lower().startswith("mitmproxy"))

    def _index(self, data: Buffer) -> _Index:
        """Return where the entries are; looked for once, for as long as the file is the same."""
        status = self.path.stat()
        stamp = (status.st_size, status.st_mtime_ns)
        if self._known is None or self._known.stamp != stamp:
            self._known = self._walked(data, _Index(stamp))
        self.cut = self._known.cut or self._packing
        return self._known

    def _walked(self, data: Buffer, index: _Index) -> _Index:
        walk = Walk(data, 0)
        try:
            while (at := _between(data, walk.at)) < len(data):
                walk.at = at
                self._document(walk, index)
        except (ScanError, msgspec.MsgspecError, RecursionError) as error:
            found, at = len(index.starts), walk.at
            if not found:
                raise RecordingError(f"{shown(self.name)} is not a HAR file: {error} (entry 0).") from None
            index.cut = (
                f"{shown(self.name.name)} ends early: {found} whole entries, "
                f"then {len(data) - at} unreadable bytes from byte {at} ({error})."
            )
        return index

    def _document(self, walk: Walk, index: _Index) -> None:
        """Take one document's entries: a HAR file's, a log's, an array of entries, or an entry by itself."""
        start = walk.at
        if byte_at(walk.data, start) == 0x5B:
            _take(walk, index)
            if not index.starts:
                raise ScanError("an object is expected", start)
            return
        known = False
        for key in walk.members():
            if key == _LOG:
                known = True
                for inner in walk.members():
                    _member(walk, inner, index)
            elif key == _ENTRIES:
                known = True
                _take(walk, index)
            elif key == _REQUEST and not known:
                known = True
                line = walk.data.find(b"\n", start)
                end = line if line > 0 and is_whole(walk.data[start:line]) else value_end(walk.data, start)
                index.starts.append(start)
                index.ends.append(end)
                walk.at = end
                return
        if not known:
            raise ScanError("the object has no 'log'", start)


def _between(data: Buffer, at: int) -> int:
    found = _APART.match(data, at)
    return found.end() if found else at


def _member(walk: Walk, key: bytes, index: _Index) -> None:
    if key == _ENTRIES:
        _take(walk, index)
        return
    end = value_end(walk.data, walk.at)
    if end - walk.at <= _MOST_META:
        with contextlib.suppress(ValueError):  # the entries are whole without it
            index.meta.setdefault(msgspec.json.decode(key, type=str), load_leniently(walk.data[walk.at : end]))
    walk.at = end


def _take(walk: Walk, index: _Index) -> None:
    passed = _Passed(walk.data, walk.at)
    for start, end in walk.elements():
        passed.to(start)
        if len(index.starts) >= _MOST_ENTRIES:
            raise ScanError(f"more than {_MOST_ENTRIES} entries, the most that are read,", start)
        index.starts.append(start)
        index.ends.append(end)


class _Reading:
    """The reader of a file's entries, and what their bodies may be in, while they are read."""

    def __init__(self, beside: Path | None, mitmproxy: bool) -> None:
        self._beside = beside
        self._mitmproxy = mitmproxy

    def __enter__(self) -> Reader:
        self._resources = Resources(self._beside)
        return Reader(mitmproxy=self._mitmproxy, resource=self._resources.read)

    def __exit__(self, *_: object) -> None:
        self._resources.close()


class _HarPiece:
    """Entries ``first`` and following, by where they stand."""

    def __init__(self, path: Path, name: Path, reading: _Reading, first: int, spans: list[tuple[int, int]]) -> None:
        self._path = path
        self._name = name
        self._reading = reading
        self._first = first
        self._spans = spans

    def __iter__(self) -> Iterator[Exchange]:
        with _Mapped(self._path, self._name) as data, self._reading as reader:
            passed = _Passed(data, self._spans[0][0] if self._spans else 0)
            for index, (start, end) in enumerate(self._spans, self._first):
                passed.to(start)
                yield reader.exchange(data[start:end], index, start)


class _Passed:
    """Gives back the memory of what was read of a mapped file, which the system would keep for as long as it can."""

    def __init__(self, data: Buffer, at: int = 0) -> None:
        self._data = data
        self._at = at - at % mmap.PAGESIZE

    def to(self, at: int) -> None:
        """Say that everything before ``at`` was read."""
        size = (at - self._at) // mmap.PAGESIZE * mmap.PAGESIZE
        if size >= _GIVEN_BACK and isinstance(self._data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            self._data.madvise(mmap.MADV_DONTNEED, self._at, size)
            self._at += size


class _Mapped:
    """The file's bytes, mapped rather than read. Raises :class:`RecordingError`."""

    def __init__(self, path: Path, name: Path) -> None:
        self.path = path
        self.name = name

    def __enter__(self) -> Buffer:
        try:
            self.file = open_regular(self.path, "the recording")
        except ReadError as error:
            raise RecordingError(str(error)) from None
        try:
            self.map = mmap.mmap(self.file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError):
            self.file.close()
            raise RecordingError(f"{shown(self.name)} is not a HAR file: it is empty or cannot be mapped.") from None
        return self.map

    def __exit__(self, *_: object) -> None:
        self.map.close()
        self.file.close()
