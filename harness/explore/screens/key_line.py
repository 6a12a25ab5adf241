"""The last line: the keys that are used most. Textual's own is made anew whenever the focus moves, which takes longer
than what the key was pressed for."""

from collections.abc import Iterable

from rich.style import Style
from rich.text import Text
from textual.binding import Binding

from harness.explore.screens.kept import Kept

_KEPT = 2


class KeyLine(Kept):
    """Keys and what they do; a click does the same. Where not all have room the last two have: help, and the end."""

    DEFAULT_CSS = """
    KeyLine { height: 1; background: $footer-background; color: $footer-foreground; }
    """

    def __init__(self, bindings: Iterable[Binding]) -> None:
        """``bindings`` are the application's; those that are to be shown are."""
        super().__init__()
        self._keys = [binding for binding in bindings if binding.show]

    def render(self) -> Text:
        """Return the line."""
        keys = [one for one in self._keys if self.app.check_action(one.action.partition("(")[0], ())]
        told = [self._told(binding) for binding in keys]
        while len(told) > _KEPT and sum(len(one) + 1 for one in told) > self.size.width:
            del told[-_KEPT - 1]
        return Text(" ", no_wrap=True, end="").join(told)

    def _told(self, binding: Binding) -> Text:
        click = Style.from_meta({"@click": f"app.{binding.action}" + ("()" if "(" not in binding.action else "")})
        text = Text(end="").append(self.app.get_key_display(binding), Style(bold=True) + click)
        return text.append(f" {binding.description}", click)
