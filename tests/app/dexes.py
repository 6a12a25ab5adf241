"""The smallest dex files that define classes: tables of strings, types and classes, and nothing in them."""

import struct
from collections.abc import Sequence


def dex(names: Sequence[str], strings: Sequence[str] = ()) -> bytes:
    """A dex file that defines classes of these names (with dots) and holds these strings besides."""
    texts = [*(f"L{name.replace('.', '/')};" for name in names), *strings]
    ids_at = 0x70
    types_at = ids_at + 4 * len(texts)
    classes_at = types_at + 4 * len(names)
    data_at = classes_at + 32 * len(names)
    data, places = b"", []
    for text in texts:
        places.append(data_at + len(data))
        data += bytes([min(len(text), 0x7F)]) + text.encode() + b"\0"
    header = bytearray(0x70)
    header[:8] = b"dex\n035\0"
    struct.pack_into("<IIII", header, 0x38, len(texts), ids_at, len(names), types_at)
    struct.pack_into("<II", header, 0x60, len(names), classes_at)
    ids = struct.pack(f"<{len(texts)}I", *places)
    types = struct.pack(f"<{len(names)}I", *range(len(names)))
    classes = b"".join(struct.pack("<8I", index, 1, 0, 0, 0, 0, 0, 0) for index in range(len(names)))
    return bytes(header) + ids + types + classes + data
