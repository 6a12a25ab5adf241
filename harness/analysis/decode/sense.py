"""Whether decoded data makes sense by itself, so that what led to it was an encoding and not a look-alike."""

from harness.analysis.decode import brotli_stream, deflate, lz4_stream, snappy
from harness.analysis.decode.protobuf import Protobuf
from harness.analysis.decode.thrift import Thrift
from harness.analysis.decode.view import Budget, has_magic, is_text, is_wide_text

_BINARY = (Protobuf(), Thrift())
UNDECLARED = (deflate.undeclared, brotli_stream.undeclared, snappy.undeclared, lz4_stream.undeclared)
_LEAST = 6
_LEAST_MASKED = 8
_HIGH = bytes(range(128, 256))
_MAX_TRIED = 64 << 10


def plausible(data: bytes) -> bool:
    """Whether it is text or begins as a packed format does."""
    return len(data) >= 4 and (is_text(data) or has_magic(data) or is_wide_text(data))


def makes_sense(data: bytes) -> bool:
    """Whether it is plausible, a binary structure with text in it, or one whole stream without a header."""
    if plausible(data):
        return True
    if len(data) < _LEAST:
        return False
    if any(structure.matches(data) for structure in _BINARY) or _framed(data):
        return True
    if _under_a_key(data):
        return True
    return len(data) <= _MAX_TRIED and any(True for decoder in UNDECLARED for _ in decoder(data, Budget()))


def _under_a_key(data: bytes) -> bool:
    """Whether one key byte may make it ASCII text (all high bits set), zlib or gzip: what two neighbours differ in."""
    if len(data) < _LEAST_MASKED:
        return False
    return (
        data[0] ^ data[1] == 0x78 ^ 0x9C
        or data[:3] == bytes(data[0] ^ 0x1F ^ byte for byte in b"\x1f\x8b\x08")
        or not data.translate(None, _HIGH)
    )


def _framed(data: bytes) -> bool:
    """Whether it is framed as gRPC, BSON, WebSocket, or a map or list of MessagePack or CBOR with a text early on."""
    if len(data) > 12 and int.from_bytes(data[:4], "little") == len(data) and not data[-1]:
        return True
    if len(data) > 6 and data[0] in (0, 1) and int.from_bytes(data[1:5], "big") == len(data) - 5:
        return True
    first = data[0]
    if first & 0x8F in (0x81, 0x82) and data[1] & 0x80 and len(data) == 6 + (data[1] & 0x7F):
        return True  # one short masked WebSocket frame
    if 0x81 <= first <= 0x9F and 0xA1 <= data[1] <= 0xBF:  # MessagePack: a small map or array, a short text
        return is_text(data[2 : 2 + (data[1] & 31)])
    if 0x81 <= first <= 0xB7 and 0x61 <= data[1] <= 0x77:  # CBOR: the same
        return is_text(data[2 : 2 + (data[1] & 31)])
    return False
