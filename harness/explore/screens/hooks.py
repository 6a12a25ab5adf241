"""The groups of hooks in a window, to be switched off and on."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from harness.capture.agent.workbench import Group
from harness.explore.screens.dialogs import Dialog
from harness.report.safe import one_line

_HINT = "enter switches a group; what is off is counted, not recorded, and nothing can be said of it"


class Hooks(Dialog):
    """Asks which group to switch; returns its name."""

    def __init__(self, groups: Sequence[Group], at: str = "") -> None:
        """``at`` is the group on which the cursor begins."""
        super().__init__()
        self._groups = groups
        self._at = next((number for number, group in enumerate(groups) if group.name == at), 0)

    def compose(self) -> ComposeResult:
        """Say what each line is, and list the groups."""
        with Vertical():
            yield Label(_HINT, markup=False)
            yield OptionList(*(Option(line(group)) for group in self._groups), markup=False)

    def on_mount(self) -> None:
        """Put the cursor where it was."""
        self.query_one(OptionList).highlighted = self._at

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._groups[event.option_index].name)


def line(group: Group) -> str:
    """Return a group's line; a mark says what stands: on, off, or off in part."""
    mark = "[x]" if not group.off else "[ ]" if group.off == group.points else "[-]"
    off = f", {group.off} off" if group.off else ""
    return f"{mark} {one_line(group.name, 40):<28} {group.points} access points{off}"
