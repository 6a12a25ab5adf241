"""The media store: which pictures lie in the shared storage, found when somebody asks for a scan."""

from __future__ import annotations

from typing import Any

from .device import Device

_DIRECTORY = "/storage/emulated/0/DCIM"
_COLUMNS = ["_id", "_data", "_display_name", "mime_type", "_size"]


def scan_media(device: Device) -> None:
    """List every JPEG of the camera's folder in ``content://media``; those that are gone leave it."""
    rows: list[list[Any]] = []
    for path in _tree(device, _DIRECTORY):
        if path.lower().endswith((".jpg", ".jpeg")):
            name = path.rpartition("/")[2]
            rows.append([len(rows) + 1, path, name, "image/jpeg", device.vfs.stat(path).size])
    providers = dict(device.state.get("providers", {}))
    providers["media"] = {**providers.get("media", {}), "external/images/media": {"columns": _COLUMNS, "rows": rows}}
    device.state.put("providers", providers)


def _tree(device: Device, path: str) -> list[str]:
    found = []
    for name in device.vfs.listdir(path) if device.vfs.is_dir(path) else []:
        below = f"{path}/{name}"
        found += _tree(device, below) if device.vfs.is_dir(below) else [below]
    return found
