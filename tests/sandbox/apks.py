"""Makes small, really signed APKs: a binary manifest, a DEX header and a JAR signature."""

from __future__ import annotations

import base64
import datetime
import hashlib
import io
import struct
import zipfile
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

_ANDROID = "http://schemas.android.com/apk/res/android"
#: Attributes of the manifest and their resource ids (android.R.attr).
_IDS = {
    "label": 0x01010001, "name": 0x01010003, "exported": 0x01010010, "debuggable": 0x0101000F,
    "process": 0x01010011, "isolatedProcess": 0x010103A9,
    "minSdkVersion": 0x0101020C, "versionCode": 0x0101021B, "versionName": 0x0101021C, "targetSdkVersion": 0x01010270,
}  # fmt: skip
_STRING, _INT, _BOOL = 0x03, 0x10, 0x12

Element = tuple[str, dict[str, str | int | bool], list["Element"]]


def manifest(
    package: str = "com.example.app",
    *,
    version: int = 1,
    permissions: tuple[str, ...] = (),
    label: str = "示例应用",
    min_sdk: int = 21,
    target_sdk: int = 30,
    debuggable: bool = False,
    split: str = "",
    components: tuple[tuple[str, dict[str, str | int | bool]], ...] = (),
) -> bytes:
    """A binary AndroidManifest.xml with a launcher activity ``.MainActivity`` and another, ``.SecondActivity``.

    ``components`` are further elements of the application, such as (``service``, {``name``: ``.Push``}). With ``split``
    it is that of a split, which declares nothing.
    """
    if split:
        facts: dict[str, str | int | bool] = {"versionCode": version, "package": package, "split": split}
        return _axml(("manifest", facts, [("application", {}, [])]))
    launcher: Element = (
        "intent-filter",
        {},
        [
            ("action", {"name": "android.intent.action.MAIN"}, []),
            ("category", {"name": "android.intent.category.LAUNCHER"}, []),
        ],
    )
    activities: list[Element] = [
        ("activity", {"name": ".MainActivity", "exported": True}, [launcher]),
        ("activity", {"name": ".SecondActivity"}, []),
        *[(tag, attributes, []) for tag, attributes in components],
    ]
    root: Element = (
        "manifest",
        {"versionCode": version, "versionName": f"{version}.0", "package": package},
        [
            ("uses-sdk", {"minSdkVersion": min_sdk, "targetSdkVersion": target_sdk}, []),
            *[("uses-permission", {"name": name}, []) for name in permissions],
            ("application", {"label": label, "debuggable": debuggable, "name": ".App"}, activities),
        ],
    )
    return _axml(root)


def _axml(root: Element) -> bytes:
    names = list(_IDS)
    strings = [*names]

    def index(text: str) -> int:
        if text not in strings:
            strings.append(text)
        return strings.index(text)

    index("android"), index(_ANDROID)
    body = b""

    def node(kind: int, payload: bytes) -> bytes:
        return struct.pack("<HHIII", kind, 16, 16 + len(payload), 1, 0xFFFFFFFF) + payload

    def element(item: Element) -> bytes:
        tag, attributes, inner = item
        rows = b""
        for name, value in sorted(attributes.items(), key=lambda pair: _IDS.get(pair[0], 1 << 32)):
            space = index(_ANDROID) if name in _IDS else 0xFFFFFFFF
            if isinstance(value, bool):
                raw, kind, data = 0xFFFFFFFF, _BOOL, 0xFFFFFFFF if value else 0
            elif isinstance(value, int):
                raw, kind, data = 0xFFFFFFFF, _INT, value
            else:
                raw = data = index(value)
                kind = _STRING
            rows += struct.pack("<IIIHBBI", space, index(name), raw, 8, 0, kind, data)
        head = struct.pack("<IIHHHHHH", 0xFFFFFFFF, index(tag), 20, 20, len(attributes), 0, 0, 0)
        start = node(0x0102, head + rows)
        end = node(0x0103, struct.pack("<II", 0xFFFFFFFF, index(tag)))
        return start + b"".join(element(child) for child in inner) + end

    space = struct.pack("<II", index("android"), index(_ANDROID))
    body = node(0x0100, space) + element(root) + node(0x0101, space)
    pool = _pool(strings)
    ids = struct.pack("<HHI", 0x0180, 8, 8 + 4 * len(names)) + b"".join(struct.pack("<I", _IDS[name]) for name in names)
    content = pool + ids + body
    return struct.pack("<HHI", 0x0003, 8, 8 + len(content)) + content


def _pool(strings: list[str]) -> bytes:
    data, offsets = b"", []
    for text in strings:
        offsets.append(len(data))
        encoded = text.encode("utf-16-le")
        data += struct.pack("<H", len(encoded) // 2) + encoded + b"\0\0"
    data += b"\0" * (-len(data) % 4)
    start = 28 + 4 * len(strings)
    head = struct.pack("<HHIIIIII", 0x0001, 28, start + len(data), len(strings), 0, 0, start, 0)
    return head + b"".join(struct.pack("<I", offset) for offset in offsets) + data


@cache
def signer(name: str) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """A signing key and its certificate; the same for the same name."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime.datetime(2020, 1, 1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=20000))
        .sign(key, hashes.SHA256())
    )
    return key, certificate


def apk(*, dex: bool = True, signed: bool = True, key: str = "first", **facts: object) -> bytes:
    """An APK file; ``facts`` go to :func:`manifest`."""
    files = {"AndroidManifest.xml": manifest(**facts)}  # type: ignore[arg-type]
    if dex:
        files["classes.dex"] = b"dex\n035\0" + bytes(104)
    if signed:
        entries = "".join(
            f"Name: {name}\r\nSHA-256-Digest: {base64.b64encode(hashlib.sha256(data).digest()).decode()}\r\n\r\n"
            for name, data in files.items()
        )
        files["META-INF/MANIFEST.MF"] = f"Manifest-Version: 1.0\r\n\r\n{entries}".encode()
        digest = base64.b64encode(hashlib.sha256(files["META-INF/MANIFEST.MF"]).digest()).decode()
        files["META-INF/CERT.SF"] = f"Signature-Version: 1.0\r\nSHA-256-Digest-Manifest: {digest}\r\n\r\n".encode()
        private, certificate = signer(key)
        files["META-INF/CERT.RSA"] = (
            pkcs7.PKCS7SignatureBuilder()
            .set_data(files["META-INF/CERT.SF"])
            .add_signer(certificate, private, hashes.SHA256())
            .sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature])
        )
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return output.getvalue()
