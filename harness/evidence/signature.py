"""Signing a bundle's manifest with Ed25519, so that a bundle that was changed cannot be sealed again by somebody else.

The signature is of the bytes of ``manifest.json``, raw (RFC 8032), the public key lies beside it: OpenSSL can check it.
"""

import hashlib
import os
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from harness.errors import BadInputError
from harness.evidence.bundle import MANIFEST, SIGNATURE, SIGNER, Bundle, BundleError
from harness.files.names import shown
from harness.files.read import ReadError, read_bytes
from harness.files.write import write_new, write_whole

PASSPHRASE = "HARNESS_KEY_PASSPHRASE"  # noqa: S105 - the name of the variable
"""The environment variable with the passphrase of a private key."""
_MOST = 64 << 10


class KeyFileError(BadInputError, ValueError):
    """A file of a key cannot be used. The message is one sentence."""


class Signature(msgspec.Struct, kw_only=True):
    """Who signed: the ``fingerprint`` of the key, and whether the signature is ``good`` (else ``reason`` says why not).

    ``expected`` says whether the key is the one that was asked for; ``None`` when none was.
    """

    fingerprint: str
    good: bool
    reason: str = ""
    expected: bool | None = None


def fingerprint(key: Ed25519PublicKey) -> str:
    """Return the sha256 (hex) of a public key, as of its SubjectPublicKeyInfo (RFC 5280) in DER."""
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def public_pem(key: Ed25519PublicKey) -> bytes:
    """Return a public key as PEM."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def new_key(path: Path) -> Ed25519PublicKey:
    """Make a key pair: the private key in ``path`` (PKCS #8, readable by its owner alone), the public in ``path.pub``.

    The private key is encrypted when ``HARNESS_KEY_PASSPHRASE`` is set. Raises ``WriteError``, also where a file is.
    """
    private = Ed25519PrivateKey.generate()
    passphrase = os.environ.get(PASSPHRASE, "").encode()
    hidden = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    pem = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, hidden)
    write_new(path, pem, 0o600)
    public = path.with_name(f"{path.name}.pub")
    try:
        write_new(public, public_pem(private.public_key()))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return private.public_key()


def load_private(path: Path) -> Ed25519PrivateKey:
    """Read a private key. Raises :class:`KeyFileError`."""
    passphrase, data = os.environ.get(PASSPHRASE, "").encode() or None, _read(path)
    try:
        key = serialization.load_pem_private_key(data, passphrase)
    except TypeError:
        state = f"is protected by a passphrase; give it in {PASSPHRASE}" if passphrase is None else "has no passphrase"
        raise KeyFileError(f"The key {shown(path)} {state}.") from None
    except ValueError:
        wrong = " or the passphrase is wrong" if passphrase else ""
        raise KeyFileError(f"{shown(path)} is no private key in PEM{wrong}; 'harness keys new' makes one.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"The key {shown(path)} is not of the kind Ed25519; 'harness keys new' makes one.")
    return key


def load_public(path: Path) -> Ed25519PublicKey:
    """Read a public key, or the public half of a private one. Raises :class:`KeyFileError`."""
    data = _read(path)
    if b"PRIVATE KEY" in data:
        return load_private(path).public_key()
    try:
        return _public(data)
    except ValueError:
        raise KeyFileError(f"{shown(path)} is no public key of the kind Ed25519 in PEM.") from None


def _public(data: bytes) -> Ed25519PublicKey:
    key = serialization.load_pem_public_key(data)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not an Ed25519 key")
    return key


def _read(path: Path) -> bytes:
    try:
        return read_bytes(path, "the key", _MOST)
    except ReadError as error:
        raise KeyFileError(str(error)) from None


def sign(root: Path, manifest: bytes, key: Ed25519PrivateKey) -> None:
    """Write the signature of ``manifest`` and the public key into the bundle at ``root``. Raises ``WriteError``."""
    write_whole(root / SIGNATURE, key.sign(manifest))
    write_whole(root / SIGNER, public_pem(key.public_key()))


def check_signature(bundle: Bundle, expected: Ed25519PublicKey | None = None) -> Signature | None:
    """Return who signed a bundle's manifest, ``None`` when nobody did.

    ``expected`` is the only key that counts, whatever key lies in the bundle.
    """
    if not bundle.has(SIGNATURE) and not bundle.has(SIGNER):
        return None
    try:
        key = _public(bundle.read_bytes(SIGNER))
        name = fingerprint(key)
    except (BundleError, ValueError):
        return Signature(fingerprint="", good=False, reason=f"{SIGNER} is missing or no key")
    right = None if expected is None else fingerprint(expected) == name
    try:
        key.verify(bundle.read_bytes(SIGNATURE), bundle.read_bytes(MANIFEST))
    except InvalidSignature:
        return Signature(fingerprint=name, good=False, reason=f"{SIGNATURE} is not of this {MANIFEST}", expected=right)
    except BundleError as error:
        return Signature(fingerprint=name, good=False, reason=str(error), expected=right)
    return Signature(fingerprint=name, good=True, expected=right)
