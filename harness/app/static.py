"""Facts of an app's files: permissions, exported components, SDKs in its code, hosts in its strings, packers, signer.

An SDK is found by the catalogue's package prefixes and library names. Code that was renamed whole, that is loaded from
elsewhere, or that a packer hides, is not seen; nothing here says that an SDK is *not* in the app where ``whole`` is
false or ``packers`` has a name.
"""

import re
import zipfile
import zlib
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import apk_info

from harness.app.dex import DexRefused, classes
from harness.app.opened import apks
from harness.app.packing import packers
from harness.app.words import MOST_BYTES
from harness.catalog.sdks import is_framework, sdk_for, sdk_of_library, sdks
from harness.evidence.run_record import Apk
from harness.evidence.static import Exported, SdkPresent, Static

_ANDROID = "{http://schemas.android.com/apk/res/android}"
_COMPONENTS = ("activity", "activity-alias", "service", "receiver", "provider")
_URL = re.compile(rb"(?:https?|wss?|mqtts?)://([A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?)")
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}|\d{1,3}(?:\.\d{1,3}){3}")
_NOT_REACHED = frozenset(
    {"schemas.android.com", "www.w3.org", "xmlpull.org", "ns.adobe.com", "www.apache.org", "xml.org", "java.sun.com"}
)
"""Names of XML spaces and licences, which nobody connects to."""
_MOST_HOSTS = 1000
_MOST_EXPORTED = 1000
_MOST_WHERE = 10
_MOST_PACKAGES = 500
_SEGMENTS, _OWN, _SHORT = 3, 2, 2
"""As actors are named: see ``harness/analysis/join/actors.py``."""
_FILTER_EXPORTS_BELOW = 31
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError, ValueError)


def read_static(app: Path, known: Apk) -> Static:
    """Return the facts of an APK or an archive of splits whose identity ``known`` is.

    Raises :class:`ArchiveRefused` for an archive that cannot be opened.
    """
    found = Static(
        sha256=known.sha256,
        permissions=list(known.permissions),
        min_sdk=known.min_sdk,
        target_sdk=known.target_sdk,
        signer_sha256=list(known.signer_sha256),
        packers=packers(app, known.application),
    )
    seen = _Code(found, known.package)
    with apks(app) as parts:
        for split, path in parts:
            _manifest(path, found, base=not split)
            seen.read(path, split)
    seen.done()
    return found


class _Code:
    """What is in the code of an app, over all of its APKs."""

    def __init__(self, found: Static, package: str) -> None:
        self._found = found
        self._own = package.split(".")[:_OWN]
        self._sdks: dict[str, SdkPresent] = {}
        self._hosts: set[str] = set()
        self._packages: Counter[str] = Counter()
        self._left = MOST_BYTES

    def read(self, path: Path, split: str) -> None:
        """Read one APK's code, as far as it can be read."""
        try:
            with zipfile.ZipFile(path) as archive:
                for entry in archive.infolist():
                    if entry.filename.endswith(".dex"):
                        self._dex(archive, entry, f"{split}: {entry.filename}" if split else entry.filename)
                    elif entry.filename.endswith(".so"):
                        self._library(entry.filename, f"{split}: {entry.filename}" if split else entry.filename)
        except _BROKEN:
            self._found.whole = False

    def _dex(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, where: str) -> None:
        try:
            with archive.open(entry) as file:
                data = file.read(self._left + 1)
        except _BROKEN:
            self._found.whole = False
            return
        if len(data) > self._left:
            self._found.whole = False
            return
        self._left -= len(data)
        try:
            for name in classes(data):
                self._found.classes += 1
                sdk = sdk_for(name)
                if sdk is not None:
                    self._present(sdk.prefix, where).classes += 1
                elif package := self._unknown(name):
                    self._packages[package] += 1
        except DexRefused:
            self._found.whole = False
        for match in _URL.finditer(data):
            host = match[1].decode("ascii").lower()
            if len(self._hosts) <= _MOST_HOSTS and _HOST.fullmatch(host) and host not in _NOT_REACHED:
                self._hosts.add(host)

    def _unknown(self, name: str) -> str:
        """Return the package of a class that is neither the app's own nor the platform's, as an actor has it."""
        segments = name.split(".")[:-1][:_SEGMENTS]
        if is_framework(name) or segments[:_OWN] == self._own or all(len(each) <= _SHORT for each in segments):
            return ""
        return ".".join(segments)

    def _library(self, name: str, where: str) -> None:
        sdk = sdk_of_library(Path(name).name)
        if sdk is not None:
            libraries = self._present(sdk.prefix, where).libraries
            if Path(name).name not in libraries:
                libraries.append(Path(name).name)

    def _present(self, prefix: str, where: str) -> SdkPresent:
        row = self._sdks.get(prefix)
        if row is None:
            sdk = sdks()[prefix]
            row = self._sdks[prefix] = SdkPresent(
                prefix=prefix, name=sdk.name, company=sdk.company, libraries=[], where=[]
            )
        if where not in row.where and len(row.where) < _MOST_WHERE:
            row.where.append(where)
        return row

    def done(self) -> None:
        """Put what was found into the facts."""
        self._found.sdks = [self._sdks[prefix] for prefix in sorted(self._sdks)]
        self._found.packages = dict(sorted(self._packages.most_common(_MOST_PACKAGES)))
        self._found.hosts = sorted(self._hosts)[:_MOST_HOSTS]
        self._found.hosts_cut = len(self._hosts) > _MOST_HOSTS


def _manifest(path: Path, found: Static, *, base: bool) -> None:
    """Add what one manifest says. A split's manifest may have components of its own; the base's is the app's."""
    try:
        info = apk_info.APK(path)
        text, package = info.get_xml_string(), info.get_package_name() or ""
    except (apk_info.APKError, OSError, ValueError):
        found.whole = found.whole and not base
        return
    try:
        # without a document type there are no entities to expand
        root = ElementTree.fromstring(text) if "<!DOCTYPE" not in text else ElementTree.Element("none")  # noqa: S314
    except ElementTree.ParseError:
        found.whole = found.whole and not base
        return
    target = int(found.target_sdk) if found.target_sdk.isdecimal() else 0
    found.defines += [name for item in root.iter("permission") if (name := item.get(f"{_ANDROID}name"))]
    for kind in _COMPONENTS:
        for item in root.iter(kind):
            row = _exported(kind, item, package, target)
            if row is not None and len(found.exported) < _MOST_EXPORTED:
                found.exported.append(row)


def _exported(kind: str, item: ElementTree.Element, package: str, target: int) -> Exported | None:
    said = item.get(f"{_ANDROID}exported")
    filtered = item.find("intent-filter") is not None
    by_filter = said is None and filtered and kind != "provider" and target < _FILTER_EXPORTS_BELOW
    if said != "true" and not by_filter:
        return None
    name = item.get(f"{_ANDROID}name") or ""
    return Exported(
        kind=kind,
        name=package + name if name.startswith(".") else name,
        permission=item.get(f"{_ANDROID}permission") or "",
        by="filter" if by_filter else "attribute",
    )
