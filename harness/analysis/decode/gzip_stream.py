"""gzip (RFC 1952), all members."""

import zlib

from harness.analysis.decode.again import Redo
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


def _encoded(redo: Redo) -> bytes:
    """Pack as one member, with the header of the first that was."""
    machine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = machine.compress(redo.data) + machine.flush()
    ends = zlib.crc32(redo.data).to_bytes(4, "little") + (len(redo.data) & 0xFFFFFFFF).to_bytes(4, "little")
    return redo.was[: _header(redo.was)] + packed + ends


def _header(data: bytes) -> int:
    """Return where the header ends (RFC 1952, 2.3.1)."""
    flags, at = data[3], 10
    if flags & 4:
        at += 2 + int.from_bytes(data[at : at + 2], "little")
    for flag in (8, 16):
        if flags & flag:
            at = data.index(b"\0", at) + 1
    return at + (2 if flags & 2 else 0)


ENCODING = Encoding(
    encode=_encoded,
    name="gzip",
    magics=(MAGIC,),
    disguised=(MAGIC,),
    unpack=unpack,
    codings=("gzip", "x-gzip"),
    declared=declared,
    packed=True,
)
