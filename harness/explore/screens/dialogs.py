"""Small windows that ask the person something."""

from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from harness.report.safe import one_line, visible


class Dialog(ModalScreen[str | None]):
    """Escape closes it without an answer."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "none", "Cancel")]
    DEFAULT_CSS = """
    Dialog { align: center middle; }
    Dialog > Vertical {
        width: 70; max-width: 95%; height: auto; max-height: 90%;
        border: round $primary; padding: 0 1; background: $surface;
    }
    Dialog OptionList { height: auto; max-height: 16; border: none; }
    Dialog Input { border: tall $primary; }
    Dialog VerticalScroll { height: auto; }
    """

    def action_none(self) -> None:
        """Close it."""
        self.dismiss(None)


class Ask(Dialog):
    """Asks for a line of text; an empty line is no answer."""

    def __init__(self, question: str, default: str = "") -> None:
        """``question`` may come from a scenario."""
        super().__init__()
        self._question = question
        self._default = default

    def compose(self) -> ComposeResult:
        """Question and field."""
        with Vertical():
            yield Label(visible(self._question[:2000], multiline=True), markup=False)
            yield Input(self._default)

    @on(Input.Submitted)
    def _answered(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip() or None)


class Pick(Dialog):
    """Asks for one of several; returns its key."""

    def __init__(self, question: str, choices: list[tuple[str, str]]) -> None:
        """``choices`` are keys and what is shown of them."""
        super().__init__()
        self._question = question
        self._choices = choices

    def compose(self) -> ComposeResult:
        """Question and list."""
        with Vertical():
            yield Label(one_line(self._question, 300), markup=False)
            yield OptionList(*(Option(one_line(text, 200)) for _, text in self._choices), markup=False)

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[event.option_index][0])


class Help(Dialog):
    """What the keys do."""

    def __init__(self, rows: list[tuple[str, str]]) -> None:
        """``rows`` are keys and what they do."""
        super().__init__()
        self._rows = rows

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,question_mark,enter,q", "none", "Close")]

    def compose(self) -> ComposeResult:
        """The table of keys."""
        with Vertical():
            yield Label("Keys (up, down: more of them; escape closes)", markup=False)
            with VerticalScroll():
                table = Table.grid(padding=(0, 1))
                for key, text in self._rows:
                    table.add_row(Text(key, "bold", no_wrap=True), Text(text))
                yield Static(table)


class Wait(ModalScreen[None]):
    """Says what is being waited for."""

    DEFAULT_CSS = """
    Wait { align: center middle; }
    Wait > Label { width: auto; max-width: 90%; border: round $primary; padding: 1 2; background: $surface; }
    """

    def __init__(self, text: str) -> None:
        """``text`` is one sentence."""
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """The sentence."""
        yield Label(one_line(self._text, 300), markup=False)
