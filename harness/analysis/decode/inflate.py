"""DEFLATE (RFC 1951) with bounded output: what gzip, zlib and raw deflate share."""

import zlib
from typing import NamedTuple

from harness.analysis.decode.view import Budget

_STEP = 512


class Unpacked(NamedTuple):
    """What packed data holds: ``complete`` when its end was reached, ``rest`` the number of bytes behind that."""

    data: bytes
    complete: bool = False
    rest: int = 0


NOTHING = Unpacked(b"")


def inflate(data: bytes, wbits: int, budget: Budget, *, salvage: bool = True) -> Unpacked:
    """Unpack a stream as far as it is whole and fits. ``wbits`` is zlib's; ``salvage`` reads up to a damage."""
    room = budget.room(len(data))
    machine = zlib.decompressobj(wbits)
    try:
        out = machine.decompress(data, room) if room else b""
    except zlib.error:
        return Unpacked(_up_to_damage(data, wbits, room)) if salvage else NOTHING
    if not machine.eof and len(out) >= room:
        budget.cut(len(data))
    return Unpacked(out, machine.eof, len(machine.unused_data))


def _up_to_damage(data: bytes, wbits: int, room: int) -> bytes:
    machine = zlib.decompressobj(wbits)
    out = bytearray()
    try:
        for at in range(0, len(data), _STEP):
            out += machine.decompress(data[at : at + _STEP], max(1, room - len(out)))
            if len(out) >= room:
                break
    except zlib.error:
        pass
    return bytes(out)
