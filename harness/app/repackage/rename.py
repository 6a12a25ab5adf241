"""The same app under another name, signed anew: what variants of sample apps are made with.

Code stays as it is. The manifest's component names are written in full, since short ones belong to the package.
"""

import tempfile
from pathlib import Path

import msgspec

from harness.app.archive import open_archive
from harness.app.errors import RepackageRefused
from harness.app.repackage.axml import ANDROID, INTEGER, STRING, Attribute, Element, read_axml, write_axml
from harness.app.repackage.rezip import rezip
from harness.app.repackage.sign import Signer, is_signature
from harness.app.repackage.strings import Malformed
from harness.files.scratch import owned

_MANIFEST = "AndroidManifest.xml"
_CLASSES = {
    "application": ("name", "appComponentFactory", "backupAgent"), "activity": ("name", "parentActivityName"),
    "activity-alias": ("name", "targetActivity"), "service": ("name",), "receiver": ("name",), "provider": ("name",),
}  # fmt: skip
_API = 30


class Identity(msgspec.Struct, frozen=True):
    """What an app is to be called. ``version_code`` counts, ``version_name`` is shown."""

    package: str
    label: str
    version_name: str
    version_code: int


def rename(source: Path, target: Path, identity: Identity, signer: Signer) -> None:
    """Write the app ``source`` as ``target`` under another identity. Raises :class:`RepackageRefused` for one whose
    manifest cannot be read, and ``ArchiveRefused``."""
    with open_archive(source) as archive:
        without = {name for name in archive.names if is_signature(name)}
        try:
            root = read_axml(archive.read(_MANIFEST))
        except (Malformed, KeyError) as error:
            raise RepackageRefused(f"The manifest of {source.name} cannot be read: {error}.") from None
    _identify(root, identity)
    with tempfile.TemporaryDirectory(prefix=owned("harness-rename-")) as work:
        plain = Path(work) / "plain.apk"
        rezip(source, plain, without=without, added={_MANIFEST: (write_axml(root), True)})
        signer.sign(plain, target, _API)


def _identify(root: Element, identity: Identity) -> None:
    own = root.get("package", "")
    if own is None:
        raise RepackageRefused("The manifest names no package.")
    before, own.text, own.raw = own.text, identity.package, identity.package
    for element in root.walk():
        for name in _CLASSES.get(element.name, ()):
            said = element.get(name)
            if said is not None and said.kind == STRING:
                _say(said, _full(said.text, before))
        authorities = element.get("authorities")
        if authorities is not None and authorities.kind == STRING:
            _say(authorities, authorities.text.replace(before, identity.package))
    _set(root, "versionName", STRING, text=identity.version_name)
    _set(root, "versionCode", INTEGER, data=identity.version_code)
    for application in root.elements("application"):
        _set(application, "label", STRING, text=identity.label)


def _full(name: str, package: str) -> str:
    return package + name if name.startswith(".") else name if "." in name else f"{package}.{name}"


def _say(attribute: Attribute, text: str) -> None:
    attribute.text = text
    if attribute.raw is not None:
        attribute.raw = text


def _set(element: Element, name: str, kind: int, *, data: int = 0, text: str = "") -> None:
    """Change what is there; what is not stays away, since a new name would need its place in the resource map."""
    found = element.get(name, ANDROID)
    if found is not None:
        found.kind, found.data, found.text, found.raw = kind, data, text, text if kind == STRING else None
