"""What ``input`` does: touches, text and keys."""

from __future__ import annotations

import time
from typing import Final

from harness.sandbox.system.activities import LAUNCHER_CATEGORY, MAIN, Intent
from harness.sandbox.system.device import Device

from . import metrics as m
from .layout import Box, Layout
from .windows import Window, windows

#: Key codes (``android.view.KeyEvent``) that have a meaning here, by name.
KEYS: Final = {
    "HOME": 3, "BACK": 4, "VOLUME_UP": 24, "VOLUME_DOWN": 25, "POWER": 26, "TAB": 61, "SPACE": 62, "ENTER": 66,
    "DEL": 67, "MENU": 82, "ESCAPE": 111, "APP_SWITCH": 187, "SLEEP": 223, "WAKEUP": 224,
    "DPAD_UP": 19, "DPAD_DOWN": 20, "DPAD_LEFT": 21, "DPAD_RIGHT": 22, "DPAD_CENTER": 23, "MOVE_END": 123,
}  # fmt: skip
_NAMES: Final = {code: name for name, code in KEYS.items()}


async def tap(device: Device, x: int, y: int, *, long: bool = False) -> bool:
    """Touch a point; False when nothing there takes touches."""
    shown = await windows(device)
    if not shown:
        return False
    window = shown[-1]
    wanted = "long_clickable" if long else "clickable"
    hit = _hit(window.root, x, y, wanted)
    if hit is None:
        return False
    _down(device, "MotionEvent")
    action = hit.node.get("action")
    if window.kind == "permission" and isinstance(action, tuple):
        await device.permission_desk.choose(action[1])
    elif window.kind == "launcher" and isinstance(action, tuple):
        package = device.packages.get(action[1])
        entry = package.launcher() if package else None
        if package is not None and entry is not None:
            intent = Intent(f"{package.name}/{entry.name}", MAIN, categories=[LAUNCHER_CATEGORY])
            device.activities.start(intent)
    elif window.process is not None and window.process.channel is not None:
        device.since_boot.focused_view = hit.node.get("view")
        window.process.channel.event("ui.long_click" if long else "ui.click", view=hit.node.get("view"))
    return True


def _down(device: Device, event: str) -> None:
    """Note what goes down now; the time has milliseconds, as that of Android's events."""
    device.since_boot.recent_input.append((event, time.monotonic_ns() // 1_000_000 * 1_000_000))


def _hit(root: Box, x: int, y: int, wanted: str) -> Box | None:
    """The topmost view under the point that takes this touch."""
    found: Box | None = None
    for box in root.walk():
        node = box.node
        takes = node.get(wanted) or (wanted == "clickable" and "EditText" in str(node.get("class", "")))
        if takes and node.get("enabled", True) and box.contains(x, y):
            found = box
    return found


async def swipe(device: Device, x1: int, y1: int, x2: int, y2: int) -> None:
    """Drag from one point to another: what scrolls under the first follows the finger."""
    shown = await windows(device)
    if not shown or (x1, y1) == (x2, y2):
        return
    window = shown[-1]
    target = next(
        (box for box in reversed(window.root.walk()) if box.node.get("scrollable") and box.contains(x1, y1)), None
    )
    if target is None or window.process is None or window.process.channel is None:
        return
    view = target.node.get("view")
    offsets = device.since_boot.scroll.setdefault(window.process.pid, {})
    content = Layout().height(
        {**target.node, "scrollable": True, "orientation": "vertical"}, target.rect[2] - target.rect[0]
    )
    limit = max(0, content - (target.rect[3] - target.rect[1]) + m.PAD)
    offsets[view] = min(max(0, offsets.get(view, 0) + y1 - y2), limit)
    _down(device, "MotionEvent")
    window.process.channel.event("ui.scroll", view=view, dx=x1 - x2, dy=y1 - y2)


async def text(device: Device, value: str) -> bool:
    """Type into the focused field; ``%s`` is a space, as for Android's ``input text``."""
    field = await _focused(device)
    if field is None:
        return False
    window, box = field
    if window.process is None or window.process.channel is None:
        return False
    typed = str(box.node.get("text") or "") + value.replace("%s", " ")
    window.process.channel.event("ui.text", view=box.node.get("view"), text=typed)
    return True


async def _focused(device: Device) -> tuple[Window, Box] | None:
    shown = await windows(device)
    if not shown or shown[-1].process is None:
        return None
    fields = [box for box in shown[-1].root.walk() if "EditText" in str(box.node.get("class", ""))]
    chosen = [box for box in fields if box.node.get("focused")]
    chosen += [box for box in fields if box.node.get("view") == device.since_boot.focused_view]
    return (shown[-1], chosen[0]) if chosen else None


def key_name(word: str) -> str | None:
    """The name of a key given as number, ``HOME`` or ``KEYCODE_HOME``; None when there is no such key."""
    if word.isdigit():
        return _NAMES.get(int(word), word if 0 < int(word) < 320 else None)
    name = word.upper().removeprefix("KEYCODE_")
    return name if name in KEYS or (len(name) == 1 and name.isalnum()) else None


async def key(device: Device, name: str) -> None:
    """Press a key by its name."""
    _down(device, f"KeyEvent {name}")
    if name in ("POWER", "SLEEP", "WAKEUP"):
        device.activities.set_awake(not device.activities.awake if name == "POWER" else name == "WAKEUP")
    elif name == "HOME":
        await device.permission_desk.dismiss()
        device.activities.go_home()
    elif name == "APP_SWITCH" or not device.activities.awake:
        return
    elif name == "BACK" and device.permission_desk.current() is not None:
        await device.permission_desk.dismiss()
    elif name == "DEL":
        field = await _focused(device)
        if field is not None and field[0].process is not None and field[0].process.channel is not None:
            shorter = str(field[1].node.get("text") or "")[:-1]
            field[0].process.channel.event("ui.text", view=field[1].node.get("view"), text=shorter)
    else:
        top = device.activities.top()
        if top is not None and top.process.channel is not None and top.state != "launching":
            top.process.channel.event("key", name=name)
