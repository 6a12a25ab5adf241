"""The device's screen beside the lists: as a picture where the terminal draws them, as a view tree where not."""

import xml.etree.ElementTree as ET
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from harness.capture.screen.controls import UiError, bounds_of, root_of
from harness.capture.screen.looking import Glance
from harness.explore.screens.pictures import Draw, Pictures, facts, small
from harness.report.safe import one_line
from harness.report.times import clock

_DEEPEST = 60
_DEEPEST_SHOWN = 15
"""From here on lines do not begin further to the right: nothing would be left of the screen."""
_MOST_NODES = 2_000
_MOST_TOUCHABLE = 200


class DeviceScreen(VerticalScroll, can_focus=True):
    """What the device shows, as it was looked at last; of a finished bundle what it showed."""

    DEFAULT_CSS = """
    DeviceScreen > Pictures { height: auto; }
    DeviceScreen.drawn > Pictures { height: 1fr; }
    DeviceScreen.drawn > Pictures > Widget { height: 100%; margin: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "app.picture(-1)", "Picture before", show=False),
        Binding("right", "app.picture(1)", "Next picture", show=False),
    ]

    def __init__(self, draw: Draw | None, id: str) -> None:
        """``draw`` is how the terminal draws pictures; without it the view tree is shown."""
        super().__init__(id=id)
        self._draw = draw

    def compose(self) -> ComposeResult:
        """A line of what it is, and the picture or the tree."""
        yield Static(id="device-text")
        yield Pictures(self._draw, id="device-picture")

    def say(self, text: str) -> None:
        """Say something in the place of the screen, or why it cannot be seen."""
        self.query_one("#device-text", Static).update(Text(one_line(text, 500), "dim"))

    def show(self, seen: Glance, caption: str = "") -> None:
        """Show another look; ``caption`` says which."""
        picture = small(seen.picture or b"") if self._draw is not None else None
        said = Text(caption or f"looked at {clock(seen.time_us)}; v looks again", "dim")
        if picture is None and seen.picture and (known := facts(seen.picture)) is not None:
            said.append(f"\n{known.kind} {known.width} \u00d7 {known.height}: this terminal draws no pictures")
        parts: list[RenderableType] = [said]
        if picture is None:
            parts += tree_lines(seen.tree)
        self.query_one("#device-text", Static).update(Group(*parts))
        self.set_class(picture is not None, "drawn")
        self.query_one("#device-picture", Pictures).show([picture] if picture is not None else [])


def view_tree(tree: bytes | None) -> str:
    """Return a view tree as text."""
    return "\n".join(f"{' ' * line.left}{line.renderable}" for line in tree_lines(tree))


def touchable(tree: bytes | None) -> list[str]:
    """Return the texts of the controls that can be touched, in the order of the tree; empty without a tree."""
    try:
        root = root_of(tree) if tree is not None else None
    except UiError:
        root = None
    if root is None:
        return []
    texts = (
        node.get("text") or node.get("content-desc") or "" for node in root.iter() if node.get("clickable") == "true"
    )
    return list(dict.fromkeys(text.strip() for text in texts if text.strip()))[:_MOST_TOUCHABLE]


def tree_lines(tree: bytes | None) -> list[Padding]:
    """Return a view tree as lines: what each control is, says, can do, and where it stands. What is too long for a
    screen goes on below its beginning."""
    if tree is None:
        return [Padding(Text("The device gives no view tree of this screen.", "magenta"))]
    try:
        root = root_of(tree)
    except UiError as error:
        return [Padding(Text(one_line(str(error), 300), "magenta"))]
    lines: list[Padding] = []
    waiting, count = [(child, 0) for child in reversed(root)], 0
    while waiting and count < _MOST_NODES:
        node, depth = waiting.pop()
        count += 1
        lines.append(Padding(_line(node), (0, 0, 0, 2 * min(depth, _DEEPEST_SHOWN))))
        waiting += [(child, depth + 1) for child in reversed(node)] if depth < _DEEPEST else []
    if waiting:
        lines.append(Padding(Text(f"\u2026 {len(waiting)} branches more", "dim")))
    return lines


def _line(node: ET.Element) -> Text:
    text = Text()
    text.append(one_line(node.get("class", "").rpartition(".")[2] or node.tag, 60), "cyan")
    if says := node.get("text") or node.get("content-desc"):
        text.append(f" {one_line(says, 120)!r}", "bold")
    if name := node.get("resource-id", "").rpartition("/")[2]:
        text.append(f" #{one_line(name, 60)}", "green")
    marks = [mark for mark in ("clickable", "checked", "focused", "scrollable", "password") if node.get(mark) == "true"]
    if marks:
        text.append(f" [{' '.join(marks)}]", "yellow")
    if (bounds := bounds_of(node)) is not None:
        left, top, right, bottom = bounds
        text.append(f" {left},{top} {right - left}\u00d7{bottom - top}", "dim")
    return text
