"""Time stamps (RFC 3161): an authority's word on when a bundle's manifest existed.

The authority gets the sha256 of ``manifest.json`` and nothing else. Its answer is kept as it came: what this program
cannot verify today, another may.
"""

import hashlib
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import msgspec
from cryptography import x509

from harness.errors import BadInputError
from harness.evidence.bundle import MANIFEST, STAMP, Bundle, BundleError
from harness.files.names import shown
from harness.files.read import ReadError, read_bytes
from harness.files.write import write_whole

if TYPE_CHECKING:
    from rfc3161_client import TimeStampResponse

_MOST = 1 << 20
_TIMEOUT_S = 30
_HASHES = {
    "2.16.840.1.101.3.4.2.1": hashlib.sha256,
    "2.16.840.1.101.3.4.2.2": hashlib.sha384,
    "2.16.840.1.101.3.4.2.3": hashlib.sha512,
}


class StampError(BadInputError):
    """A time stamp cannot be had. The message is one sentence."""


class Stamp(msgspec.Struct, kw_only=True):
    """What a time stamp says. ``time`` is ISO 8601 in UTC; ``authority`` its certificate's subject.

    ``state`` is ``verified`` (by a root the user named), ``unchecked`` (it is of this manifest, but no root was named:
    anybody can make such a one), ``invalid`` (it is of another manifest) or ``unverifiable``; ``reason`` says why.
    """

    state: Literal["verified", "unchecked", "invalid", "unverifiable"]
    time: str = ""
    authority: str = ""
    reason: str = ""


def available() -> None:
    """Raise :class:`StampError` when the library that knows time stamps is not installed."""
    try:
        import rfc3161_client  # noqa: F401
    except ImportError:
        raise StampError(
            "Time stamps need the package rfc3161-client: pip install 'harness[timestamp]' installs it."
        ) from None


def check_url(url: str) -> None:
    """Raise :class:`StampError` when ``url`` is no address of an authority."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good = False
    if not good:
        raise StampError(f"{shown(url)[:200]!r} is no address of a time-stamping authority: http:// or https:// is.")


def stamp(root: Path, url: str) -> Stamp:
    """Have the manifest of the bundle at ``root`` stamped and keep the answer in the bundle, whatever it is.

    Raises :class:`StampError` when there is no answer, ``BundleError`` and ``WriteError``.
    """
    available()
    check_url(url)
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    bundle = Bundle(root)
    manifest = bundle.read_bytes(MANIFEST)
    request = TimestampRequestBuilder().data(manifest).hash_algorithm(HashAlgorithm.SHA256).build()
    write_whole(root / STAMP, _ask(url, request.as_bytes()))
    found = check_stamp(bundle)
    if found is None:
        raise StampError(f"The answer of {url} is gone from the bundle.")
    return found


def _ask(url: str, body: bytes) -> bytes:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}  # RFC 3161, 3.4
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - see check_url
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:  # noqa: S310
            data: bytes = answer.read(_MOST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise StampError(f"The time-stamping authority {shown(url)} did not answer: {reason}.") from None
    if not data or len(data) > _MOST:
        raise StampError(f"The time-stamping authority {shown(url)} gave no time stamp ({len(data)} bytes).")
    return data


def load_roots(path: Path) -> list[x509.Certificate]:
    """Read certificates of authorities (PEM, one or more). Raises ``ReadError``."""
    data = read_bytes(path, "the certificates", _MOST)
    try:
        return x509.load_pem_x509_certificates(data)
    except ValueError:
        raise ReadError(f"{shown(path)} holds no certificate in PEM.") from None


def check_stamp(bundle: Bundle, roots: Sequence[x509.Certificate] = ()) -> Stamp | None:
    """Return what the bundle's time stamp says of its manifest, ``None`` when it has none."""
    if not bundle.has(STAMP):
        return None
    try:
        available()
    except StampError as error:
        return Stamp(state="unverifiable", reason=str(error))
    from rfc3161_client import decode_timestamp_response

    try:
        manifest, token = bundle.read_bytes(MANIFEST), decode_timestamp_response(bundle.read_bytes(STAMP))
        said = _said(token)
    except (BundleError, ValueError, TypeError) as error:
        return Stamp(state="unverifiable", reason=f"the token cannot be read ({' '.join(str(error).split())[:150]})")
    kind = _HASHES.get(token.tst_info.message_imprint.hash_algorithm.dotted_string)
    if kind is None:
        return msgspec.structs.replace(said, state="unverifiable", reason="its digest is of a kind not known here")
    if kind(manifest).digest() != token.tst_info.message_imprint.message:
        return msgspec.structs.replace(said, state="invalid", reason=f"it is of another {MANIFEST}")
    if not roots:
        return said
    return _verified(token, manifest, roots, said)


def _said(token: "TimeStampResponse") -> Stamp:
    moment = token.tst_info.gen_time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return Stamp(state="unchecked", time=moment, authority=_authority(token))


def _authority(token: "TimeStampResponse") -> str:
    """Return the subject of the certificate that the token names as its signer's."""
    signers = list(token.signed_data.signer_infos)
    for der in sorted(token.signed_data.certificates):
        certificate = x509.load_der_x509_certificate(der)
        if any((certificate.issuer, certificate.serial_number) == (s.issuer, s.serial_number) for s in signers):
            return certificate.subject.rfc4514_string()
    return ""


def _verified(token: Any, manifest: bytes, roots: Sequence[x509.Certificate], said: Stamp) -> Stamp:
    from rfc3161_client import VerificationError, VerifierBuilder

    builder = VerifierBuilder()
    for root in dict.fromkeys(roots):
        builder = builder.add_root_certificate(root)
    try:
        builder.build().verify_message(token, manifest)
    except (VerificationError, ValueError, TypeError) as error:
        reason = " ".join(str(error).split())[:200]
        return msgspec.structs.replace(said, state="unverifiable", reason=reason)
    return msgspec.structs.replace(said, state="verified")
