"""Checks of recorded digests: what a digest object was really given."""

import hashlib
import hmac
from collections.abc import Callable, Sequence

from harness.values.digests import DIGESTS

_NAMES = {
    "md5": "md5",
    "sha": "sha1",
    "sha1": "sha1",
    "sha224": "sha224",
    "sha256": "sha256",
    "sha384": "sha384",
    "sha512": "sha512",
    "sm3": "sm3",
}
_MOST_TRIES = 64
_MOST_HASHED = 4 << 20
_HMAC = "hmac"


def plain_name(algorithm: str) -> str:
    """Return an algorithm's name as forms write it: ``SHA-256`` is ``sha256``, ``HmacSHA1`` is ``hmacsha1``."""
    return algorithm.lower().replace("-", "").replace("_", "").replace("/", "")


def function(kind: str, algorithm: str, key: bytes) -> Callable[[bytes], bytes] | None:
    """Return how a digest or MAC object computes, ``None`` when that is not known (or its key is not)."""
    name = plain_name(algorithm)
    if kind == "digest":
        return DIGESTS.get(_NAMES.get(name, ""))
    inner = _NAMES.get(name.removeprefix(_HMAC), "")
    if kind == "mac" and name.startswith(_HMAC) and key and inner in hashlib.algorithms_guaranteed:
        return lambda data: hmac.digest(key, data, inner)
    return None


def tail_for(kind: str, algorithm: str, key: bytes, chunks: Sequence[bytes], made: bytes) -> bytes:
    """Return the end of ``chunks`` that really hashes to ``made``.

    A digest object may hold what an earlier user fed it and dropped by a ``reset`` that is not recorded, or another
    object may have had the same number before: the chunks from some point on are then the input. Everything is
    returned when no end of them, or no known algorithm, explains the output.
    """
    whole = b"".join(chunks)
    compute = function(kind, algorithm, key)
    if compute is None or len(whole) > _MOST_HASHED:
        return whole
    rest = whole
    for dropped in range(min(len(chunks), _MOST_TRIES)):
        if compute(rest) == made:
            return rest
        rest = rest[len(chunks[dropped]) :]
    return whole
