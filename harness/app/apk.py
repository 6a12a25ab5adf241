"""What the run needs to know of the APK itself."""

import zipfile
from pathlib import Path
from xml.etree import ElementTree

import apk_info

from harness.app.errors import ArchiveRefused
from harness.app.opened import open_app
from harness.app.splits import is_container
from harness.errors import BadInputError
from harness.evidence.run_record import Apk
from harness.evidence.seal import sha256_file

_ANDROID = "{http://schemas.android.com/apk/res/android}"
_MANY = 200


class ApkError(BadInputError, ValueError):
    """A file cannot be used as an app. The message names the file, what is wrong and what to do."""


def read_apk(path: Path) -> Apk:
    """Read the identity of an APK or of an archive of splits (APKS, XAPK, APKM).

    Raises :class:`ApkError` for a file that is missing, no app, or has no code.
    """
    if not path.is_file():
        raise ApkError(f"There is no file {path}." if not path.exists() else f"{path} is not a file.")
    if is_container(path):
        return _read_container(path)
    return _read_one(path)


def _read_container(path: Path) -> Apk:
    try:
        with open_app(path) as files:
            base = next(split for split in files.splits if not split.name)
            found = _read_one(base.path)
    except ArchiveRefused as error:
        raise ApkError(str(error)) from None
    found.file, found.size, found.sha256 = path.name, path.stat().st_size, sha256_file(path)
    found.splits = [split.name for split in files.splits if split.name]
    return found


def _read_one(path: Path) -> Apk:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ApkError(f"{path} is not an APK: {error}.") from None
    if "AndroidManifest.xml" not in names:
        raise ApkError(f"{path} is not an APK: it is a ZIP archive without an AndroidManifest.xml.")
    if "classes.dex" not in names:
        raise ApkError(f"{path} has no classes.dex: a resource-only split cannot run by itself; give the base APK.")
    try:
        info = apk_info.APK(path)
        package = info.get_package_name()
        signers = {
            certificate.sha256_fingerprint
            for scheme in info.get_signatures()
            for certificate in getattr(scheme, "certificates", [])
        }
        found = Apk(
            file=path.name,
            size=path.stat().st_size,
            sha256=sha256_file(path),
            package=package or "",
            label=info.get_application_label() or package or "",
            version_name=info.get_version_name() or "",
            version_code=info.get_version_code() or "",
            min_sdk=info.get_min_sdk_version() or "",
            target_sdk=str(info.get_target_sdk_version() or ""),
            permissions=sorted(info.get_permissions()),
            signer_sha256=sorted(signers),
            application=_full(info.get_application_name(), package or ""),
            processes=_processes(info, package or ""),
            isolated=_isolated(info, package or ""),
        )
    except apk_info.APKError as error:
        raise ApkError(f"{path} is not a valid APK: {str(error).splitlines()[0]}.") from None
    if not found.package:
        raise ApkError(f"{path} is not a valid APK: its manifest names no package.")
    return found


def _full(name: str | None, package: str) -> str:
    """Return a class name in full, as the manifest lets it be shortened."""
    if not name:
        return ""
    return package + name if name.startswith(".") else name if "." in name else f"{package}.{name}"


def _processes(info: apk_info.APK, package: str) -> list[str]:
    kinds = (info.get_activities(), info.get_services(), info.get_receivers(), info.get_providers())
    declared = {str(item.process) for components in kinds for item in components if item.process}
    declared.add(str(info.get_attribute_value("application", "process") or package))
    names = {package + name if name.startswith(":") else name for name in declared} - {package}
    return sorted(names)[:_MANY]


def _isolated(info: apk_info.APK, package: str) -> list[str]:
    text = info.get_xml_string()
    try:
        # without a document type there are no entities to expand
        root = ElementTree.fromstring(text) if "<!DOCTYPE" not in text else ElementTree.Element("none")  # noqa: S314
    except ElementTree.ParseError:
        return []
    services = (item for item in root.iter("service") if item.get(f"{_ANDROID}isolatedProcess") == "true")
    return sorted(_full(item.get(f"{_ANDROID}name"), package) for item in services)[:_MANY]
