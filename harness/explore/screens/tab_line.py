"""The line that names the lists. Textual's tabs are ten parts that are laid out and styled anew whenever one is turned
to, or has another name."""

import itertools
from collections.abc import Mapping
from typing import ClassVar

from rich.text import Text
from textual import events

from harness.explore.screens.kept import Kept


class TabLine(Kept):
    """Names, and below them which one is shown; a click on one turns to it."""

    DEFAULT_CSS = """
    TabLine { height: 2; color: $foreground 60%; }
    TabLine > .tab-line--shown { color: $foreground; text-style: bold; }
    TabLine > .tab-line--bar { color: $primary; }
    TabLine > .tab-line--rest { color: $foreground 25%; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"tab-line--shown", "tab-line--bar", "tab-line--rest"}

    def __init__(self, labels: Mapping[str, str], id: str) -> None:
        """``labels`` are for people, by names for the application's action ``tab``. The first is shown."""
        super().__init__(id=id)
        self._labels = dict(labels)
        self.shown = next(iter(labels))

    def turn(self, name: str) -> None:
        """Say that another one is shown."""
        self.shown = name
        self.refresh()

    def label(self, name: str, label: str) -> None:
        """Call one of them otherwise."""
        if self._labels[name] != label:
            self._labels[name] = label
            self.refresh()

    def _said(self) -> dict[str, str]:
        """Return the labels as they stand there: closer where not all have room otherwise."""
        tight = sum(len(label) + 2 for label in self._labels.values()) > self.size.width
        return {name: f" {label}" if tight else f" {label} " for name, label in self._labels.items()}

    def render(self) -> Text:
        """Return both lines."""
        shown, bar, rest = (self.get_component_rich_style(f"tab-line--{part}") for part in ("shown", "bar", "rest"))
        labels, below = Text(no_wrap=True, end=""), Text(no_wrap=True, end="")
        for name, said in self._said().items():
            labels.append(said, shown if name == self.shown else "")
            below.append(*(("\u2501" * len(said), bar) if name == self.shown else ("\u2500" * len(said), rest)))
        below.append("\u2500" * max(0, self.size.width - len(below)), rest)
        for line in (labels, below):
            line.truncate(self.size.width)
        return labels.append("\n").append(below)

    async def on_click(self, event: events.Click) -> None:
        """Turn to the one that was clicked."""
        ends = itertools.accumulate(len(said) for said in self._said().values())
        name = next((name for name, end in zip(self._labels, ends, strict=True) if event.x < end), "")
        if name:
            await self.run_action(f"app.tab('{name}')")
