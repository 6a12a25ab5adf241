"""The package manager: what is installed, who signed it, which permissions it has."""

from __future__ import annotations

import dataclasses
import json
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.sandbox.disk.vfs import Vfs

from .apk import ActivityInfo, ApkFacts, ComponentInfo, InstallError, ProviderInfo
from .permissions import DANGEROUS, is_runtime

_SYSTEM_PACKAGES = (
    ("android", "Android System"),
    ("com.android.launcher3", "Launcher3"),
    ("com.android.permissioncontroller", "Permission controller"),
    ("com.android.phone", "Phone Services"),
    ("com.android.providers.calendar", "Calendar Storage"),
    ("com.android.providers.contacts", "Contacts Storage"),
    ("com.android.providers.media", "Media Storage"),
    ("com.android.providers.settings", "Settings Storage"),
    ("com.android.providers.telephony", "Phone and Messaging Storage"),
    ("com.android.settings", "Settings"),
    ("com.android.shell", "Shell"),
    ("com.android.systemui", "System UI"),
    ("com.android.webview", "Android System WebView"),
)
_FIRST_UID = 10100


@dataclass(slots=True)
class Package:
    """An installed package. Times in milliseconds since the epoch; ``path`` is the APK on the device."""

    name: str
    version_name: str
    version_code: int
    label: str
    uid: int
    path: str
    system: bool = False
    min_sdk: int = 1
    target_sdk: int = 30
    application: str | None = None
    activities: list[ActivityInfo] = field(default_factory=list)
    services: list[ComponentInfo] = field(default_factory=list)
    receivers: list[ComponentInfo] = field(default_factory=list)
    providers: list[ProviderInfo] = field(default_factory=list)
    process: str = ""
    permissions: list[str] = field(default_factory=list)
    granted: set[str] = field(default_factory=set)
    denials: dict[str, int] = field(default_factory=dict)
    debuggable: bool = False
    signer: str = ""
    first_install_ms: int = 0
    last_update_ms: int = 0
    splits: list[str] = field(default_factory=list)

    @property
    def data_dir(self) -> str:
        """Its private directory on the device."""
        return f"/data/data/{self.name}"

    @property
    def shared_dir(self) -> str:
        """Its folder below the shared storage, which each app has to itself here: it lies in its private directory."""
        return f"/Android/data/{self.name}"

    def launcher(self) -> ActivityInfo | None:
        """The activity that its icon starts."""
        return next((item for item in self.activities if "android.intent.category.LAUNCHER" in item.categories), None)

    def activity(self, name: str) -> ActivityInfo | None:
        """A declared activity by class name."""
        full = self.name + name if name.startswith(".") else name
        return next((item for item in self.activities if item.name == full), None)

    def service(self, name: str) -> ComponentInfo | None:
        """A declared service by class name."""
        return _named(self.services, self.name, name)

    def receiver(self, name: str) -> ComponentInfo | None:
        """A declared receiver by class name."""
        return _named(self.receivers, self.name, name)

    def process_name(self, declared: str) -> str:
        """The name of the process that ``android:process`` means; the app's own when it is not declared."""
        own = declared or self.process or self.name
        return self.name + own if own.startswith(":") else own

    def public(self) -> dict[str, Any]:
        """What ``packages.list`` tells apps."""
        return {
            "package": self.name, "version_name": self.version_name, "version_code": self.version_code,
            "label": self.label, "system": self.system, "requested_permissions": self.permissions,
            "first_install_ms": self.first_install_ms, "last_update_ms": self.last_update_ms,
        }  # fmt: skip


class PackageManager:
    """Packages of one device, kept in a file."""

    def __init__(self, path: Path, vfs: Vfs, *, api_level: int) -> None:
        self._path = path
        self._vfs = vfs
        self._api_level = api_level
        self._installed: dict[str, Package] = {}
        self._system = {name: _system_package(name, label, api_level) for name, label in _SYSTEM_PACKAGES}
        self._extra: dict[str, Package] = {}
        if path.exists():
            self._load()

    def get(self, name: str) -> Package | None:
        """A package by name."""
        return self._installed.get(name) or self._extra.get(name) or self._system.get(name)

    def all(self) -> list[Package]:
        """All packages, by name."""
        return sorted((self._system | self._extra | self._installed).values(), key=lambda item: item.name)

    def launchable(self) -> list[Package]:
        """Installed apps with an icon."""
        return [item for item in self.all() if item.launcher() is not None]

    def set_extra(self, rows: list[Any]) -> None:
        """The persona's other apps: names, or objects like ``packages.list`` gives."""
        self._extra = {}
        for row in rows:
            facts = {"package": row} if isinstance(row, str) else row
            name = str(facts.get("package", ""))
            if not name or name in self._system:
                continue
            self._extra[name] = Package(
                name, str(facts.get("version_name", "1.0")), _int(facts.get("version_code"), 1),
                str(facts.get("label", name)), _FIRST_UID - 1 - len(self._extra) % 90,
                f"/data/app/{name}-1/base.apk", system=bool(facts.get("system", False)),
                permissions=[str(item) for item in facts.get("requested_permissions", [])],
                first_install_ms=_int(facts.get("first_install_ms"), 1_600_000_000_000),
                last_update_ms=_int(facts.get("last_update_ms"), 1_600_000_000_000),
            )  # fmt: skip

    def install(
        self, facts: ApkFacts, apk: bytes, *, replace: bool, downgrade: bool, grant: bool, bypass: bool
    ) -> Package:
        """Install or update. Raises :class:`InstallError` as Android refuses."""
        name = facts.package
        if name in self._system:
            raise InstallError(
                "INSTALL_FAILED_UPDATE_INCOMPATIBLE",
                f"Package {name} signatures do not match previously installed version; ignoring!",
            )
        if facts.min_sdk > self._api_level:
            raise InstallError(
                "INSTALL_FAILED_OLDER_SDK",
                f"Failed parse during installPackageLI: Requires newer sdk version #{facts.min_sdk} "
                f"(current version is #{self._api_level})",
            )
        least = 24 if self._api_level >= 35 else 23 if self._api_level >= 34 else 0
        if facts.target_sdk < least and not bypass:
            raise InstallError(
                "INSTALL_FAILED_DEPRECATED_SDK_VERSION",
                f"App package must target at least SDK version {least}, but found {facts.target_sdk}",
            )
        old = self._installed.get(name)
        if old is not None:
            self._check_update(old, facts, replace=replace, downgrade=downgrade)
        now = int(time.time() * 1000)
        directory = f"/data/app/~~{secrets.token_urlsafe(12)}==/{name}-{secrets.token_urlsafe(12)}=="
        self._vfs.makedirs(directory)
        self._vfs.write_bytes(f"{directory}/base.apk", apk)
        uid = old.uid if old else max([_FIRST_UID - 1, *(item.uid for item in self._installed.values())]) + 1
        package = Package(
            name, facts.version_name, facts.version_code, facts.label, uid, f"{directory}/base.apk",
            min_sdk=facts.min_sdk, target_sdk=facts.target_sdk, application=facts.application,
            activities=facts.activities, services=facts.services, receivers=facts.receivers, providers=facts.providers,
            process=facts.process, permissions=facts.permissions, debuggable=facts.debuggable,
            signer=facts.signer, first_install_ms=old.first_install_ms if old else now, last_update_ms=now,
        )  # fmt: skip
        if old is not None:
            package.granted = old.granted & set(facts.permissions)
            package.denials = old.denials
            self._vfs.rmtree(old.path.rpartition("/")[0].rpartition("/")[0])
        package.granted |= {item for item in facts.permissions if grant or not is_runtime(item)}
        if facts.target_sdk < 23:  # granted at install, before runtime permissions
            package.granted |= set(facts.permissions)
        self._installed[name] = package
        self.make_data(package)
        self.save()
        return package

    @staticmethod
    def _check_update(old: Package, facts: ApkFacts, *, replace: bool, downgrade: bool) -> None:
        if not replace:
            raise InstallError(
                "INSTALL_FAILED_ALREADY_EXISTS",
                f"Attempt to re-install {old.name} without first uninstalling.",
            )
        if old.signer != facts.signer:
            raise InstallError(
                "INSTALL_FAILED_UPDATE_INCOMPATIBLE",
                f"Package {old.name} signatures do not match previously installed version; ignoring!",
            )
        if facts.version_code < old.version_code and not (downgrade and (old.debuggable or facts.debuggable)):
            raise InstallError(
                "INSTALL_FAILED_VERSION_DOWNGRADE",
                f"Downgrade detected: Update version code {facts.version_code} is older than current "
                f"{old.version_code}",
            )

    def uninstall(self, name: str, *, keep_data: bool = False) -> bool:
        """Remove an app; False when it is not installed or is part of the system."""
        package = self._installed.pop(name, None)
        if package is None:
            return False
        self._vfs.rmtree(package.path.rpartition("/")[0].rpartition("/")[0])
        if not keep_data:
            self._vfs.rmtree(f"/storage/emulated/0{package.shared_dir}")
            self._vfs.rmtree(package.data_dir)
        self.save()
        return True

    def make_data(self, package: Package) -> None:
        """Make (or empty) the private directory of an app."""
        for name in ("", "/files", "/cache", "/shared_prefs", "/databases"):
            self._vfs.makedirs(package.data_dir + name)
        self._vfs.chown(package.data_dir, package.uid, package.uid)
        self._vfs.makedirs(f"{package.data_dir}/sdcard{package.shared_dir}")
        self._vfs.symlink(f"{package.data_dir}/sdcard{package.shared_dir}", f"/storage/emulated/0{package.shared_dir}")

    def clear(self, package: Package) -> None:
        """``pm clear``: forget its data and its runtime permissions."""
        self._vfs.rmtree(package.data_dir)
        self.make_data(package)
        package.granted -= set(DANGEROUS)
        package.denials = {}
        self.save()

    def reset(self) -> None:
        """Remove every app."""
        for name in list(self._installed):
            self.uninstall(name)
        self._extra = {}

    def save(self) -> None:
        """Write the file."""
        rows = [{**dataclasses.asdict(item), "granted": sorted(item.granted)} for item in self._installed.values()]
        self._path.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")

    def _load(self) -> None:
        for row in json.loads(self._path.read_text("utf-8")):
            row["activities"] = [ActivityInfo(**item) for item in row["activities"]]
            for kind in ("services", "receivers"):
                row[kind] = [ComponentInfo(**item) for item in row[kind]]
            row["providers"] = [ProviderInfo(**item) for item in row.get("providers", ())]
            row["granted"] = set(row["granted"])
            package = Package(**row)
            self._installed[package.name] = package


def _system_package(name: str, label: str, api_level: int) -> Package:
    return Package(
        name, str(api_level - 19), api_level, label, 1000, f"/system/app/{label.replace(' ', '')}/base.apk",
        system=True, target_sdk=api_level, first_install_ms=1_230_768_000_000, last_update_ms=1_230_768_000_000,
    )  # fmt: skip


def _named(components: list[ComponentInfo], package: str, name: str) -> ComponentInfo | None:
    full = package + name if name.startswith(".") else name
    return next((item for item in components if item.name == full), None)


def _int(value: Any, default: int) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return default
