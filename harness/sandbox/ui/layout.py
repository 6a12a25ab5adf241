"""Places a view tree on the screen.

The runtime tells what there is (classes, texts, orientation, weights); how large it is, is decided here: children of
a vertical container get its width and the height they need, weights share what is left, a frame lays its children
on top of each other. A window whose content is too tall scrolls as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from . import metrics as m

Node = dict[str, Any]
Rect = tuple[int, int, int, int]
_MAX_DEPTH = 100
_MAX_NODES = 5000


@dataclass(slots=True, eq=False)
class Box:
    """A laid out view: ``rect`` is left, top, right, bottom in pixels, ``clip`` what of it can be seen."""

    node: Node
    rect: Rect
    clip: Rect
    children: list[Box] = field(default_factory=list)

    @property
    def center(self) -> tuple[int, int]:
        """The middle of what can be seen."""
        left, top, right, bottom = self.clip
        return (left + right) // 2, (top + bottom) // 2

    def contains(self, x: int, y: int) -> bool:
        """Whether a touch at this point meets what can be seen of it."""
        left, top, right, bottom = self.clip
        return left <= x < right and top <= y < bottom

    def walk(self) -> list[Box]:
        """This box and all below it, parents first."""
        found, pending = [], [self]
        while pending:
            box = pending.pop()
            found.append(box)
            pending.extend(reversed(box.children))
        return found


def kind(node: Node) -> str:
    """The class of widget: button, check, radio, switch, edit, image, progress, text or group."""
    name = str(node.get("class", "")).rpartition(".")[2]
    for part, result in (
        ("CheckBox", "check"), ("RadioButton", "radio"), ("Switch", "switch"), ("ToggleButton", "button"),
        ("ImageButton", "image"), ("Button", "button"), ("EditText", "edit"), ("AutoComplete", "edit"),
        ("ImageView", "image"), ("Progress", "progress"), ("SeekBar", "progress"), ("WebView", "web"),
    ):  # fmt: skip
        if part in name:
            return result
    if children(node) or name.endswith(("Layout", "ScrollView", "ListView", "Group", "Toolbar", "RadioGroup")):
        return "group"
    return "text" if "Text" in name or node.get("text") else "view"


def children(node: Node) -> list[Node]:
    """The visible children of a node; anything malformed is dropped."""
    found = node.get("children")
    if not isinstance(found, list):
        return []
    return [item for item in found if isinstance(item, dict) and item.get("visible", True)]


def text_of(node: Node) -> str:
    """What a view shows: its text, or its hint while that is empty; dots for a password."""
    text = str(node.get("text") or "")
    if text and node.get("password"):
        return "•" * len(text)
    return text or str(node.get("hint") or "")


def text_size(node: Node) -> int:
    """The size of a view's text in pixels."""
    size = node.get("text_size")
    return size if isinstance(size, int) and 8 <= size <= 200 else m.TEXT


class Layout:
    """Lays out one window. ``scroll`` gives the offset in pixels of a scrolling view."""

    def __init__(self, scroll: dict[Any, int] | None = None) -> None:
        self._scroll = scroll or {}
        self._count = 0

    def place(self, root: Node, rect: Rect) -> Box:
        """The boxes of a tree in a rectangle."""
        return self._place(root, rect, rect, 0)

    def height(self, node: Node, width: int, depth: int = 0) -> int:
        """The height that a view needs at this width."""
        if depth > _MAX_DEPTH:
            return 0
        what = kind(node)
        if what != "group":
            return _leaf_height(node, what, width)
        inner = children(node)
        if not inner:
            return 0
        orientation = node.get("orientation", "frame")
        if orientation == "horizontal":
            return max(
                self.height(item, size, depth + 1) for item, size in zip(inner, self._widths(inner, width), strict=True)
            )
        heights = [self.height(item, width, depth + 1) for item in inner]
        if orientation == "vertical" or node.get("scrollable"):
            return sum(heights) + m.GAP * (len(inner) - 1)
        return max(heights)

    def width(self, node: Node, depth: int = 0) -> int:
        """The width that a view would like to have."""
        if depth > _MAX_DEPTH:
            return 0
        what = kind(node)
        inner = children(node)
        if what == "group":
            widths = [self.width(item, depth + 1) for item in inner]
            if node.get("orientation") == "horizontal":
                return sum(widths) + m.GAP * max(0, len(widths) - 1)
            return max(widths, default=0)
        longest = max((m.text_width(line, text_size(node)) for line in text_of(node).split("\n")), default=0)
        extra = {"button": 2 * m.PAD, "check": 100, "radio": 100, "switch": 160, "edit": 2 * m.GAP}
        if what in ("image", "view", "progress"):
            return max(longest, m.BUTTON)
        return longest + extra.get(what, 0) + 8

    def _widths(self, inner: list[Node], width: int) -> list[int]:
        free = width - m.GAP * (len(inner) - 1)
        weights = [_weight(item) for item in inner]
        sizes = [0 if weight else min(self.width(item), free) for item, weight in zip(inner, weights, strict=True)]
        rest = max(0, free - sum(sizes))
        if any(weights):
            return [
                int(rest * weight / sum(weights)) if weight else size
                for size, weight in zip(sizes, weights, strict=True)
            ]
        if sum(sizes) > free > 0:
            return [size * free // sum(sizes) for size in sizes]
        return sizes

    def _place(self, node: Node, rect: Rect, clip: Rect, depth: int) -> Box:
        self._count += 1
        box = Box(node, rect, _intersect(rect, clip))
        if depth > _MAX_DEPTH or self._count > _MAX_NODES or kind(node) != "group":
            return box
        inner = children(node)
        orientation = node.get("orientation", "frame")
        left, top, right, bottom = rect
        if node.get("scrollable"):
            top -= self._scroll.get(node.get("view"), 0)
        if orientation == "horizontal":
            x = left
            for item, size in zip(inner, self._widths(inner, right - left), strict=True):
                box.children.append(self._place(item, (x, top, x + size, bottom), box.clip, depth + 1))
                x += size + m.GAP
            return box
        if orientation == "vertical" or node.get("scrollable"):
            self._column(box, inner, (left, top, right, bottom), depth)
            return box
        for item in inner:
            tall = self.height(item, right - left, depth + 1)
            fills = kind(item) == "group" or tall > bottom - top
            box.children.append(
                self._place(item, (left, top, right, bottom if fills else top + tall), box.clip, depth + 1)
            )
        return box

    def _column(self, box: Box, inner: list[Node], rect: Rect, depth: int) -> None:
        left, top, right, bottom = rect
        heights = [self.height(item, right - left, depth + 1) for item in inner]
        weights = [0.0 if box.node.get("scrollable") else _weight(item) for item in inner]
        fixed = sum(size for size, weight in zip(heights, weights, strict=True) if not weight)
        rest = max(0, bottom - top - fixed - m.GAP * (len(inner) - 1))
        for item, size, weight in zip(inner, heights, weights, strict=True):
            tall = max(int(rest * weight / sum(weights)), 0) if weight else size
            box.children.append(self._place(item, (left, top, right, top + tall), box.clip, depth + 1))
            top += tall + m.GAP


def _leaf_height(node: Node, what: str, width: int) -> int:
    size = text_size(node)
    inset = {"button": 2 * m.PAD, "check": 100, "radio": 100, "switch": 160, "edit": 2 * m.GAP}.get(what, 0)
    text = text_of(node)
    lines = len(m.wrap(text, size, max(width - inset, size))) * m.line_height(size) if text else 0
    if what in ("button", "edit"):
        return max(m.BUTTON, lines + 2 * m.GAP)
    if what in ("check", "radio", "switch"):
        return max(105, lines + m.GAP)
    if what == "web":
        return max(lines, 600)
    return {"image": 210, "progress": 84, "view": 0}.get(what, lines + 12)


def _weight(node: Node) -> float:
    weight = node.get("weight")
    return float(weight) if isinstance(weight, int | float) and weight > 0 else 0.0


def _intersect(a: Rect, b: Rect) -> Rect:
    left, top, right, bottom = max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])
    return (left, top, max(left, right), max(top, bottom))
