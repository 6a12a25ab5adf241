"""xz, and the older files of LZMA alone."""

import lzma

from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.inflate import NOTHING, Unpacked
from harness.analysis.decode.view import Budget

MAGIC = b"\xfd7zXZ\x00"
ALONE = b"\x5d\x00\x00"
"""The usual properties, and the low half of the dictionary's size, a power of two."""
_MOST_MEMORY = 64 << 20


def unpack(data: bytes, budget: Budget) -> Unpacked:
    """Unpack one stream as far as it fits."""
    room = budget.room(len(data))
    try:
        machine = lzma.LZMADecompressor(format=lzma.FORMAT_AUTO, memlimit=_MOST_MEMORY)
        out = machine.decompress(data, room) if room else b""
    except (lzma.LZMAError, EOFError, ValueError, MemoryError):
        return NOTHING
    if not machine.eof and len(out) >= room:
        budget.cut(len(data))
    return Unpacked(out, machine.eof, len(machine.unused_data))


def _encoded(redo: Redo) -> bytes:
    return lzma.compress(redo.data, format=lzma.FORMAT_ALONE if redo.was.startswith(ALONE) else lzma.FORMAT_XZ)


ENCODING = Encoding(name="xz", magics=(MAGIC, ALONE), unpack=unpack, packed=True, encode=_encoded)
