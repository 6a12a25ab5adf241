"""Digests of values, in the renderings apps send."""

import base64
import hashlib
import zlib
from collections.abc import Callable, Iterator

from cryptography.hazmat.primitives import hashes


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


def digest_patterns(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield (name, pattern) for every digest and rendering. ``md5-16`` is md5 without 8 hex digits at each end."""
    for name, function in DIGESTS.items():
        digest = function(data)
        for pattern in renderings(digest):
            yield name, pattern
        if name == "md5":
            middle = digest.hex()[8:24].encode()
            yield "md5-16", middle
            yield "md5-16", middle.upper()


def crc32_patterns(data: bytes) -> Iterator[bytes]:
    """Yield the CRC-32 of ``data`` in hex (lower, upper) and decimal."""
    value = zlib.crc32(data)
    text = f"{value:08x}".encode()
    yield text
    yield text.upper()
    yield str(value).encode()
