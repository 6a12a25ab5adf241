"""A generated app's file: the template with other names in code and manifest, an asset of acts, its own signature."""

import hashlib
import tempfile
import zipfile
import zlib
from functools import cache
from pathlib import Path

from benchmarks.campaign.mimics.variants import Variant
from harness.app.repackage.axml import STRING, Element, read_axml, write_axml
from harness.app.repackage.rezip import rezip
from harness.app.repackage.sign import Signer, is_signature
from harness.app.samples import sample

PACKAGE, SDK = "app.vendor000.mimic", "com.tobereplacedbythenameofalistedsdk.kit"
"""What ``samples/mimic`` is called, and its SDK."""
_PERMISSIONS = {
    "imei": ("READ_PHONE_STATE",), "imsi": ("READ_PHONE_STATE",), "iccid": ("READ_PHONE_STATE",),
    "phone_number": ("READ_PHONE_STATE", "READ_PHONE_NUMBERS"), "location": ("ACCESS_FINE_LOCATION",),
    "contacts": ("READ_CONTACTS",), "android_id": (),
}  # fmt: skip
_API = 30


def make(variant: Variant, folder: Path) -> Path:
    """Write the app into ``folder``; return its file. Its signer is its own."""
    names, dex, manifest = _template()
    root = read_axml(manifest)
    _identify(root, variant)
    added = {
        "AndroidManifest.xml": (write_axml(root), True),
        "classes.dex": (renamed(dex, variant), True),
        "assets/acts.txt": ("".join(f"{act.line}\n" for act in variant.acts).encode(), True),
    }
    target = folder / f"{variant.package}.apk"
    with tempfile.TemporaryDirectory() as work:
        plain = Path(work) / "plain.apk"
        rezip(sample("mimic"), plain, without={name for name in names if is_signature(name)}, added=added)
        target.unlink(missing_ok=True)
        Signer().sign(plain, target, _API)
    return target


@cache
def _template() -> tuple[list[str], bytes, bytes]:
    with zipfile.ZipFile(sample("mimic")) as archive:
        return archive.namelist(), archive.read("classes.dex"), archive.read("AndroidManifest.xml")


def renamed(dex: bytes, variant: Variant) -> bytes:
    """Return the code with other packages: names of the same length, in the same places of the sorted table of strings
    (the template's are the only ones between ``Landroid`` and ``Ldalvik``); then the digest and the sum anew
    (https://source.android.com/docs/core/runtime/dex-format, header_item)."""
    was, now = SDK.replace(".", "/"), f"{variant.sdk.replace('.', '/')}/"
    data = dex.replace(was.encode(), now.ljust(len(was), "k").encode())
    data = data.replace(b"vendor000", variant.vendor.encode())
    data = data[:12] + hashlib.sha1(data[32:], usedforsecurity=False).digest() + data[32:]
    return data[:8] + zlib.adler32(data[12:]).to_bytes(4, "little") + data[12:]


def _identify(root: Element, variant: Variant) -> None:
    wanted = {f"android.permission.{name}" for act in variant.acts for name in _PERMISSIONS[act.value]}
    wanted.add("android.permission.INTERNET")
    root.children = [
        child
        for child in root.children
        if not (isinstance(child, Element) and child.name == "uses-permission" and _name(child) not in wanted)
    ]
    for element in root.walk():
        for row in element.attributes:
            if row.kind == STRING and row.name in ("package", "label"):
                row.text = row.raw = variant.package if row.name == "package" else variant.label


def _name(element: Element) -> str:
    found = element.get("name")
    return found.text if found is not None else ""
