"""Packed formats that are known by their first bytes or by a declared content coding. Output is always bounded."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from harness.analysis.decode import (
    brotli_stream,
    bzip2,
    deflate,
    gzip_stream,
    lz4_stream,
    snappy,
    xz,
    zlib_stream,
    zstd,
)
from harness.analysis.decode.inflate import Unpacked
from harness.analysis.decode.view import Budget, Part, is_zlib

Unpack = Callable[[bytes, Budget], Unpacked]


class _Format(NamedTuple):
    name: str
    magics: tuple[bytes, ...]
    unpack: Unpack


_FORMATS = (
    _Format("gzip", (gzip_stream.MAGIC,), gzip_stream.unpack),
    _Format("zstd", (zstd.MAGIC,), zstd.unpack),
    _Format("lz4", (lz4_stream.FRAME, lz4_stream.JAVA), lz4_stream.unpack),
    _Format("snappy", (snappy.FRAMED, snappy.JAVA), snappy.unpack),
    _Format("bzip2", (bzip2.MAGIC,), bzip2.unpack),
    _Format("xz", (xz.MAGIC,), xz.unpack),
)
_FIRST_BYTES = frozenset(magic[0] for kind in _FORMATS for magic in kind.magics)
_CODINGS: dict[str, tuple[str, Unpack]] = {
    "gzip": ("gzip", gzip_stream.unpack),
    "x-gzip": ("gzip", gzip_stream.unpack),
    "deflate": ("deflate", deflate.unpack),
    "br": ("brotli", brotli_stream.unpack),
    "zstd": ("zstd", zstd.unpack),
}
PACKED = frozenset({"gzip", "zlib", "zstd", "bzip2", "xz", "lz4"})
"""Formats whose own bytes say nothing: what shows there plainly are fragments of what they unpack to."""


def packed(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the unpacked content of a whole view that begins as a packed format does, and what stands behind it."""
    if is_zlib(data):
        yield from _parts("zlib", zlib_stream.unpack(data, budget), data)
    elif data and data[0] in _FIRST_BYTES:
        for kind in _FORMATS:
            if data.startswith(kind.magics):
                yield from _parts(kind.name, kind.unpack(data, budget), data)
                return


def declared(data: bytes, coding: str, budget: Budget) -> Part | None:
    """Undo one declared content coding (``gzip``, ``deflate``, ``br``, ``zstd``); ``None`` if the data is not that."""
    known = _CODINGS.get(coding)
    if known is None or (known[0] == "gzip" and not data.startswith(b"\x1f\x8b")):
        return None
    out = known[1](data, budget).data
    return Part((known[0],), out, 0, len(data)) if out else None


def _parts(name: str, found: Unpacked, data: bytes) -> Iterator[Part]:
    if found.data:
        yield Part((name,), found.data, 0, len(data))
    if found.rest:
        yield Part(("trailing",), data[-found.rest :], len(data) - found.rest, len(data))
