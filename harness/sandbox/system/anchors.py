"""An app's own trust: the certificates that its network security configuration names beside the system's.

Of the configuration only the anchors count, and they count for every host; clear text and pins are not looked at.
Source: https://developer.android.com/privacy-and-security/security-config (API 24 on).
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Final

SINCE: Final = 24
_MANIFEST: Final = "AndroidManifest.xml"
_TABLE: Final = "resources.arsc"


def anchors(apk: Path) -> list[bytes]:
    """The certificates (PEM) that an app brings and trusts; none for a configuration that cannot be read."""
    import apk_info

    try:
        place = apk_info.APK(apk).get_attribute_value("application", "networkSecurityConfig")
        if not place:
            return []
        with zipfile.ZipFile(apk) as archive:
            return [archive.read(name) for name in _certificates(archive, place)]
    except (apk_info.APKError, zipfile.BadZipFile, KeyError, OSError, ValueError):
        return []


def _certificates(archive: zipfile.ZipFile, place: str) -> list[str]:
    """The members that the configuration names as certificates.

    The parser reads manifests, so the configuration is given to it as one, with the table for its names; of a name it
    knows the value once it has met it in the document.
    """
    import apk_info

    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "config.apk"
        with zipfile.ZipFile(path, "w") as alone:
            alone.writestr(_MANIFEST, archive.read(place))
            alone.writestr(_TABLE, archive.read(_TABLE))
        config = apk_info.APK(path)
        names = [str(name) for name in config.get_all_attribute_values("certificates", "src")]
        found = [config.get_resource_value(name) for name in names if name.startswith("@")]
    return [str(name) for name in dict.fromkeys(found) if name]


def store_with(apk: Path, store: Path, own: Path) -> Path:
    """Where the certificates are that an app trusts: the device's ``store``, or ``own``, made with the app's added."""
    found = anchors(apk)
    if not found:
        return store
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(parents=True)
    for path in store.iterdir():
        shutil.copyfile(path, own / path.name)
    for number, data in enumerate(found):
        (own / f"app-{number}.pem").write_bytes(data)
    return own
