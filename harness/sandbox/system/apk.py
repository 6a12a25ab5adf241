"""Reads an APK as the package manager does, and says what is wrong with one in Android's own words."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

_MAX_DEX = 64
_ANDROID = "{http://schemas.android.com/apk/res/android}"


class InstallError(Exception):
    """An install that failed. ``code`` is Android's (``INSTALL_FAILED_...``)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def __str__(self) -> str:
        message = super().__str__()
        return f"{self.code}: {message}" if message else self.code


@dataclass(slots=True)
class ActivityInfo:
    """A declared activity; ``actions`` and ``categories`` of all its intent filters. ``process`` as in the manifest."""

    name: str
    exported: bool = False
    process: str = ""
    actions: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    schemes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ComponentInfo:
    """A declared service or receiver. ``process`` is its ``android:process`` as written, empty for the app's own."""

    name: str
    process: str = ""
    isolated: bool = False


@dataclass(slots=True)
class ProviderInfo:
    """A declared content provider. ``process`` as with other components; ``grants``: it may lend addresses of it."""

    name: str
    process: str
    authority: str
    exported: bool
    grants: bool


@dataclass(slots=True)
class ApkFacts:
    """What the manifest and the signature say."""

    package: str
    version_name: str
    version_code: int
    label: str
    min_sdk: int
    target_sdk: int
    application: str | None
    activities: list[ActivityInfo]
    services: list[ComponentInfo]
    receivers: list[ComponentInfo]
    providers: list[ProviderInfo]
    process: str
    permissions: list[str]
    debuggable: bool
    signer: str


def read_apk(path: Path, shown: str) -> ApkFacts:
    """Facts of an APK. ``shown`` is its name in messages. Raises :class:`InstallError` for what does not install."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise InstallError("INSTALL_PARSE_FAILED_NOT_APK", f"Failed to parse {shown}") from None
    if "AndroidManifest.xml" not in names:
        raise InstallError(
            "INSTALL_PARSE_FAILED_NOT_APK", f"Failed to parse {shown}: Failed to load asset path {shown}"
        )
    import apk_info

    try:
        apk = apk_info.APK(path)
        facts = _facts(apk, shown)
    except InstallError:
        raise
    except Exception as error:  # noqa: BLE001 - the parser is a native module that reports hostile files in many ways
        raise InstallError("INSTALL_PARSE_FAILED_UNEXPECTED_EXCEPTION", f"{shown}: {error}") from None
    if "classes.dex" not in names:
        raise InstallError("INSTALL_FAILED_INVALID_APK", f"Package {facts.package} code is missing")
    if not facts.signer:
        raise InstallError(
            "INSTALL_PARSE_FAILED_NO_CERTIFICATES",
            f"Failed to collect certificates from {shown}: Attempt to get length of null array",
        )
    return facts


def _facts(apk: object, shown: str) -> ApkFacts:
    import apk_info

    assert isinstance(apk, apk_info.APK)  # noqa: S101 - for the type checker
    package = apk.get_package_name()
    if not package or not all(part.isidentifier() and part.isascii() for part in package.split(".")):
        raise InstallError("INSTALL_PARSE_FAILED_BAD_PACKAGE_NAME", f"Invalid manifest package: {package!r} in {shown}")

    def full(name: str | None) -> str | None:
        if not name:
            return None
        return package + name if name.startswith(".") else name if "." in name else f"{package}.{name}"

    manifest = _manifest(apk)
    schemes, isolated = _schemes(manifest), _isolated(manifest)
    activities = [
        _activity(item, full(item.name) or "", schemes.get(item.name or "", [])) for item in apk.get_activities()
    ]
    for alias in apk.get_activity_aliases():
        entry = _activity(alias, full(alias.target_activity) or "", [])
        known = next((item for item in activities if item.name == entry.name), None)
        if known is None:
            activities.append(entry)
        else:
            known.actions += entry.actions
            known.categories += entry.categories
    activities = [item for item in activities if item.name]
    main = [full(name) for name in apk.get_main_activities()]
    for item in activities:
        if item.name in main and "android.intent.category.LAUNCHER" not in item.categories:
            item.actions.append("android.intent.action.MAIN")
            item.categories.append("android.intent.category.LAUNCHER")
            item.exported = True
    return ApkFacts(
        package=package,
        version_name=apk.get_version_name() or "",
        version_code=_number(apk.get_version_code(), 0),
        label=apk.get_application_label() or package,
        min_sdk=_number(apk.get_min_sdk_version(), 1),
        target_sdk=apk.get_target_sdk_version() or 1,
        application=full(apk.get_application_name()),
        activities=activities,
        services=[_component(item, full(item.name), isolated) for item in apk.get_services() if item.name],
        receivers=[_component(item, full(item.name)) for item in apk.get_receivers() if item.name],
        providers=[_provider(item, full(item.get(f"{_ANDROID}name"))) for item in _providers(manifest)],
        process=str(apk.get_attribute_value("application", "process") or ""),
        permissions=sorted(apk.get_permissions()),
        debuggable=apk.get_application_debuggable() == "true",
        signer=_signer(apk),
    )


def _component(item: object, name: str | None, isolated: frozenset[str] = frozenset()) -> ComponentInfo:
    process = str(getattr(item, "process", None) or "")
    return ComponentInfo(name or "", process, str(getattr(item, "name", "")) in isolated)


def _manifest(apk: object) -> ElementTree.Element:
    """The manifest as it is written, for what the parser's own objects leave out."""
    text = str(getattr(apk, "get_xml_string", str)())
    try:
        # without a document type there are no entities to expand
        return ElementTree.fromstring(text) if "<!DOCTYPE" not in text else ElementTree.Element("none")  # noqa: S314
    except ElementTree.ParseError:
        return ElementTree.Element("none")


def _providers(manifest: ElementTree.Element) -> list[ElementTree.Element]:
    """Every provider that is not disabled, those with the higher ``initOrder`` first, as Android starts them."""
    rows = [item for item in manifest.iter("provider") if item.get(f"{_ANDROID}enabled") != "false"]
    rows.sort(key=lambda item: -_number(item.get(f"{_ANDROID}initOrder"), 0))
    return rows


def _provider(item: ElementTree.Element, name: str | None) -> ProviderInfo:
    return ProviderInfo(
        name or "",
        item.get(f"{_ANDROID}process", ""),
        item.get(f"{_ANDROID}authorities", ""),
        exported=item.get(f"{_ANDROID}exported") == "true",
        grants=item.get(f"{_ANDROID}grantUriPermissions") == "true",
    )


def _isolated(manifest: ElementTree.Element) -> frozenset[str]:
    """Services with ``isolatedProcess``, as the manifest writes their names."""
    return frozenset(
        item.get(f"{_ANDROID}name", "")
        for item in manifest.iter("service")
        if item.get(f"{_ANDROID}isolatedProcess") == "true"
    )


def _schemes(manifest: ElementTree.Element) -> dict[str, list[str]]:
    """The schemes of the addresses that each activity opens, by the activity's name as the manifest writes it."""
    found: dict[str, list[str]] = {}
    for item in manifest.iter("activity"):
        schemes = [text for data in item.iter("data") if (text := data.get(f"{_ANDROID}scheme"))]
        found.setdefault(item.get(f"{_ANDROID}name", ""), []).extend(schemes)
    return found


def _activity(item: object, name: str, schemes: list[str]) -> ActivityInfo:
    info = ActivityInfo(name, str(getattr(item, "exported", "")) in ("true", "True"))
    info.process = str(getattr(item, "process", None) or "")
    info.schemes = schemes
    for intent in getattr(item, "intent_filters", None) or []:
        info.actions += [text for text in getattr(intent, "actions", []) or [] if isinstance(text, str)]
        info.categories += [text for text in getattr(intent, "categories", []) or [] if isinstance(text, str)]
    if info.actions:
        info.exported = True
    return info


def _signer(apk: object) -> str:
    """SHA-256 of the first signing certificate, in hex; empty when the APK is not signed."""
    get = getattr(apk, "get_signatures", list)
    for signature in get():
        for certificate in getattr(signature, "certificates", None) or []:
            fingerprint = str(getattr(certificate, "sha256_fingerprint", "") or "")
            if fingerprint:
                return fingerprint.replace(":", "").lower()
    return ""


def _number(text: str | None, default: int) -> int:
    try:
        return int(text, 0) if text else default
    except ValueError:
        return default
