"""The last line: the keys that are used most. Textual's own is made anew whenever the focus moves, which takes longer
than what the key was pressed for."""

from collections.abc import Iterable

from rich.style import Style
from rich.text import Text
from textual.binding import Binding
from textual.widget import Widget


class KeyLine(Widget):
    """Keys and what they do; a click does the same."""

    DEFAULT_CSS = """
    KeyLine { height: 1; background: $footer-background; color: $footer-foreground; }
    """

    def __init__(self, bindings: Iterable[Binding]) -> None:
        """``bindings`` are the application's; those that are to be shown are."""
        super().__init__()
        self._keys = [binding for binding in bindings if binding.show]

    def render(self) -> Text:
        """Return the line."""
        text = Text(no_wrap=True, overflow="ellipsis", end="")
        for binding in self._keys:
            name = binding.action.partition("(")[0]
            if self.app.check_action(name, ()):
                click = Style.from_meta(
                    {"@click": f"app.{binding.action}" + ("()" if "(" not in binding.action else "")}
                )
                text.append(f"{' ' if text else ''}{self.app.get_key_display(binding)}", Style(bold=True) + click)
                text.append(f" {binding.description}", click)
        return text
