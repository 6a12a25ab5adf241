"""gzip (RFC 1952), all members."""

import zlib

from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.inflate import NOTHING, Unpacked, inflate
from harness.analysis.decode.view import Budget

MAGIC = b"\x1f\x8b\x08"
_WBITS = 16 + zlib.MAX_WBITS
_MOST_MEMBERS = 10_000
_FIRST_SIP, _LARGEST_SIP = 4 << 10, 1 << 20


def unpack(data: bytes, budget: Budget) -> Unpacked:
    """Unpack all members one behind the other."""
    first = inflate(data, _WBITS, budget)
    if not first.rest or not data.startswith(MAGIC, len(data) - first.rest):
        return first
    room = budget.room(len(data))
    out, at = bytearray(first.data), len(data) - first.rest
    for _ in range(_MOST_MEMBERS):
        if not data.startswith(MAGIC, at):
            break
        at, complete = _member(data, at, out, room)
        if not complete:
            if len(out) >= room:
                budget.cut(len(data) - at)
            return Unpacked(bytes(out))
    return Unpacked(bytes(out), True, len(data) - at)


def _member(data: bytes, at: int, out: bytearray, room: int) -> tuple[int, bool]:
    """Append one member to ``out``; return where it ends and whether it is whole.

    It is given in sips, so that many small members do not each copy all that stands behind them.
    """
    machine = zlib.decompressobj(_WBITS)
    size = _FIRST_SIP
    while at < len(data) and len(out) < room:
        sip = data[at : at + size]
        try:
            out += machine.decompress(sip, room - len(out))
        except zlib.error:
            return at, False
        at += len(sip) - len(machine.unconsumed_tail) - len(machine.unused_data)
        if machine.eof:
            return at, True
        size = min(size * 2, _LARGEST_SIP)
    return at, False


def declared(data: bytes, budget: Budget) -> Unpacked:
    """Unpack what was declared as gzip: recorders that have unpacked it already let the header stand."""
    return unpack(data, budget) if data.startswith(MAGIC[:2]) else NOTHING


ENCODING = Encoding(
    name="gzip",
    magics=(MAGIC,),
    disguised=(MAGIC,),
    unpack=unpack,
    codings=("gzip", "x-gzip"),
    declared=declared,
    packed=True,
)
