"""The XML of ``uiautomator dump`` (format: AOSP ``AccessibilityNodeInfoDumper``, Android 11)."""

from __future__ import annotations

import re

from .layout import Box, text_of
from .windows import Window

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def dump(window: Window | None) -> str:
    """The hierarchy of the window that takes touches; just the head when there is none."""
    body = _node(window.root, 0, window.package) if window is not None else ""
    return f"<?xml version='1.0' encoding='UTF-8' standalone='yes' ?><hierarchy rotation=\"0\">{body}</hierarchy>"


def _node(box: Box, index: int, package: str) -> str:
    node = box.node
    left, top, right, bottom = box.clip
    attributes = {
        "index": str(index),
        "text": text_of(node),
        "resource-id": str(node.get("resource_id") or ""),
        "class": str(node.get("class") or "android.view.View"),
        "package": package,
        "content-desc": str(node.get("content_desc") or ""),
        "checkable": _flag(node.get("checkable")),
        "checked": _flag(node.get("checked")),
        "clickable": _flag(node.get("clickable")),
        "enabled": _flag(node.get("enabled", True)),
        "focusable": _flag(node.get("focusable")),
        "focused": _flag(node.get("focused")),
        "scrollable": _flag(node.get("scrollable") and _overflows(box)),
        "long-clickable": _flag(node.get("long_clickable")),
        "password": _flag(node.get("password")),
        "selected": _flag(node.get("selected")),
        "bounds": f"[{left},{top}][{right},{bottom}]",
    }
    head = "<node " + " ".join(f'{name}="{_escape(value)}"' for name, value in attributes.items())
    # Android leaves out what cannot be seen at all.
    seen = [child for child in box.children if child.clip[2] > child.clip[0] and child.clip[3] > child.clip[1]]
    if not seen:
        return head + " />"
    return head + ">" + "".join(_node(child, number, package) for number, child in enumerate(seen)) + "</node>"


def _overflows(box: Box) -> bool:
    """Whether there is more than can be seen: Android calls a view scrollable only then (``ScrollView``,
    ``AbsListView``: onInitializeAccessibilityNodeInfo)."""
    left, top, right, bottom = box.rect
    return any(
        child.rect[0] < left or child.rect[1] < top or child.rect[2] > right or child.rect[3] > bottom
        for child in box.children
    )


def _flag(value: object) -> str:
    return "true" if value else "false"


def _escape(text: str) -> str:
    text = _ILLEGAL.sub(".", text)
    for char, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\n", "&#10;")):
        text = text.replace(char, name)
    return text
