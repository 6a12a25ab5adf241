"""Variable-length integers: seven bits a byte, the lowest first; every byte but the last has its highest bit set.

So they stand in Protocol Buffers, Thrift's compact protocol, Snappy and, of at most four bytes, MQTT (OASIS MQTT 5.0,
1.5.5).
"""

LONGEST = 10
"""Bytes: enough for 64 bits."""


def read_varint(data: bytes, at: int, end: int, longest: int = LONGEST) -> tuple[int, int]:
    """Return the number at ``at`` and where it ends; -1 when none ends before ``end`` within ``longest`` bytes."""
    if at < end and data[at] < 0x80:
        return data[at], at + 1
    value = shift = 0
    for place in range(at, min(end, at + longest)):
        byte = data[place]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place + 1
        shift += 7
    return -1, end


def varint(number: int) -> bytes:
    """Return a number of zero or more as it is written."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)
