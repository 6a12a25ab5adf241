"""What is on the screen now: the app's windows as it describes them, and the system's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from harness.sandbox.system.activities import Activity
from harness.sandbox.system.device import Device
from harness.sandbox.system.permissions import Question
from harness.sandbox.system.processes import Process

from . import metrics as m
from .layout import Box, Layout, Node, Rect, children

_DUMP_TIMEOUT = 10.0
PERMISSION_PACKAGE = "com.android.permissioncontroller"
PERMISSION_ACTIVITY = f"{PERMISSION_PACKAGE}/.permission.ui.GrantPermissionsActivity"
LAUNCHER_PACKAGE = "com.android.launcher3"


@dataclass(slots=True, eq=False)
class Window:
    """One window, laid out. ``kind``: activity, dialog, popup, permission or launcher."""

    kind: str
    package: str
    title: str
    root: Box
    process: Process | None = None

    @property
    def dims(self) -> bool:
        """Whether what is behind it is dark."""
        return self.kind in ("dialog", "permission")


async def windows(device: Device) -> list[Window]:
    """The windows from bottom to top; nothing but the last takes touches. Empty while the screen is off."""
    if not device.activities.awake:
        return []
    activity = device.activities.top()
    found = await _app_windows(device, activity) if activity is not None else []
    if not found:
        found = [_launcher(device)] if activity is None else [_starting(activity)]
    question = device.permission_desk.current()
    if question is not None:
        found.append(_permission_dialog(device, question))
    return found


async def _app_windows(device: Device, activity: Activity) -> list[Window]:
    process = activity.process
    if process.channel is None or not process.attached.is_set() or activity.state == "launching":
        return []
    answer = await process.channel.ask("ui.dump", _DUMP_TIMEOUT)
    if answer is None:
        device.activities.not_responding(activity)
    rows = answer.get("windows") if isinstance(answer, dict) else None
    if not isinstance(rows, list):
        return []
    found: list[Window] = []
    scroll = device.since_boot.scroll.setdefault(process.pid, {})
    for row in rows:
        root = row.get("root") if isinstance(row, dict) else None
        if not isinstance(root, dict):
            continue
        kind = str(row.get("type", "activity"))
        title = str(row.get("title") or "")
        if kind == "activity":
            found.append(Window(kind, activity.package.name, title, _activity_box(root, title, scroll), process))
        else:
            found.append(Window(kind, activity.package.name, title, _dialog_box(root, title, scroll), process))
    return found


def group(orientation: str, inner: list[Node], **values: Any) -> Node:
    """A container of the system's own."""
    name = "android.widget.FrameLayout" if orientation == "frame" else "android.widget.LinearLayout"
    return {"class": name, "orientation": orientation, "children": inner, **values}


def _activity_box(root: Node, title: str, scroll: dict[Any, int]) -> Box:
    layout = Layout(scroll)
    screen: Rect = (0, 0, m.WIDTH, m.HEIGHT - m.NAVIGATION_BAR)
    decor = Box(group("frame", [], view=None), screen, screen)
    top = m.STATUS_BAR
    if title:
        bar_rect: Rect = (0, top, m.WIDTH, top + m.TITLE_BAR)
        bar = Box(
            {"class": "android.view.ViewGroup", "resource_id": "android:id/action_bar", "style": "title_bar"},
            bar_rect, bar_rect,
        )  # fmt: skip
        text_rect: Rect = (m.PAD, top + 36, m.WIDTH - m.PAD, top + m.TITLE_BAR - 36)
        label = {"class": "android.widget.TextView", "text": title, "style": "title_bar_text", "text_size": m.TITLE}
        bar.children.append(Box(label, text_rect, text_rect))
        decor.children.append(bar)
        top += m.TITLE_BAR
    content: Rect = (0, top, m.WIDTH, screen[3])
    frame = Box(group("frame", [], resource_id="android:id/content"), content, content)
    inner = inset(content)
    if layout.height(root, inner[2] - inner[0]) > inner[3] - inner[1] and not _scrolls(root):
        root = {**root, "scrollable": True}
    frame.children.append(layout.place(root, inner))
    decor.children.append(frame)
    return decor


def _scrolls(node: Node, depth: int = 0) -> bool:
    if depth > 50:
        return False
    return bool(node.get("scrollable")) or any(_scrolls(item, depth + 1) for item in children(node))


def inset(rect: Rect) -> Rect:
    """A rectangle without its margin."""
    return (rect[0] + m.PAD, rect[1] + m.PAD, rect[2] - m.PAD, rect[3] - m.PAD)


def _dialog_box(root: Node, title: str, scroll: dict[Any, int]) -> Box:
    layout = Layout(scroll)
    width = m.WIDTH - 2 * 84
    own = _heading(root, title) if title else None
    if own is not None:
        own.update(style="heading", text_size=m.TITLE)
    head = m.TITLE_BAR - m.PAD if title and own is None else 0
    tall = layout.height(root, width - 2 * m.PAD) + head + 2 * m.PAD
    highest = m.HEIGHT - m.NAVIGATION_BAR - m.STATUS_BAR - 168
    if tall > highest and not _scrolls(root):
        root = {**root, "scrollable": True}
    tall = min(tall, highest)
    top = (m.HEIGHT - m.NAVIGATION_BAR + m.STATUS_BAR - tall) // 2
    rect: Rect = (84, top, 84 + width, top + tall)
    frame = Box(group("frame", [], resource_id="android:id/content", style="card"), rect, rect)
    left, upper, right, lower = inset(rect)
    if head:
        text_rect: Rect = (left, upper, right, upper + head - m.GAP)
        label = {
            "class": "android.widget.TextView", "text": title, "resource_id": "android:id/alertTitle",
            "text_size": m.TITLE, "style": "heading",
        }  # fmt: skip
        frame.children.append(Box(label, text_rect, text_rect))
    frame.children.append(layout.place(root, (left, upper + head, right, lower)))
    return frame


def _heading(node: Node, title: str, depth: int = 0) -> Node | None:
    """The view in which the app itself shows the window's title."""
    if node.get("text") == title:
        return node
    found = (_heading(item, title, depth + 1) for item in children(node)) if depth < 50 else iter(())
    return next((item for item in found if item is not None), None)


def _starting(activity: Activity) -> Window:
    """Between launch and the first view: an empty window with the app's name, as Android's starting window."""
    empty = group("frame", [])
    return Window(
        "activity", activity.package.name, activity.package.label, _activity_box(empty, activity.package.label, {})
    )


def _permission_dialog(device: Device, question: Question) -> Window:
    chinese = device.chinese
    prefix = f"{PERMISSION_PACKAGE}:id/"
    message = {
        "class": "android.widget.TextView", "text": question.message(chinese=chinese), "text_size": m.TITLE - 5,
        "resource_id": prefix + "permission_message", "style": "centered",
    }  # fmt: skip
    icon = {
        "class": "android.widget.ImageView",
        "resource_id": prefix + "permission_icon",
        "style": f"icon:{question.group}",
    }
    buttons = [
        {
            "class": "android.widget.Button", "text": button.chinese if chinese else button.english, "clickable": True,
            "focusable": True, "resource_id": prefix + button.name, "style": "choice",
            "action": ("permission", button.name),
        }
        for button in question.buttons
    ]  # fmt: skip
    inner = group("vertical", [icon, message, *buttons], resource_id=prefix + "grant_dialog")
    width, layout = m.WIDTH - 2 * 84, Layout()
    tall = layout.height(inner, width - 2 * m.PAD) + 2 * m.PAD
    rect: Rect = (84, m.HEIGHT - m.NAVIGATION_BAR - tall - 84, 84 + width, m.HEIGHT - m.NAVIGATION_BAR - 84)
    frame = Box(group("frame", [], resource_id="android:id/content", style="card"), rect, rect)
    frame.children.append(layout.place(inner, inset(rect)))
    return Window("permission", PERMISSION_PACKAGE, "", frame)


def _launcher(device: Device) -> Window:
    screen: Rect = (0, 0, m.WIDTH, m.HEIGHT)
    root = Box(group("frame", [], resource_id=f"{LAUNCHER_PACKAGE}:id/workspace", style="home"), screen, screen)
    side = m.WIDTH // 4
    for number, package in enumerate(device.packages.launchable()[:20]):
        left, top = side * (number % 4), 320 + 280 * (number // 4)
        rect: Rect = (left, top, left + side, top + 260)
        node = {
            "class": "android.widget.TextView", "text": package.label, "content_desc": package.label, "clickable": True,
            "long_clickable": True, "focusable": True, "style": "app_icon", "text_size": 34,
            "action": ("launch", package.name),
        }  # fmt: skip
        root.children.append(Box(node, rect, rect))
    return Window("launcher", LAUNCHER_PACKAGE, "", root)
