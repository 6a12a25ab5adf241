"""Adding files to an app's table of resources, so that its manifest may name them.

The table gets one more package, with a number that the app does not use; what is in it already stays byte for byte,
except the pool of strings, which gets the files' paths at its end. Tables of several packages are usual: bundletool
makes them of apps with feature modules, whose numbers count down from 0x7e. Format: AOSP ``ResourceTypes.h``
(``ResTable_*``).
"""

import struct
from collections.abc import Iterator

from harness.app.repackage.strings import POOL, Malformed, chunk, head, lengthen_pool, read_pool, write_pool

_TABLE, _PACKAGE, _TYPE, _SPEC = 0x0002, 0x0200, 0x0201, 0x0202
_STRING = 0x03
_CONFIG_SIZE = 64
_NUMBERS = range(0x70, 0x0F, -1)
"""Numbers for the new package: below those of feature modules, above those of the system and of shared libraries."""
TYPE = "raw"


def add_files(table: bytes | None, files: dict[str, str]) -> tuple[bytes, dict[str, int]]:
    """Return the table with ``files`` (a resource's name to its path in the APK), and each one's resource id.

    ``None`` is an app without a table. Raises :class:`Malformed`.
    """
    if table is None:
        table = chunk(_TABLE, struct.pack("<I", 0), write_pool([]))
    kind, header, end = head(table, 0, len(table))
    if kind != _TABLE or header < 12:
        raise Malformed("it is no table of resources")
    packages = struct.unpack_from("<I", table, 8)[0]
    used, parts, first = set(), [], -1
    at = header
    while at < end:
        kind, _, size = head(table, at, end)
        piece = table[at : at + size]
        if kind == POOL and first < 0:
            first = struct.unpack_from("<I", piece, 8)[0]
            piece = lengthen_pool(piece, list(files.values()))
        elif kind == _PACKAGE:
            used.add(struct.unpack_from("<I", piece, 8)[0])
        parts.append(piece)
        at += size
    if first < 0:
        raise Malformed("it has no strings")
    number = next((number for number in _NUMBERS if number not in used), 0)
    if not number:
        raise Malformed("it has no number left for another package")
    parts.append(_package(number, list(files), first))
    ids = {name: number << 24 | 1 << 16 | place for place, name in enumerate(files)}
    return chunk(_TABLE, struct.pack("<I", packages + 1), b"".join(parts)), ids


def _package(number: int, names: list[str], first: int) -> bytes:
    """A package whose only type has an entry for each name; their values are the strings from ``first`` on."""
    types, keys = write_pool([TYPE]), write_pool(names)
    name = TYPE.encode("utf-16-le").ljust(256, b"\0")
    header_size = 8 + 4 + 256 + 5 * 4
    header = struct.pack("<I", number) + name
    header += struct.pack("<IIIII", header_size, 1, header_size + len(types), len(names), 0)
    flags = bytes(4 * len(names))
    spec = chunk(_SPEC, struct.pack("<BBHI", 1, 0, 0, len(names)), flags)
    return chunk(_PACKAGE, header, types + keys + spec + _type(len(names), first))


def _type(count: int, first: int) -> bytes:
    config = struct.pack("<I", _CONFIG_SIZE).ljust(_CONFIG_SIZE, b"\0")
    entries_start = 8 + 12 + _CONFIG_SIZE + 4 * count
    entries = b"".join(struct.pack("<HHIHBBI", 8, 0, number, 8, 0, _STRING, first + number) for number in range(count))
    offsets = struct.pack(f"<{count}I", *(16 * number for number in range(count)))
    header = struct.pack("<BBHII", 1, 0, 0, count, entries_start) + config
    return chunk(_TYPE, header, offsets + entries)


def paths(table: bytes, resource: int) -> list[str]:
    """Return the files that a resource stands for, in every configuration. Raises :class:`Malformed`."""
    number, kind_number, place = resource >> 24, resource >> 16 & 0xFF, resource & 0xFFFF
    kind, start, end = head(table, 0, len(table))
    if kind != _TABLE:
        raise Malformed("it is no table of resources")
    strings: list[str] | None = None
    found: list[str] = []
    for at, kind, header, size in _chunks(table, start, end):
        if kind == POOL and strings is None:
            strings = read_pool(table, at, end)
        elif kind == _PACKAGE and size >= 12 and struct.unpack_from("<I", table, at + 8)[0] == number:
            for inner, inner_kind, inner_header, inner_size in _chunks(table, at + header, at + size):
                if inner_kind == _TYPE and table[inner + 8] == kind_number:
                    piece = table[inner : inner + inner_size]
                    value = _value(piece, inner_header, place)
                    if value is not None and value < len(strings or []):
                        found.append((strings or [])[value])
    return list(dict.fromkeys(found))


def _chunks(data: bytes, at: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    while at < end:
        kind, header, size = head(data, at, end)
        yield at, kind, header, size
        at += size


def _value(piece: bytes, header: int, place: int) -> int | None:
    """Return the string of a type's entry, ``None`` where this configuration has none.

    Entries are found by offsets of 4 bytes, of 2, or by pairs of number and offset (``ResTable_type.flags``); a compact
    entry holds its value in the place of its key.
    """
    try:
        flags, count, start = struct.unpack_from("<xBxxII", piece, 8)
        if flags & 0x01:
            pairs = struct.iter_unpack("<HH", piece[header : header + 4 * count])
            offset = next((4 * offset for number, offset in pairs if number == place), -1)
        elif place >= count:
            offset = -1
        elif flags & 0x02:
            (short,) = struct.unpack_from("<H", piece, header + 2 * place)
            offset = -1 if short == 0xFFFF else 4 * short
        else:
            (offset,) = struct.unpack_from("<i", piece, header + 4 * place)
        if offset < 0:
            return None
        at = start + offset
        _, entry_flags, data = struct.unpack_from("<HHI", piece, at)
        if entry_flags & 0x08:
            return int(data) if entry_flags >> 8 == _STRING else None
        if entry_flags & 0x01:
            return None
        value_kind, value = struct.unpack_from("<xxxBI", piece, at + 8)
        return int(value) if value_kind == _STRING else None
    except struct.error:
        raise Malformed("an entry lies outside of its type") from None
