"""Everything that a sandbox device holds, in memory and on disk, flat: one text an attribute, found by walking it."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from harness.sandbox.system.device import Device

#: What a reset leaves alone, or what no two devices have the same of.
APART: Final = {
    "state_dir": "where the device lies on this machine",
    "boot_id": "a reset is no boot",
    "started": "a reset is no boot",
    "services": "each of them is here by its own name",
    "log._numbers": "the numbers of lines go on, for those who follow the log",
    "sessions._numbers": "drawn by lot",
    "processes._sockets": "a directory of this machine",
    "cage._found": "what this machine allows",
    "cage._network": "the device's own network, made once",
    "cage._ports": "of adb's connections, which outlive a reset",
}
_NOTHING: Final = (asyncio.Event, asyncio.Lock, asyncio.Future, type(threading.Lock()), Callable)


def memory(device: Device) -> dict[str, str]:
    """Every attribute of the device and of the house's objects behind it, by its dotted name, as text."""
    found: dict[str, str] = {}
    _walk(device, "", found, {}, str(device.state_dir))
    return found


def _walk(thing: Any, path: str, found: dict[str, str], seen: dict[int, str], here: str) -> None:
    seen[id(thing)] = path
    for name in _attributes(thing):
        full, value = f"{path}.{name}".lstrip("."), getattr(thing, name)
        if full in APART:
            continue
        if _is_ours(value):
            if id(value) not in seen:
                _walk(value, full, found, seen, here)
        elif not isinstance(value, _NOTHING):
            found[full] = _text(value, here)


def _attributes(thing: Any) -> list[str]:
    slots = [name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())]
    return [name for name in (*getattr(thing, "__dict__", {}), *slots) if hasattr(thing, name)]


def _is_ours(value: Any) -> bool:
    return type(value).__module__.startswith("harness.sandbox") and not isinstance(value, type)


def _text(value: Any, here: str) -> str:
    """A value as text; of what runs only that it is there, and of the house's objects what they hold."""
    match value:
        case dict() | MappingProxyType():
            return "{" + ", ".join(f"{_text(key, here)}: {_text(item, here)}" for key, item in value.items()) + "}"
        case set() | frozenset():
            return "{" + ", ".join(sorted(_text(item, here) for item in value)) + "}"
        case list() | tuple() | deque():
            return "[" + ", ".join(_text(item, here) for item in value) + "]"
        case Path() | str():
            return repr(str(value).replace(here, "HERE"))
        case int() | float() | None | bytes() | itertools.count():
            return repr(value)
        case _ if _is_ours(value) and not isinstance(value, _NOTHING):
            inner = {name: getattr(value, name) for name in _attributes(value)}
            flat = {name: item for name, item in inner.items() if not _is_ours(item) and not name.startswith("_")}
            return f"{type(value).__name__}({_text(flat, here)})"
    return type(value).__name__


def disk(device: Device) -> dict[str, str]:
    """Every file of the device: its mode and what is in it; links by where they lead."""
    found: dict[str, str] = {}
    for path in sorted(device.state_dir.rglob("*")):
        name = str(path.relative_to(device.state_dir))
        if name.partition("/")[0] == "cage":  # empty directories over which an app's root is mounted
            continue
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_file():
            found[name] = f"{path.stat().st_mode:o} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        else:
            found[name] = f"{path.stat().st_mode:o}"
    return found
