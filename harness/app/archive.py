"""Opening an untrusted archive of APKs: everything that lies, escapes or explodes is refused before it is unpacked.

Rules: APPNOTE.TXT (PKWARE's ZIP specification) for the two places that describe each member, the local header and the
central directory; they must agree. https://nvd.nist.gov/vuln/detail/CVE-2024-0450 (overlapping members).
"""

import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from harness.app.errors import ArchiveRefused

MAX_MEMBERS = 10_000
MAX_MEMBER = 4 << 30
MAX_TOTAL = 8 << 30
MAX_RATIO = 200
"""Bytes out of one byte in. Deflate cannot do more than about 1030; APKs, which are packed already, do about 1."""
RATIO_FROM = 16 << 20
"""Members that unpack to less may have any ratio: an empty picture compresses well."""
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """An archive that passed every check; its members may be unpacked with :meth:`extract`."""

    def __init__(self, path: Path, opened: zipfile.ZipFile) -> None:
        """``opened`` is the open file of ``path``; :func:`open_archive` makes it."""
        self.path = path
        self._zip = opened
        self._members = {info.filename: info for info in opened.infolist() if not info.is_dir()}

    @property
    def names(self) -> list[str]:
        """The names of the files in it, in the archive's order."""
        return list(self._members)

    def read(self, name: str, limit: int = 16 << 20) -> bytes:
        """Return a small member's bytes. Raises :class:`ArchiveRefused` for a large or broken one."""
        if self._members[name].file_size > limit:
            raise ArchiveRefused(f"{self.path.name}: {name!r} has {self._members[name].file_size} bytes; {limit} fit.")
        try:
            return self._zip.read(self._members[name])
        except _BROKEN as error:
            raise self._broken(name, error) from None

    def extract(self, name: str, target: Path) -> None:
        """Unpack one member into the file ``target``. Raises :class:`ArchiveRefused` when its bytes are broken."""
        try:
            with self._zip.open(self._members[name]) as source, target.open("xb") as file:
                shutil.copyfileobj(source, file, 1 << 20)
        except _BROKEN as error:
            raise self._broken(name, error) from None

    def _broken(self, name: str, error: BaseException) -> ArchiveRefused:
        return ArchiveRefused(f"{self.path.name}: {name!r} cannot be unpacked: {error}.")


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open an archive and check it whole. Raises :class:`ArchiveRefused` with the first thing that is wrong."""
    try:
        opened = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ArchiveRefused(f"{path.name} is not a ZIP archive: {error}.") from None
    with opened:
        if problem := _problem(opened, path):
            raise ArchiveRefused(f"{path.name} is refused: {problem}.")
        yield Archive(path, opened)


def _problem(opened: zipfile.ZipFile, path: Path) -> str | None:
    members = opened.infolist()
    if len(members) > MAX_MEMBERS:
        return f"it has {len(members)} members; {MAX_MEMBERS} are allowed"
    seen: set[str] = set()
    total = 0
    for info in members:
        if problem := _name_problem(info):
            return problem
        if info.filename.casefold() in seen:
            return f"it has two members named {info.filename!r}"
        seen.add(info.filename.casefold())
        if problem := _member_problem(info):
            return problem
        total += info.file_size
    if total > MAX_TOTAL:
        return f"it unpacks to {total} bytes; {MAX_TOTAL} are allowed"
    with path.open("rb") as file:
        return _layout_problem(file, members, path.stat().st_size)


def _name_problem(info: zipfile.ZipInfo) -> str | None:
    name = info.orig_filename
    parts = PurePosixPath(name).parts
    if "\0" in name or "\\" in name or name.startswith("/") or ".." in parts or (len(name) > 1 and name[1] == ":"):
        return f"the member {name!r} would be written outside of its directory"
    if any(ord(char) < 32 for char in name) or len(name) > 1024 or not name:
        return f"the member name {name[:80]!r} is malformed"
    return None


def _member_problem(info: zipfile.ZipInfo) -> str | None:
    name = info.filename
    mode = info.external_attr >> 16
    if mode and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)) and stat.S_IFMT(mode):
        return f"the member {name!r} is a link or a special file"
    if info.flag_bits & _ENCRYPTED:
        return f"the member {name!r} is encrypted"
    if info.compress_type not in _METHODS:
        return f"the member {name!r} is packed with method {info.compress_type}, which Android does not know"
    if info.file_size > MAX_MEMBER:
        return f"the member {name!r} unpacks to {info.file_size} bytes; {MAX_MEMBER} are allowed"
    if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        return f"the member {name!r} grows more than {MAX_RATIO} times when it is unpacked"
    if info.compress_type == zipfile.ZIP_STORED and info.file_size != info.compress_size:
        return f"the member {name!r} is stored and yet has two sizes"
    return None


def _layout_problem(file: BinaryIO, members: list[zipfile.ZipInfo], size: int) -> str | None:
    """Compare the local headers with the central directory, and see that no two members share bytes."""
    end = 0
    for info in sorted(members, key=lambda item: item.header_offset):
        name = info.filename
        file.seek(info.header_offset)
        raw = file.read(_LOCAL.size)
        if len(raw) < _LOCAL.size or raw[:4] != b"PK\x03\x04":
            return f"the member {name!r} is not where the directory says"
        _, _, flags, method, _, _, crc, packed, unpacked, name_size, extra_size = _LOCAL.unpack(raw)
        local_name = file.read(name_size)
        if flags & _ENCRYPTED or method != info.compress_type:
            return f"the two headers of the member {name!r} differ"
        charset = "utf-8" if flags & 0x800 else "cp437"
        if local_name.decode(charset, "replace") != info.orig_filename:
            return f"the member {name!r} has another name in its own header"
        # With bit 3 the sizes follow the data, and the header holds zeros (or, from some tools, the truth).
        known = (crc, packed, unpacked) == (info.CRC, info.compress_size, info.file_size)
        later = bool(flags & 0x8) and (crc, packed, unpacked) == (0, 0, 0)
        zip64 = 0xFFFFFFFF in (packed, unpacked)
        if not (known or later or zip64):
            return f"the two headers of the member {name!r} give different sizes"
        if info.header_offset < end:
            return f"the member {name!r} shares bytes with another"
        end = info.header_offset + _LOCAL.size + name_size + extra_size + info.compress_size
        if end > size:
            return f"the member {name!r} ends behind the file"
    return None
