"""Writing an APK anew with some members taken away, replaced or added; all others keep their packed bytes.

Members that are stored are aligned, since the platform maps them into memory: libraries to pages of 16 KiB
(https://developer.android.com/guide/practices/page-sizes), the rest to 4 bytes (``zipalign``). The archive must have
passed :func:`harness.app.archive.open_archive`, whose checks this relies on.
"""

import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from harness.app.errors import ArchiveRefused

PAGE = 16 << 10
WORD = 4
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_ALIGNMENT = 0xD935
"""The extra field in which Android's tools pad (apksig's ``ApkSigner``, 'Android ZIP alignment extra field')."""
_UTF8_NAME = 0x800
_DATE, _TIME = 0x0221, 0x0821  # 1981-01-01 01:01:02, as Android's build tools write
_MOST = 0xFFFFFFFF


def rezip(source: Path, target: Path, *, without: set[str], added: dict[str, tuple[bytes, bool]]) -> None:
    """Copy the archive ``source`` to ``target``; ``added`` is a member's name, its bytes, and whether they are packed.

    A member that is added and there already takes its place. Raises :class:`ArchiveRefused` beyond 4 GiB.
    """
    left = dict(added)
    with zipfile.ZipFile(source) as old, source.open("rb") as file, target.open("xb") as out:
        writer = _Writer(out)
        for info in old.infolist():
            if info.filename in without or info.is_dir():
                continue
            if info.filename in left:
                writer.add(info.filename, *left.pop(info.filename))
            else:
                file.seek(_data_offset(file, info))
                writer.copy(info, file)
        for name, (data, packed) in left.items():
            writer.add(name, data, packed)
        writer.finish(source.name)


def _data_offset(file: BinaryIO, info: zipfile.ZipInfo) -> int:
    file.seek(info.header_offset)
    fields = _LOCAL.unpack(file.read(_LOCAL.size))
    return info.header_offset + _LOCAL.size + int(fields[9]) + int(fields[10])


class _Writer:
    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._directory = bytearray()
        self._count = 0

    def add(self, name: str, data: bytes, packed: bool) -> None:
        crc, size, method = zlib.crc32(data), len(data), zipfile.ZIP_STORED
        if packed:
            packer = zlib.compressobj(6, zlib.DEFLATED, -15)
            data, method = packer.compress(data) + packer.flush(), zipfile.ZIP_DEFLATED
        self._header(name.encode(), _UTF8_NAME if not name.isascii() else 0, method, (crc, len(data), size))
        self._out.write(data)

    def copy(self, info: zipfile.ZipInfo, file: BinaryIO) -> None:
        # Names without the flag are UTF-8 all the same, to Android; here they must only stay the bytes that they are.
        flags = info.flag_bits & _UTF8_NAME
        raw = info.orig_filename.encode("utf-8" if flags else "cp437")
        self._header(raw, flags, info.compress_type, (info.CRC, info.compress_size, info.file_size))
        left = info.compress_size
        while left:
            piece = file.read(min(left, 1 << 20))
            if not piece:
                raise ArchiveRefused(f"The member {info.filename!r} ends behind its archive.")
            self._out.write(piece)
            left -= len(piece)

    def _header(self, raw: bytes, flags: int, method: int, sizes: tuple[int, int, int]) -> None:
        """Write a local header and note its twin; ``sizes`` are the checksum, the packed and the unpacked size."""
        at = self._out.tell()
        extra = b""
        if method == zipfile.ZIP_STORED:
            alignment = PAGE if raw.endswith(b".so") else WORD
            extra = _padding(at + _LOCAL.size + len(raw), alignment)
        both = (20, flags, method, _TIME, _DATE, *sizes, len(raw))
        self._out.write(_LOCAL.pack(b"PK\x03\x04", *both, len(extra)) + raw + extra)
        self._directory += _CENTRAL.pack(b"PK\x01\x02", 20, *both, 0, 0, 0, 0, 0, at & _MOST) + raw
        self._count += 1

    def finish(self, shown: str) -> None:
        at, size = self._out.tell(), len(self._directory)
        if at + size > _MOST or self._count > 0xFFFF:
            raise ArchiveRefused(f"{shown} is too large for an APK with Frida's gadget in it.")
        self._out.write(self._directory)
        self._out.write(_END.pack(b"PK\x05\x06", 0, 0, self._count, self._count, size, at, 0))


def _padding(at: int, alignment: int) -> bytes:
    """Return an extra field after which ``at`` is a multiple of ``alignment``; nothing where it is one already."""
    if at % alignment == 0:
        return b""
    size = 6 + -(at + 6) % alignment
    return struct.pack("<HHH", _ALIGNMENT, size - 4, alignment).ljust(size, b"\0")


def set_directory(path: Path, block: bytes, entries_end: int, directory: bytes, end: bytes, target: Path) -> None:
    """Write ``path``'s members, a block behind them, the directory and its end record, moved by the block's size."""
    with path.open("rb") as source, target.open("xb") as out:
        left = entries_end
        while left:
            piece = source.read(min(left, 1 << 20))
            out.write(piece)
            left -= len(piece)
        out.write(block)
        out.write(directory)
        fields = list(_END.unpack(end))
        fields[6] = entries_end + len(block)
        out.write(_END.pack(*fields))


def tail(path: Path) -> tuple[int, bytes, bytes]:
    """Return where the members of an archive that :func:`rezip` wrote end, its directory and its end record."""
    with path.open("rb") as file:
        file.seek(-_END.size, 2)
        end = file.read()
        fields = _END.unpack(end)
        file.seek(fields[6])
        return int(fields[6]), file.read(int(fields[5])), end
