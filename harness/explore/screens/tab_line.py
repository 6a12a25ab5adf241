"""The line that names the lists. Textual's tabs are ten parts that are laid out and styled anew whenever one is turned
to, or has another name."""

from collections.abc import Mapping
from typing import ClassVar

from rich.style import Style
from rich.text import Text

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

    def render(self) -> Text:
        """Return both lines."""
        shown, bar, rest = (self.get_component_rich_style(f"tab-line--{part}", partial=True)
                            for part in ("shown", "bar", "rest"))  # fmt: skip
        tight = sum(len(label) + 2 for label in self._labels.values()) > self.size.width
        labels, below = Text(no_wrap=True, end=""), Text(no_wrap=True, end="")
        for name, label in self._labels.items():
            click = Style.from_meta({"@click": f"app.tab('{name}')"})
            said = f" {label}" if tight else f" {label} "
            labels.append(said, shown + click if name == self.shown else click)
            size = len(said)
            below.append(*(("\u2501" * size, bar) if name == self.shown else ("\u2500" * size, rest)))
        below.append("\u2500" * max(0, self.size.width - len(below)), rest)
        for line in (labels, below):
            line.truncate(self.size.width)
        return labels.append("\n").append(below)
