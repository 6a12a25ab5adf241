"""Packed formats that are known by their first bytes or by a declared content coding. Output is always bounded."""

from collections.abc import Iterator

from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.inflate import Unpacked
from harness.analysis.decode.known import KNOWN, LITTLE
from harness.analysis.decode.view import Budget, Part


def packed(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the unpacked content of a whole view that begins as a packed format does, and what stands behind it."""
    for magic, one in KNOWN.packed.get(data[0], ()) if data else ():
        if one.unpack and data.startswith(magic) and (len(magic) > 2 or len(data) > LITTLE):
            yield from _parts(one.name, one.unpack(data, budget), data)
            return


def undone(data: bytes, codings: str, budget: Budget) -> Iterator[Part]:
    """Undo the content codings that a header names (RFC 9110, 8.4), last first, as far as they are true."""
    for coding in reversed([name.strip().lower() for name in codings.split(",")]) if codings else ():
        part = _declared(data, coding, budget)
        if part is None:
            return
        yield part
        data = part.data


def _declared(data: bytes, coding: str, budget: Budget) -> Part | None:
    one = KNOWN.codings.get(coding)
    undo = one and (one.declared or one.unpack)
    if not one or not undo:
        return None
    out = undo(data, budget).data
    return Part((one.name,), out, 0, len(data)) if out else None


def _parts(name: str, found: Unpacked, data: bytes) -> Iterator[Part]:
    if found.data:
        yield Part((name,), found.data, 0, len(data))
    if found.rest:
        yield Part(("trailing",), data[-found.rest :], len(data) - found.rest, len(data))


def _as_it_is(redo: Redo) -> bytes:
    return redo.data


# What it undoes are the encodings with ``unpack``, under their names; its own is what stands behind them.
ENCODING = Encoding(name="trailing", binary=packed, encode=_as_it_is)
