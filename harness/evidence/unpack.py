"""Recordings as they are handed on: compressed, in an archive, in UTF-16, through a pipe. Each becomes a plain file."""

import atexit
import codecs
import gzip
import os
import shutil
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from harness.evidence.exchange import RecordingError
from harness.files.names import shown
from harness.files.read import ReadError, open_regular
from harness.files.scratch import owned, sweep
from harness.files.write import write_error

STDIN = Path("-")
"""What stands for the standard input on a command line."""
_CHUNK = 1 << 20
_MOST = 64 << 30
"""Bytes that one recording is unpacked to; what comes after is not read."""
_LAYERS = 4
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_ZIP = b"PK\x03\x04"
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"{\x00": "utf-16-le", b"\x00{": "utf-16-be"}
_BROKEN = (EOFError, OSError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError, UnicodeError)


@dataclass(frozen=True)
class Plain:
    """A recording as a plain file.

    ``path`` is to be read; ``name`` is as the user calls it; ``beside`` the archive it was in, or the file itself,
    where there may be more beside it; ``cut`` says that its packing ended early. ``keys`` is the file of TLS secrets
    that the user named for it, ``app`` the app whose traffic alone is wanted of it, where it says whose traffic is.
    """

    path: Path
    name: Path
    beside: Path | None
    cut: str | None = None
    keys: Path | None = None
    app: str = ""


_known: dict[tuple[str, int, int], Plain] = {}
_owner = os.getpid()
_room: list[Path] = []


def plain(path: Path) -> Plain:
    """Return a recording as a plain file; one that is packed is unpacked once, and what was unpacked goes at the end.

    ``-`` is the standard input, which is read to its end. Raises :class:`RecordingError`, and ``WriteError`` where
    there is no room to unpack.
    """
    if path == STDIN:
        return _known.get(("-", 0, 0)) or _known.setdefault(
            ("-", 0, 0), _through(Plain(_from_stdin(), Path("stdin"), None))
        )
    with _opened(path) as file:
        status = os.fstat(file.fileno())
    key = (str(path), status.st_size, status.st_mtime_ns)
    if key not in _known:
        found = _through(Plain(path, path, path))
        if found.path == path:
            return found
        _known[key] = found
    return _known[key]


def _through(found: Plain) -> Plain:
    """Unpack layer by layer: a compressed file may hold UTF-16."""
    for _ in range(_LAYERS):
        with _opened(found.path) as file:
            head = file.read(4)
            if len(head) < 4:
                return found
            file.seek(0)
            parts = _parts(file, head, found.name)
            if parts is None:
                return found
            path, cut = written(parts, found.name)
        found = Plain(path, found.name, found.path if head == _ZIP else found.beside, found.cut or cut)
    return found


def _opened(path: Path) -> BinaryIO:
    try:
        return open_regular(path, "the recording")
    except ReadError as error:
        raise RecordingError(str(error)) from None


def _parts(file: BinaryIO, head: bytes, name: Path) -> Iterator[bytes] | None:
    """Return what a file holds, or ``None`` where it is not packed."""
    if head[:2] == b"\x1f\x8b":
        return _read(gzip.GzipFile(fileobj=file).read1)
    if head[:2] in _ZLIB:
        return _inflated(file)
    if head == _ZIP:
        return _read(_member(file, name).read1)
    if encoding := _UTF_16.get(head[:2]):
        return _recoded(file, encoding)
    return None


def _read(read: Callable[[int], bytes]) -> Iterator[bytes]:
    """Yield what ``read`` returns; of a file that ends early everything before that."""
    while chunk := read(_CHUNK):
        yield chunk


def _inflated(file: BinaryIO) -> Iterator[bytes]:
    unpack = zlib.decompressobj()
    while chunk := file.read(_CHUNK):
        while chunk:
            yield unpack.decompress(chunk, _CHUNK)
            chunk = unpack.unconsumed_tail
    if not unpack.eof:
        raise EOFError("the compressed data ends early")


def _recoded(file: BinaryIO, encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    while chunk := file.read(_CHUNK):
        yield decoder.decode(chunk).encode("utf-8", "surrogatepass")
    if decoder.getstate()[0]:
        raise EOFError("the text ends in the middle of a character")


def _member(file: BinaryIO, name: Path) -> zipfile.ZipExtFile:
    """Return the HAR file in an archive (``har.har`` is Playwright's). Raises :class:`RecordingError`."""
    try:
        archive = zipfile.ZipFile(file)
        found = sorted((item for item in archive.namelist() if item.lower().endswith(".har")), key=_order)
        if found:
            return cast(zipfile.ZipExtFile, archive.open(found[0]))
    except _BROKEN as error:
        raise RecordingError(f"{shown(name)} is an archive that cannot be read: {error}.") from None
    raise RecordingError(f"{shown(name)} is an archive without a HAR file: unpack it, and name the recording in it.")


def _order(item: str) -> tuple[bool, int, str]:
    return item != "har.har", item.count("/"), item


def _from_stdin() -> Path:
    return written(_read(sys.stdin.buffer.read), Path("stdin"))[0]


def written(parts: Iterator[bytes], name: Path) -> tuple[Path, str | None]:
    """Write ``parts`` to a file of ours; return it, and where they end early, how."""
    path = _place()
    size, cut = 0, None
    try:
        with path.open("xb") as file:
            try:
                for part in parts:
                    if size + len(part) > _MOST:
                        cut = f"{shown(name.name)} unpacks to more than {_MOST} bytes; what comes after is not read."
                        break
                    try:
                        file.write(part)
                    except OSError as error:
                        raise write_error(error, path) from None
                    size += len(part)
            except _BROKEN as error:
                if not size:
                    raise RecordingError(f"{shown(name)} cannot be unpacked: {error}.") from None
                cut = f"{shown(name.name)} ends early: it unpacks to {size} bytes, then: {error}."
    except OSError as error:
        raise write_error(error, path) from None
    return path, cut


def _place() -> Path:
    """Return a file to be made, in a directory that only this user may look into and that goes with the process."""
    if not _room:
        try:
            sweep()
            _room.append(Path(tempfile.mkdtemp(prefix=owned("harness-recording-"))))
        except OSError as error:
            raise write_error(error, tempfile.gettempdir()) from None
        atexit.register(_forget, _room[0])
    return _room[0] / str(len(list(_room[0].iterdir())))


def _forget(room: Path) -> None:
    if os.getpid() == _owner:  # not in a forked worker, which ends sooner
        shutil.rmtree(room, ignore_errors=True)
