"""What is packed, and what only looks so: bytes of something packed say nothing by themselves."""

from harness.analysis.decode.sense import formatted, plausible
from harness.analysis.decode.view import Part
from harness.analysis.search.match import Hit

_LEAST_PACKED = 64
"""Nothing else of this size unpacks to its last byte: of 6 000 such views of other formats and of chance none did."""


def was_packed(part: Part) -> bool:
    """Whether what unpacked to ``part`` was surely packed: it became longer, and makes sense or is no mere scrap."""
    size = part.end - part.start
    return len(part.data) > size and (size >= _LEAST_PACKED or plausible(part.data) or formatted(part.data))


def outside(data: bytes, hits: list[Hit], packed: list[tuple[int, int]]) -> list[Hit]:
    """Return the hits that are no fragments of something packed; what is the whole of it is the value, as it reads.

    (One identifier of some thousands reads as a few packed bytes, in hexadecimal, Base32 or Base64.)
    """
    return [
        hit
        for hit in hits
        if not any(
            start <= hit.start < end and (start < hit.start or hit.end < start + len(data[start:end].rstrip(b"=")))
            for start, end in packed
        )
    ]
