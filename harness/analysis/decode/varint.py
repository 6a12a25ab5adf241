"""Variable-length integers of Protocol Buffers and Thrift (LEB128)."""

_LONGEST = 10
"""Bytes: enough for 64 bits."""


def read_varint(data: bytes, at: int, end: int) -> tuple[int, int]:
    """Return the number at ``at`` and where it ends; -1 when there is none."""
    if at < end and data[at] < 0x80:
        return data[at], at + 1
    value = shift = 0
    for place in range(at, min(end, at + _LONGEST)):
        byte = data[place]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place + 1
        shift += 7
    return -1, end
