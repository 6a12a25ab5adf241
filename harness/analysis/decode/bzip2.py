"""bzip2."""

import bz2

from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.inflate import NOTHING, Unpacked
from harness.analysis.decode.view import Budget

MAGIC = b"BZh"


def unpack(data: bytes, budget: Budget) -> Unpacked:
    """Unpack one stream as far as it fits."""
    room = budget.room(len(data))
    machine = bz2.BZ2Decompressor()
    try:
        out = machine.decompress(data, room) if room else b""
    except (OSError, EOFError, ValueError, MemoryError):
        return NOTHING
    if not machine.eof and len(out) >= room:
        budget.cut(len(data))
    return Unpacked(out, machine.eof, len(machine.unused_data))


def _encoded(redo: Redo) -> bytes:
    return bz2.compress(redo.data)


ENCODING = Encoding(name="bzip2", magics=(MAGIC,), unpack=unpack, packed=True, encode=_encoded)
