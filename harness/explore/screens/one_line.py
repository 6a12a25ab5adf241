"""A line that always has its place."""

from rich.text import Text

from harness.explore.screens.kept import Kept


class OneLine(Kept):
    """One line; what is put there is drawn if it is another one, and has nothing laid out anew."""

    DEFAULT_CSS = "OneLine { height: 1; }"

    def __init__(self, id: str) -> None:
        """Begin with nothing."""
        super().__init__(id=id)
        self._text = Text()

    def put(self, text: Text) -> None:
        """Show a line: most of what is looked at ten times a second is the same."""
        if text != self._text:
            self._text = text
            self.refresh()

    def render(self) -> Text:
        """Return the line."""
        return self._text
