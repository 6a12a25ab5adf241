"""Signing an APK with a key of the run's own, which is forgotten with it.

Scheme v2 from Android 7 (API 24) on, which apps that target API 30 must have; before, the JAR signature (v1).
Android's ``apksigner`` would do as well, but is not on machines without the SDK. Sources: AOSP
https://source.android.com/docs/security/features/apksigning/v2; the JAR File Specification, 'Signed JAR File'.
"""

import base64
import datetime as dt
import hashlib
import re
import secrets
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from harness.app.repackage.rezip import rezip, set_directory, tail

V2_SINCE = 24
_BLOCK_ID = 0x7109871A
_ECDSA_SHA256 = 0x0201
_MAGIC = b"APK Sig Block 42"
_PIECE = 1 << 20
_V1_FILES = re.compile(r"META-INF/(?:MANIFEST\.MF|SIG-[^/]*|[^/]*\.(?:SF|RSA|DSA|EC))", re.IGNORECASE)


def is_signature(name: str) -> bool:
    """Whether a member of an APK belongs to its JAR signature."""
    return _V1_FILES.fullmatch(name) is not None


class Signer:
    """A key and its certificate, made for one run."""

    def __init__(self) -> None:
        """Make the key. The certificate's name says nothing, since apps may read it."""
        self._key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, secrets.token_hex(6))])
        begin = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(begin + dt.timedelta(days=365 * 40))
            .sign(self._key, hashes.SHA256())
        )

    @property
    def sha256(self) -> str:
        """The certificate's digest in hex, as Android tells it of an installed app."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    def sign(self, source: Path, target: Path, api_level: int) -> None:
        """Sign an APK that :func:`rezip` wrote, for a device of this API level."""
        if api_level >= V2_SINCE:
            self._v2(source, target)
        else:
            rezip(source, target, without=set(), added={name: (data, True) for name, data in self._v1(source).items()})

    def _signature(self, data: bytes) -> bytes:
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))

    def _v2(self, source: Path, target: Path) -> None:
        entries_end, directory, end = tail(source)
        digest = _digest(source, entries_end, directory, end)
        certificate = self.certificate.public_bytes(serialization.Encoding.DER)
        public = self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        signed = (
            _prefixed(_prefixed(struct.pack("<I", _ECDSA_SHA256) + _prefixed(digest)))
            + _prefixed(_prefixed(certificate))
            + _prefixed(b"")
        )
        signature = _prefixed(struct.pack("<I", _ECDSA_SHA256) + _prefixed(self._signature(signed)))
        signer = _prefixed(signed) + _prefixed(signature) + _prefixed(public)
        value = struct.pack("<I", _BLOCK_ID) + _prefixed(_prefixed(signer))
        pair = struct.pack("<Q", len(value)) + value
        size = struct.pack("<Q", len(pair) + 8 + len(_MAGIC))
        set_directory(source, size + pair + size + _MAGIC, entries_end, directory, end, target)

    def _v1(self, source: Path) -> dict[str, bytes]:
        head, sections = b"Manifest-Version: 1.0\r\n\r\n", []
        with zipfile.ZipFile(source) as archive:
            for info in archive.infolist():
                digest = hashlib.sha256()
                with archive.open(info) as file:
                    while piece := file.read(_PIECE):
                        digest.update(piece)
                sections.append(_section(info.filename, digest.digest()))
        manifest = head + b"".join(text for _, text in sections)
        listed = b"Signature-Version: 1.0\r\n"
        listed += _line("SHA-256-Digest-Manifest", _base64(hashlib.sha256(manifest).digest())) + b"\r\n"
        listed += b"".join(_section(name, hashlib.sha256(text).digest())[1] for name, text in sections)
        options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.NoAttributes, pkcs7.PKCS7Options.Binary]
        builder = pkcs7.PKCS7SignatureBuilder().set_data(listed)
        signed = builder.add_signer(self.certificate, self._key, hashes.SHA256())
        block = signed.sign(serialization.Encoding.DER, options)
        return {"META-INF/MANIFEST.MF": manifest, "META-INF/CERT.SF": listed, "META-INF/CERT.EC": block}


def _prefixed(data: bytes) -> bytes:
    return struct.pack("<I", len(data)) + data


def _pieces(source: Path, entries_end: int, directory: bytes, end: bytes) -> Iterator[bytes]:
    """The archive's parts in pieces of 1 MiB, none across two parts; the end record still points to the directory."""
    with source.open("rb") as file:
        left = entries_end
        while left:
            piece = file.read(min(left, _PIECE))
            left -= len(piece)
            yield piece
    for part in (directory, end):
        for at in range(0, len(part), _PIECE):
            yield part[at : at + _PIECE]


def _digest(source: Path, entries_end: int, directory: bytes, end: bytes) -> bytes:
    digests = [
        hashlib.sha256(b"\xa5" + struct.pack("<I", len(piece)) + piece).digest()
        for piece in _pieces(source, entries_end, directory, end)
    ]
    return hashlib.sha256(b"\x5a" + struct.pack("<I", len(digests)) + b"".join(digests)).digest()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _section(name: str, digest: bytes) -> tuple[str, bytes]:
    """One member's section, which is the same in the manifest and in the signature file but for the digest."""
    return name, _line("Name", name) + _line("SHA-256-Digest", _base64(digest)) + b"\r\n"


def _line(key: str, value: str) -> bytes:
    """A header, in lines of at most 72 bytes."""
    raw = f"{key}: {value}".encode()
    lines = [raw[:70]] + [b" " + raw[at : at + 69] for at in range(70, len(raw), 69)]
    return b"".join(line + b"\r\n" for line in lines)
