"""What recorded calls would have made of other values: the same digests and ciphertexts, of what is given now.

What cannot be made again (the key or a part was not recorded, RSA's padding is random) is scrambled: the same bytes by
the same others, on the wire and in the recorded call, so that the one is still found by the other and says nothing.
"""

import hashlib
from collections.abc import Callable, Sequence

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

from harness.analysis.calls.hashed import function
from harness.analysis.calls.keyed import encrypt
from harness.analysis.calls.operations import CIPHER, HASHES, Operation
from harness.analysis.decode.again import Redo

_HEAD = 16
_TAG = 16
_BLOCK = {"AES": 16, "DESEDE": 8}
_IN_BLOCKS = frozenset({"CBC", "ECB"})


class RedoneCalls:
    """Does the operations of a run again."""

    def __init__(self, operations: Sequence[Operation], secret: bytes) -> None:
        """``secret`` decides what scrambled bytes look like."""
        self._by_ids: dict[tuple[str, ...], list[Operation]] = {}
        for operation in operations:
            self._by_ids.setdefault(operation.ids, []).append(operation)
        self._secret = secret
        self._made: dict[int, bytes | None] = {}

    def encode(self, ids: tuple[str, ...], redo: Redo, view: Callable[[bytes], bytes]) -> tuple[bytes, bool]:
        """Return the bytes for ``redo.was``, and whether they say what they are to say.

        ``view`` returns what an operation was given, with other values in it.
        """
        for operation in self._by_ids.get(ids, ()):
            made = self._output(operation, view)
            if made is not None:
                at = operation.output.find(redo.was)
                if at >= 0 and at + len(redo.was) <= len(made):
                    same = len(made) == len(operation.output)
                    whole = len(redo.was) == len(operation.output)
                    if same or whole:
                        return (made if whole else made[at : at + len(redo.was)]), True
            if operation.kind == CIPHER and redo.was.startswith(operation.output[:_HEAD]):
                again = _encrypted(operation, redo)
                if again is not None:
                    return again, True
            return self._scrambled(operation, redo.was), False
        return self._filler(redo.was[:_HEAD], 0, len(redo.was)), False

    def _output(self, operation: Operation, view: Callable[[bytes], bytes]) -> bytes | None:
        if id(operation) not in self._made:
            self._made[id(operation)] = None  # an operation that was given its own output
            self._made[id(operation)] = _again(operation, view(operation.input))
        return self._made[id(operation)]

    def _scrambled(self, operation: Operation, was: bytes) -> bytes:
        for start, stretch in operation.made:
            at = stretch.find(was[:_HEAD])
            if at >= 0:
                return self._filler(operation.output[:_HEAD], start + at, len(was))
        return self._filler(was[:_HEAD], 0, len(was))

    def _filler(self, of: bytes, start: int, size: int) -> bytes:
        return hashlib.shake_256(self._secret + of).digest(start + size)[start:]


def _again(operation: Operation, given: bytes) -> bytes | None:
    """Return the output for another input, ``None`` where it cannot be had."""
    if operation.kind in HASHES:
        compute = function(operation.kind, operation.algorithm, operation.key)
        return compute(given) if compute else None
    if operation.kind != CIPHER or not operation.complete or len(operation.input) != operation.sizes[0]:
        return None
    if len(operation.output) != operation.sizes[1]:
        return None
    return _encrypted(operation, Redo(given, operation.output, operation.input))


def _encrypted(operation: Operation, redo: Redo) -> bytes | None:
    """Encrypt under the recorded key and vector; where ``was`` is as long as what it says, without padding or tag."""
    name, mode = (*operation.algorithm.upper().split("/"), "ECB")[:2]
    key, iv, data = operation.key, operation.iv, redo.data
    bare = len(redo.was) == len(redo.said)
    try:
        if mode == "GCM" or name.startswith("CHACHA20"):
            machine = AESGCM(key) if mode == "GCM" else ChaCha20Poly1305(key)
            return machine.encrypt(iv, data[:-_TAG] if bare else data, None)
        if mode in _IN_BLOCKS and not bare:
            block = _BLOCK.get(name, 16)
            data += bytes([block - len(data) % block]) * (block - len(data) % block)  # PKCS #7
        return encrypt(operation, data) or None
    except (ValueError, UnsupportedAlgorithm):
        return None
