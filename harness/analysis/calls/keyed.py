"""Decryption with a recorded key, for ciphertext whose plaintext was not recorded whole; and encryption anew."""

import importlib
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

from harness.analysis.calls.operations import Operation


def _feedback_modes() -> Any:
    """Return the module that has CFB and OFB: newer versions of cryptography keep them apart."""
    try:
        return importlib.import_module("cryptography.hazmat.decrepit.ciphers.modes")
    except ModuleNotFoundError:
        return modes


_feedback = _feedback_modes()
_MODES: dict[str, Callable[[bytes], modes.Mode]] = {
    "CBC": modes.CBC,
    "CTR": modes.CTR,
    "CFB": _feedback.CFB,
    "CFB8": _feedback.CFB8,
    "OFB": _feedback.OFB,
    # The counter of the first block is 2 for a 96 bit nonce (NIST SP 800-38D); the tag is not checked.
    "GCM": lambda iv: modes.CTR(iv + b"\0\0\0\x02"),
}
_LONGEST = 16 << 20


def decrypt(operation: Operation, data: bytes) -> bytes:
    """Return what the head of ``data`` says under the operation's key; empty when it cannot be told.

    ``data`` begins where the operation's output begins. Where the output's size is not known, what comes out may have
    a tail that the app never wrote (padding, a tag).
    """
    return _turned(operation, data, back=True)


def encrypt(operation: Operation, data: bytes) -> bytes:
    """Return ``data`` under the operation's key, without padding or tag; empty when it cannot be done."""
    return _turned(operation, data, back=False)


def _turned(operation: Operation, data: bytes, *, back: bool) -> bytes:
    name, mode = (*operation.algorithm.upper().split("/"), "ECB")[:2]
    key, iv, data = operation.key, operation.iv, data[:_LONGEST]
    if not key or (mode != "ECB" and not iv) or (mode == "GCM" and len(iv) != 12):
        return b""
    try:
        algorithm = TripleDES(key) if name == "DESEDE" else algorithms.AES(key) if name == "AES" else None
        if algorithm is None:
            return b""
        block = algorithm.block_size // 8
        whole = len(data) if mode not in ("CBC", "ECB") else len(data) // block * block
        # The app chose the mode; here it is only undone, or done as it was.
        chosen = modes.ECB() if mode == "ECB" else _MODES[mode](iv)  # noqa: S305
        cipher: Any = Cipher(algorithm, chosen)
        machine: CipherContext = cipher.decryptor() if back else cipher.encryptor()
        return machine.update(data[:whole])
    except (ValueError, KeyError, UnsupportedAlgorithm):
        return b""
