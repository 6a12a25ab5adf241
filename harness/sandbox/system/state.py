"""The device state: one JSON document with everything an app can read of the device (see docs/architecture.md)."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any, Final

#: A device that nobody seeded. Numbers are invalid or reserved ones: nobody's phone has them.
DEFAULT: Final[dict[str, Any]] = {
    "telephony": {
        "imei": "358240051111110", "imei2": "358240051111128", "meid": "99000112233445",
        "imsi": "310260000000000", "iccid": "89014103211118510720", "line1": "+15555215554",
        "operator": "310260", "operator_name": "Sandbox", "sim_operator": "310260", "sim_operator_name": "Sandbox",
        "country": "us", "network_type": 13, "voice_mail": "+15552175049", "software_version": "01", "carrier_id": 1,
        "eid": "89049032000000000000000000000000", "group_id": "ff", "nai": None, "line1_name": None,
        "cell": {"type": "lte", "cid": 1, "lac": 1}, "neighbours": [],
    },
    "settings": {
        "secure": {"android_id": "9774d56d682e549c", "enabled_accessibility_services": "", "location_mode": "3"},
        "global": {
            "airplane_mode_on": "0", "wifi_on": "1", "device_name": "Harness Sandbox", "adb_enabled": "1",
            "development_settings_enabled": "1", "window_animation_scale": "0", "transition_animation_scale": "0",
            "animator_duration_scale": "0", "package_verifier_enable": "0",
        },
        "system": {"screen_brightness": "102", "screen_brightness_mode": "0", "screen_off_timeout": "2147483647"},
    },
    "location": {"latitude": 0.0, "longitude": 0.0, "altitude": 0.0, "accuracy": 20.0, "provider": "gps"},
    "wifi": {"mac": "02:00:00:44:55:66", "ssid": "AndroidWifi", "bssid": "00:13:10:85:fe:01", "ip": "10.0.2.16"},
    "bluetooth": {"mac": "02:00:00:00:00:00", "name": "Harness Sandbox", "devices": []},
    "drm": {"device_id": "00" * 32}, "battery": {"level": 100}, "usage": [],
    "build": {},
    "oaid": "", "gaid": "", "clipboard": None, "accounts": [], "packages": [], "providers": {},
}  # fmt: skip

_NAMESPACES = ("system", "secure", "global")
_SECTIONS = ("telephony", "settings", "location", "wifi", "bluetooth", "drm", "battery", "build", "providers")


class SeedError(ValueError):
    """A seed file that is not a device state; the text says why."""


class DeviceState:
    """The document, kept in a file. Every change is written at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._document: dict[str, Any] = copy.deepcopy(DEFAULT)
        if path.exists():
            try:
                self.seed(json.loads(path.read_text("utf-8")))
            except ValueError:
                self.reset()

    def get(self, key: str, default: Any = None) -> Any:
        """The value at a dotted path, or ``default``. Numbers index lists."""
        value: Any = self._document
        for part in key.split("."):
            if isinstance(value, dict) and part in value:
                value = value[part]
            elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
                value = value[int(part)]
            else:
                return default
        return value

    def whole(self) -> dict[str, Any]:
        """A copy of the document."""
        return copy.deepcopy(self._document)

    def put(self, key: str, value: Any) -> None:
        """Set the value at a dotted path of objects, making what is missing."""
        *parents, last = key.split(".")
        target = self._document
        for part in parents:
            following = target.get(part)
            if not isinstance(following, dict):
                following = target[part] = {}
            target = following
        target[last] = value
        self.save()

    def seed(self, document: Any) -> None:
        """Merge a document over the defaults: objects key by key, all else replaced. Raises :class:`SeedError`."""
        if not isinstance(document, dict):
            raise SeedError("the seed is not a JSON object")
        for section in _SECTIONS:
            if not isinstance(document.get(section, {}), dict):
                raise SeedError(f"'{section}' is not an object")
        for authority, tables in document.get("providers", {}).items():
            _check_tables(authority, tables)
        for section in ("accounts", "packages", "usage"):
            rows = document.get(section, [])
            if not isinstance(rows, list) or not all(isinstance(row, dict | str) for row in rows):
                raise SeedError(f"'{section}' is not a list of objects")
        _merge(self._document, document)
        for namespace in _NAMESPACES:
            table = self._document["settings"].get(namespace)
            if not isinstance(table, dict):
                raise SeedError(f"'settings.{namespace}' is not an object")
            self._document["settings"][namespace] = {key: str(item) for key, item in table.items() if item is not None}
        self.save()

    def reset(self) -> None:
        """Back to the defaults."""
        self._document = copy.deepcopy(DEFAULT)
        self.save()

    def save(self) -> None:
        """Write the file."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._path.with_suffix(".tmp")
        temporary.write_text(json.dumps(self._document, ensure_ascii=False, indent=1), "utf-8")
        temporary.replace(self._path)

    # -- settings -------------------------------------------------------------------------------------------------

    def setting(self, namespace: str, key: str) -> str | None:
        """A setting, or None. An unknown namespace is empty."""
        value = self.get("settings", {}).get(namespace, {}).get(key)
        return None if value is None else str(value)

    def put_setting(self, namespace: str, key: str, value: str | None) -> bool:
        """Set a setting; None deletes it. True when it existed before."""
        table: dict[str, str] = self._document["settings"].setdefault(namespace, {})
        existed = key in table
        if value is None:
            table.pop(key, None)
        else:
            table[key] = value
        self.save()
        return existed

    def settings(self, namespace: str) -> dict[str, str]:
        """All settings of a namespace."""
        return dict(self.get("settings", {}).get(namespace, {}))


def _check_tables(authority: str, tables: Any) -> None:
    if not isinstance(tables, dict):
        raise SeedError(f"provider '{authority}' is not an object")
    for path, table in tables.items():
        columns = table.get("columns") if isinstance(table, dict) else None
        rows = table.get("rows") if isinstance(table, dict) else None
        if not isinstance(columns, list) or not all(isinstance(name, str) for name in columns):
            raise SeedError(f"provider '{authority}/{path}' has no list of columns")
        if not isinstance(rows, list) or not all(isinstance(row, list) and len(row) == len(columns) for row in rows):
            raise SeedError(f"provider '{authority}/{path}' has rows that do not fit its columns")


def _merge(target: dict[str, Any], source: dict[str, Any]) -> None:
    for key, value in source.items():
        if key == "providers" and isinstance(value, dict):
            for authority, tables in value.items():
                target.setdefault(key, {}).setdefault(authority, {}).update(copy.deepcopy(tables))
        elif isinstance(value, dict) and isinstance(target.get(key), dict):
            _merge(target[key], value)
        else:
            target[key] = copy.deepcopy(value)
