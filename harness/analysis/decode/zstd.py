"""Zstandard (RFC 8878)."""

import zstandard

from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.inflate import Unpacked
from harness.analysis.decode.view import Budget

MAGIC = b"\x28\xb5\x2f\xfd"
_SIP = 64 << 10
_LARGEST_WINDOW = 1 << 27
_REPEATED = 1
"""A block of one byte that stands for many (RLE_Block)."""


def unpack(data: bytes, budget: Budget) -> Unpacked:
    """Unpack all frames, as far as they are whole and fit."""
    end = _end(data)
    rest = len(data) - end
    data, room = data[:end], budget.room(len(data))
    out = bytearray()
    try:
        machine = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
        with machine.stream_reader(data, read_size=1 << 10, read_across_frames=True) as reader:
            while len(out) < room:
                sip = reader.read(min(_SIP, room - len(out)))
                if not sip:
                    return Unpacked(bytes(out), True, rest)
                out += sip
        budget.cut(len(data) * (len(out) >= room))
    except (zstandard.ZstdError, MemoryError):
        pass
    return Unpacked(bytes(out))


def _end(data: bytes) -> int:
    """Return where the last whole frame ends (RFC 8878, 3.1); the end of the data where no frame is whole."""
    end = at = 0
    while data.startswith(MAGIC, at) and at + 5 < len(data):
        head = data[at + 4]
        single = head >> 5 & 1
        size = head >> 6
        at += 5 + (not single) + (0, 1, 2, 4)[head & 3] + (1 << size if size else single)
        last = False
        while not last and at + 3 <= len(data):
            block = int.from_bytes(data[at : at + 3], "little")
            last = bool(block & 1)
            at += 3 + (1 if block >> 1 & 3 == _REPEATED else block >> 3)
        at += 4 * (head >> 2 & 1)
        if not last or at > len(data):
            break
        end = at
    return end or len(data)


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
