"""Names of the classes that a dex file defines. Format: https://source.android.com/docs/core/runtime/dex-format."""

import struct
from collections.abc import Iterator

from harness.app.errors import AppRefused

_MAGIC = (b"dex\n", b"cdex")
_HEADER = 0x70
_CLASS = 32
_LONGEST = 1024
"""Bytes of a class's name that are read."""


class DexRefused(AppRefused):
    """A dex file is malformed."""


def classes(data: bytes) -> Iterator[str]:
    """Yield the names of the classes that a dex file defines, with dots. Raises :class:`DexRefused`."""
    if len(data) < _HEADER or not data.startswith(_MAGIC):
        raise DexRefused("It is no dex file.")
    strings, strings_at, types, types_at = struct.unpack_from("<IIII", data, 0x38)
    count, at = struct.unpack_from("<II", data, 0x60)
    if strings_at + 4 * strings > len(data) or types_at + 4 * types > len(data) or at + _CLASS * count > len(data):
        raise DexRefused("The dex file is cut: its tables end behind it.")
    for index in range(count):
        (type_index,) = struct.unpack_from("<I", data, at + _CLASS * index)
        if type_index >= types:
            raise DexRefused("The dex file is broken: a class has no name.")
        (name_index,) = struct.unpack_from("<I", data, types_at + 4 * type_index)
        if name_index >= strings:
            raise DexRefused("The dex file is broken: a name is not in it.")
        (place,) = struct.unpack_from("<I", data, strings_at + 4 * name_index)
        yield _name(data, place)


def _name(data: bytes, place: int) -> str:
    """Return the descriptor at a place (``Lcom/a/B;``) as a name: a length in up to five bytes, then MUTF-8."""
    while place < len(data) and data[place] & 0x80:
        place += 1
    text = data[place + 1 : place + 1 + _LONGEST]
    end = text.find(b"\0")
    descriptor = text[: end if end >= 0 else _LONGEST].decode("utf-8", "replace")
    return descriptor.removeprefix("L").removesuffix(";").replace("/", ".")
