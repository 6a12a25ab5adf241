"""Zstandard (RFC 8878)."""

import zstandard

from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.inflate import Unpacked
from harness.analysis.decode.view import Budget

MAGIC = b"\x28\xb5\x2f\xfd"
_SIP = 64 << 10
_LARGEST_WINDOW = 1 << 27


def unpack(data: bytes, budget: Budget) -> Unpacked:
    """Unpack all frames, as far as they are whole and fit."""
    room = budget.room(len(data))
    out = bytearray()
    try:
        machine = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
        with machine.stream_reader(data, read_size=1 << 10, read_across_frames=True) as reader:
            while len(out) < room:
                sip = reader.read(min(_SIP, room - len(out)))
                if not sip:
                    return Unpacked(bytes(out), True)
                out += sip
        budget.cut(len(data) * (len(out) >= room))
    except (zstandard.ZstdError, MemoryError):
        pass
    return Unpacked(bytes(out))


def _encoded(redo: Redo) -> bytes:
    return zstandard.compress(redo.data)


ENCODING = Encoding(
    name="zstd",
    magics=(MAGIC,),
    disguised=(MAGIC,),
    unpack=unpack,
    codings=("zstd",),
    packed=True,
    encode=_encoded,
)
