"""xz."""

import lzma

from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.inflate import NOTHING, Unpacked
from harness.analysis.decode.view import Budget

MAGIC = b"\xfd7zXZ\x00"
_MOST_MEMORY = 64 << 20


def unpack(data: bytes, budget: Budget) -> Unpacked:
    """Unpack one stream as far as it fits."""
    room = budget.room(len(data))
    try:
        machine = lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_MOST_MEMORY)
        out = machine.decompress(data, room) if room else b""
    except (lzma.LZMAError, EOFError, ValueError, MemoryError):
        return NOTHING
    if not machine.eof and len(out) >= room:
        budget.cut(len(data))
    return Unpacked(out, machine.eof, len(machine.unused_data))


def _encoded(redo: Redo) -> bytes:
    return lzma.compress(redo.data)


ENCODING = Encoding(name="xz", magics=(MAGIC,), unpack=unpack, packed=True, encode=_encoded)
