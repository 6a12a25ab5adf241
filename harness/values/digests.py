"""Digests of values, in the renderings apps send."""

import base64
import hashlib
import re
import zlib
from collections.abc import Callable, Iterator
from uuid import UUID

from cryptography.hazmat.primitives import hashes

from harness.values.needle import Needle
from harness.values.raw import behind_digits


def _sm3(data: bytes) -> bytes:
    state = hashes.Hash(hashes.SM3())  # GB/T 32905-2016
    state.update(data)
    return state.finalize()


DIGESTS: dict[str, Callable[[bytes], bytes]] = {
    "md5": lambda data: hashlib.md5(data, usedforsecurity=False).digest(),
    "sha1": lambda data: hashlib.sha1(data, usedforsecurity=False).digest(),
    "sha256": lambda data: hashlib.sha256(data).digest(),
    "sha224": lambda data: hashlib.sha224(data).digest(),
    "sha384": lambda data: hashlib.sha384(data).digest(),
    "sha512": lambda data: hashlib.sha512(data).digest(),
    "sm3": _sm3,
}


_OF_PLAIN: dict[str, Callable[[bytes], bytes]] = {
    "sha3-256": lambda data: hashlib.sha3_256(data).digest(),
    "sha3-512": lambda data: hashlib.sha3_512(data).digest(),
}
"""Rare ones (FIPS 202), looked for of a value as it is mostly written."""


def renderings(digest: bytes) -> Iterator[bytes]:
    """Yield the digest raw, in hex (lower, upper) and in base64 (standard and URL alphabets).

    The two alphabets may agree. Base64 comes without its padding and without a last character that would hold less than
    six bits of the digest.
    """
    yield digest
    text = digest.hex().encode()
    yield text
    yield text.upper()
    whole = len(digest) * 8 // 6
    standard = base64.b64encode(digest)[:whole]
    yield standard
    yield standard.translate(bytes.maketrans(b"+/", b"-_"))


def digest_patterns(data: bytes, *, plain: bool = False) -> Iterator[tuple[str, bytes]]:
    """Yield (name, pattern) for every digest and rendering. ``md5-16`` is md5 without 8 hex digits at each end.

    ``plain`` adds what is made of an MD5 besides, for a value as it is mostly written.
    """
    for name, function in DIGESTS.items():
        digest = function(data)
        for pattern in renderings(digest):
            yield name, pattern
        if name == "md5":
            middle = digest.hex()[8:24].encode()
            yield "md5-16", middle
            yield "md5-16", middle.upper()
            if plain:
                yield from _from_md5(digest)
    for name, function in _OF_PLAIN.items() if plain else ():
        for pattern in renderings(function(data)):
            yield name, pattern


def _from_md5(digest: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what is made of an MD5: written as a UUID, a UUID of version 3 as ``UUID.nameUUIDFromBytes`` makes it
    (java.util.UUID), and the MD5 of its hexadecimal digits."""
    named = bytearray(digest)
    named[6] = named[6] & 0x0F | 0x30
    named[8] = named[8] & 0x3F | 0x80
    for name, raw in (("md5-uuid", digest), ("name-uuid", bytes(named))):
        text = str(UUID(bytes=raw)).encode()
        yield name, text
        yield name, text.upper()
    yield "name-uuid", bytes(named).hex().encode()
    for digits in (digest.hex(), digest.hex().upper()):
        again = DIGESTS["md5"](digits.encode()).hex().encode()
        yield "md5-md5", again
        yield "md5-md5", again.upper()


def other_bytes(needle: Needle) -> Iterator[bytes]:
    """Yield what apps digest of a value instead of its text in UTF-8.

    That is the bytes behind hexadecimal digits, a name in GBK, a network's name in the quotes that
    ``WifiInfo.getSSID`` puts round it, a date with other joints.
    """
    text = needle.text
    if raw := behind_digits(text):
        yield raw
    if text and not text.isascii():
        yield text.encode("gb18030", "replace")
    if needle.category in _NETWORKS and text and not text.startswith('"'):
        yield f'"{text}"'.encode()
    if date := _DATE.fullmatch(text):
        for joint in ("", "-", "/", "."):
            yield joint.join(date.groups()).encode()


_NETWORKS = frozenset({"wifi_connected", "wifi_scan"})
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")


def crc32_patterns(data: bytes) -> Iterator[bytes]:
    """Yield the CRC-32 of ``data`` in hex (lower, upper) and decimal."""
    value = zlib.crc32(data)
    text = f"{value:08x}".encode()
    yield text
    yield text.upper()
    yield str(value).encode()
