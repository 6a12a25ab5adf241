"""The string pools of Android's binary resources: read in either encoding, written, and lengthened by some strings.

Format: AOSP ``frameworks/base/libs/androidfw/include/androidfw/ResourceTypes.h``, ``ResStringPool_header``.
"""

import struct

POOL = 0x0001
_HEADER = struct.Struct("<HHIIIIII")
_UTF8 = 0x100
_SORTED = 0x1
_MOST = 1 << 20


class Malformed(ValueError):
    """A binary resource does not follow its format. The message says where."""


def chunk(kind: int, header: bytes, body: bytes = b"") -> bytes:
    """Return a chunk: its type, the sizes of header and whole, the rest of the header, the body."""
    return struct.pack("<HHI", kind, 8 + len(header), 8 + len(header) + len(body)) + header + body


def head(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    """Return a chunk's type, header size and size. Raises :class:`Malformed` when it does not fit before ``end``."""
    if at + 8 > end:
        raise Malformed(f"a chunk begins behind the end, at {at}")
    kind, header, size = struct.unpack_from("<HHI", data, at)
    if header < 8 or size < header or at + size > end:
        raise Malformed(f"the chunk at {at} has the size {size}")
    return kind, header, size


def read_pool(data: bytes, at: int, end: int) -> list[str]:
    """Return a pool's strings. Raises :class:`Malformed`."""
    kind, _, size = head(data, at, end)
    if kind != POOL or size < _HEADER.size:
        raise Malformed(f"there is no string pool at {at}")
    _, header, _, count, _, flags, start, _ = _HEADER.unpack_from(data, at)
    if count > _MOST or header + 4 * count > size or start > size:
        raise Malformed(f"the string pool at {at} has {count} strings")
    read = _read_utf8 if flags & _UTF8 else _read_utf16
    pool = data[at : at + size]
    try:
        offsets = struct.unpack_from(f"<{count}I", pool, header)
        return [read(pool, start + offset) for offset in offsets]
    except (struct.error, IndexError):
        raise Malformed(f"a string of the pool at {at} lies outside of it") from None


def _read_utf16(pool: bytes, at: int) -> str:
    (length,) = struct.unpack_from("<H", pool, at)
    at += 2
    if length & 0x8000:
        (low,) = struct.unpack_from("<H", pool, at)
        length, at = (length & 0x7FFF) << 16 | low, at + 2
    if at + 2 * length > len(pool):
        raise IndexError
    return pool[at : at + 2 * length].decode("utf-16-le", "surrogatepass")


def _read_utf8(pool: bytes, at: int) -> str:
    at = _skip_length(pool, at)  # in UTF-16 units; the one in bytes follows
    length = pool[at]
    at += 1
    if length & 0x80:
        length, at = (length & 0x7F) << 8 | pool[at], at + 1
    if at + length > len(pool):
        raise IndexError
    return pool[at : at + length].decode("utf-8", "replace")


def _skip_length(pool: bytes, at: int) -> int:
    return at + (2 if pool[at] & 0x80 else 1)


def _utf16(text: str) -> bytes:
    raw = text.encode("utf-16-le", "surrogatepass")
    size = len(raw) // 2
    length = struct.pack("<H", size) if size < 0x8000 else struct.pack("<HH", size >> 16 | 0x8000, size & 0xFFFF)
    return length + raw + b"\0\0"


def _utf8(text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return _length8(units) + _length8(len(raw)) + raw + b"\0"


def _length8(size: int) -> bytes:
    return bytes([size]) if size < 0x80 else bytes([size >> 8 | 0x80, size & 0xFF])


def write_pool(strings: list[str]) -> bytes:
    """Return a pool of strings without styles, in UTF-16."""
    offsets, body = [], bytearray()
    for text in strings:
        offsets.append(len(body))
        body += _utf16(text)
    body += bytes(-len(body) % 4)
    start = _HEADER.size + 4 * len(offsets)
    header = struct.pack("<IIIII", len(offsets), 0, 0, start, 0)
    return chunk(POOL, header, struct.pack(f"<{len(offsets)}I", *offsets) + body)


def lengthen_pool(pool: bytes, added: list[str]) -> bytes:
    """Return a pool with strings at its end; those in it, their styles and their numbers stay.

    Raises :class:`Malformed`.
    """
    known = read_pool(pool, 0, len(pool))
    _, header, size, count, styles, flags, start, style_start = _HEADER.unpack_from(pool)
    index_end = header + 4 * (count + styles)
    strings_end = style_start if styles else size
    if len(known) != count or not index_end <= start <= strings_end <= size:
        raise Malformed("the string pool's parts overlap")
    write = _utf8 if flags & _UTF8 else _utf16
    text = bytearray(pool[start:strings_end])
    offsets = []
    for string in added:
        offsets.append(len(text))
        text += write(string)
    text += bytes(-len(text) % 4)
    indexes = bytearray(pool[header : header + 4 * count])
    indexes += struct.pack(f"<{len(offsets)}I", *offsets) + pool[header + 4 * count : index_end]
    new_start = _HEADER.size + len(indexes)
    fields = struct.pack(
        "<IIIII", count + len(added), styles, flags & ~_SORTED, new_start, new_start + len(text) if styles else 0
    )
    return chunk(POOL, fields, bytes(indexes + text + (pool[style_start:size] if styles else b"")))
