"""The device's screen beside the lists: as a picture where the terminal draws them, as a view tree where not."""

import xml.etree.ElementTree as ET

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from harness.capture.screen.controls import UiError, bounds_of, root_of
from harness.capture.screen.looking import Glance
from harness.explore.screens.pictures import Draw, Pictures, facts, small
from harness.report.safe import one_line
from harness.report.times import clock

_DEEPEST = 60
_MOST_NODES = 2_000


class DeviceScreen(VerticalScroll, can_focus=True):
    """What the device shows, as it was looked at last."""

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

    def show(self, seen: Glance) -> None:
        """Show another look."""
        picture = small(seen.picture or b"") if self._draw is not None else None
        text = Text(f"looked at {clock(seen.time_us)}; v looks again\n", "dim")
        if picture is None:
            if seen.picture and (known := facts(seen.picture)) is not None:
                text.append(f"{known}\n", "dim")
            text.append(view_tree(seen.tree))
        self.query_one("#device-text", Static).update(text)
        self.query_one("#device-picture", Pictures).show([picture] if picture is not None else [])


def view_tree(tree: bytes | None) -> Text:
    """Return a view tree as lines: what each control is, says, can do, and where it stands."""
    if tree is None:
        return Text("The device gives no view tree of this screen.", "magenta")
    try:
        root = root_of(tree)
    except UiError as error:
        return Text(one_line(str(error), 300), "magenta")
    text = Text()
    waiting, count = [(child, 0) for child in reversed(root)], 0
    while waiting and count < _MOST_NODES:
        node, depth = waiting.pop()
        count += 1
        _line(text, node, depth)
        waiting += [(child, depth + 1) for child in reversed(node)] if depth < _DEEPEST else []
    if waiting:
        text.append(f"\u2026 {len(waiting)} branches more\n", "dim")
    return text


def _line(text: Text, node: ET.Element, depth: int) -> None:
    text.append("  " * depth)
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
    text.append("\n")
