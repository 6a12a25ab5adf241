"""Bytes combined with an unknown key (XOR): of one byte, or of several that come again."""

from collections.abc import Iterator

from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.known import KNOWN
from harness.analysis.decode.sense import formatted
from harness.analysis.decode.view import Budget, Part, is_text

_MAX_SIZE = 256 << 10
_LEAST = 8
_PRINTABLE = frozenset(range(0x20, 0x7F)) | frozenset(b"\t\r\n")
# For each byte, as bits, the keys that make it printable.
_KEYS = [sum(1 << key for key in range(256) if byte ^ key in _PRINTABLE) for byte in range(256)]
_TABLES = [bytes(byte ^ key for byte in range(256)) for key in range(256)]
_LIKELY = frozenset(b'0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ "{}:,=&;#%+/\\')
# How common a character is in JSON and forms, roughly; only the order matters.
_WEIGHTS = [
    4 if byte in b'"etaonisr' else 3 if byte in b"0123456789,:dlcum" else 2 if byte in b"pgfbhkvwxyjz_-{}.&=%" else
    1 if byte in _LIKELY else 0
    for byte in range(256)
]  # fmt: skip
# For each key: how common what a byte says under it is.
_LIKELIHOODS = [bytes(_WEIGHTS[byte ^ key] for byte in range(256)) for key in range(256)]
_LONGEST_KEY = 32
_LEAST_PERIODS = 8
_LEAST_DIFFERENT = 12
"""Different bytes of a text: the shortest JSON with a name and a number has as many."""
_MOST_KEYS = 8
_SMALL = 4 << 10
"""Under this size every possible key is tried: short text stays printable under many."""
_HEAD = 1 << 10
_COMMONEST = 2
_HIGH = bytes(range(128, 256))


def unmask(data: bytes, key: int) -> bytes:
    """Return ``data`` with every byte combined with ``key``."""
    return data.translate(_TABLES[key])


def masked(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what the most likely keys make of a whole view: text, or the beginning of a packed format."""
    if not _LEAST <= len(data) <= _MAX_SIZE:
        return
    keys = _keys(data)
    for key in keys:
        yield under(data, key)
    if not keys or keys == [0xFF]:
        yield from _repeating(data)


def _repeating(data: bytes) -> Iterator[Part]:
    """Yield what a key of several bytes makes JSON or fields of, the shortest that makes text of every byte.

    Text that is readable as it stands is no text under a key, and a few bytes that recur are none under any.
    """
    if is_text(data) or len(set(data[:_HEAD])) < _LEAST_DIFFERENT:
        return
    for size in range(2, min(_LONGEST_KEY, len(data) // _LEAST_PERIODS) + 1):
        key = bytearray()
        for at in range(size):
            rest = data[at : _HEAD * size : size]
            fitting = (1 << 256) - 1
            for byte in set(rest):
                fitting &= _KEYS[byte]
                if not fitting:
                    break
            if not fitting:
                break
            key.append(_likeliest(rest, [each for each in range(256) if fitting >> each & 1]))
        if len(key) == size:
            said = under_long(data, bytes(key))
            if is_text(said) and any(structure.matches(said) for structure in KNOWN.text_structures):
                yield Part((f"{ENCODING.name}:0x{key.hex()}",), said, 0, len(data))
                return


def _likeliest(rest: bytes, keys: list[int]) -> int:
    return max(keys, key=lambda key: (sum(rest.translate(_LIKELIHOODS[key])), -key))


def under_long(data: bytes, key: bytes) -> bytes:
    """Return ``data`` with its bytes combined with those of ``key``, over and over."""
    mask = (key * (len(data) // len(key) + 1))[: len(data)]
    return (int.from_bytes(data, "big") ^ int.from_bytes(mask, "big")).to_bytes(len(data), "big")


def under(data: bytes, key: int) -> Part:
    """Return what a whole view says under ``key``."""
    return Part((f"xor:0x{key:02x}",), unmask(data, key), 0, len(data))


def _keys(data: bytes) -> list[int]:
    for beginning in (*KNOWN.disguised, *KNOWN.long_magics):
        key = data[0] ^ beginning[0]
        if key and unmask(data[: len(beginning)], key) == beginning:
            return [key]
    wide: list[int] = []
    for half in (data[0::2], data[1::2]):
        # In UTF-16 text every other byte is zero, and so shows the key; in hexadecimal digits of digits it is not.
        bytes_of_it = set(half)
        if len(bytes_of_it) * 5 <= len(half) + 5:
            common = max(bytes_of_it, key=half.count)
            if common and half.count(common) * 10 >= len(half) * 8:
                wide.append(common)
    keys = (1 << 256) - 2  # all but zero
    for byte in set(data):
        keys &= _KEYS[byte]
        if not keys:
            return wide or _of_binary(data)
    most = 95 if len(data) <= _SMALL else _MOST_KEYS
    possible = [key for key in range(1, 256) if keys >> key & 1]
    counts = [(sum(byte in _LIKELY for byte in unmask(data[:4096], key)), key) for key in possible]
    return [*wide, *(key for _, key in sorted(counts, key=lambda item: (-item[0], item[1]))[:most] if key not in wide)]


def _of_binary(data: bytes) -> list[int]:
    """Return keys under which data that is no text makes sense: a zero is what binary formats hold most.

    All bits turned round is what is done most, and may hide what has no beginning to know it by.
    """
    head = data[:_HEAD]
    counts = sorted((-head.count(byte), byte) for byte in set(head))[:_COMMONEST]
    found = [key for _, key in counts if key and key != 0xFF and formatted(unmask(data, key))]
    return [0xFF, *found[:1]] if 0 not in data or len(data) <= _HEAD else found[:1]


def differences(data: bytes) -> bytes:
    """Return each byte combined with the one before it, from the second on: the same whatever the key was."""
    if len(data) < 2:
        return b""
    number = int.from_bytes(data, "big")
    return (number ^ number >> 8).to_bytes(len(data), "big")[1:]


def _glance(data: bytes) -> bool:
    """Whether one key byte may make it ASCII text (all high bits set) or what commonly begins a packed format."""
    if len(data) < _LEAST:
        return False
    for beginning in KNOWN.commonest:
        key = data[0] ^ beginning[0]
        if data[1] ^ key == beginning[1] and unmask(data[: len(beginning)], key) == beginning:
            return True
    return not data.translate(None, _HIGH)


def _encoded(redo: Redo) -> bytes | None:
    key = bytes.fromhex(redo.element.partition(":0x")[2])
    return under_long(redo.data, key) if key else None


ENCODING = Encoding(name="xor", glance=_glance, guess=masked, encode=_encoded)
