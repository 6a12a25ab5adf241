"""A text of any length, broken into lines of which only those on the screen are drawn."""

from typing import NamedTuple

from rich.text import Text
from textual import events
from textual.selection import Selection
from textual.strip import Strip

from harness.explore.screens.line_view import CONSOLE, LineView


class _Piece(NamedTuple):
    """What has room on one line of the screen: which line of the text it is of, and from which character on."""

    text: Text
    line: int
    start: int


class LongText(LineView):
    """A text that scrolls, and of which a part can be marked with the mouse and copied."""

    def __init__(self, id: str) -> None:
        """Begin with nothing."""
        super().__init__(id)
        self._text = Text()
        self._pieces: list[_Piece] = []
        self._width = 0

    def show(self, text: Text) -> None:
        """Show another text, from the line on from which the last was shown."""
        self._text = text
        self._break()

    def _break(self) -> None:
        """Break the text into lines as wide as this is; out of sight it has no width, and is broken when it has."""
        self._width = self.cells
        if not self._width:
            return
        self._pieces = _broken(self._text, self._width) if self._text else []
        self.fit(len(self._pieces), now=True)
        self.refresh()

    def on_resize(self, _: events.Resize) -> None:
        """Break it anew where the width is another one."""
        if self.cells != self._width:
            self._break()

    def draw(self, at: int, width: int) -> Text | None:  # noqa: ARG002 - lines are broken already
        """Return a line, with what is marked of it."""
        if at >= len(self._pieces):
            return None
        text, line, start = self._pieces[at]
        if (marked := self.text_selection) is not None and (span := marked.get_span(line)) is not None:
            first, end = (max(0, place - start) if place >= 0 else None for place in span)
            text = text.copy()
            text.stylize(self.screen.get_component_rich_style("screen--selection"), first or 0, end)
        return text

    def render_line(self, y: int) -> Strip:
        """Return one line of the screen, in which each cell says where in the text it is."""
        at, strip = self.scroll_offset.y + y, super().render_line(y)
        return strip.apply_offsets(self._pieces[at].start, self._pieces[at].line) if at < len(self._pieces) else strip

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """Return the marked text, without the breaks that are the screen's, and what stands behind it."""
        return selection.extract(self._text.plain), "\n"

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002 - Textual's
        """Draw what is marked."""
        self.refresh()


def _broken(text: Text, width: int) -> list[_Piece]:
    found: list[_Piece] = []
    for number, line in enumerate(text.split(allow_blank=True)):
        start = 0
        for piece in line.wrap(CONSOLE, width):
            start = max(start, line.plain.find(piece.plain.rstrip(), start))
            found.append(_Piece(piece, number, start))
            start += len(piece.plain.rstrip())
    return found
