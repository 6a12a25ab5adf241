"""A text of any length, broken into lines of which only those on the screen are drawn."""

from typing import NamedTuple

from rich.text import Text
from textual.selection import Selection
from textual.strip import Strip

from harness.explore.screens.line_view import CONSOLE, Sheet


class _Piece(NamedTuple):
    """What has room on one line of the screen: which line of the text it is of, and from which character on."""

    text: Text
    line: int
    start: int


class LongText(Sheet):
    """A text that scrolls, and of which a part can be marked with the mouse and copied."""

    def __init__(self, indent: int = 0) -> None:
        """Begin with nothing. ``indent`` cells stand left of it."""
        super().__init__()
        self.indent = indent
        self._text = Text()
        self._pieces: list[_Piece] = []
        self._width = 0

    def __len__(self) -> int:
        """Return how many lines it is broken into."""
        return len(self._pieces)

    @property
    def ends(self) -> bool:
        """Whether its end is in sight."""
        return self.view is not None and self.view.is_vertical_scroll_end

    def show(self, text: Text) -> None:
        """Show another text, from the line on from which the last was shown."""
        self._text = text
        self._break()

    def _break(self) -> None:
        """Break the text into lines as wide as the view; out of sight it has none, and is broken when it has."""
        self._width = self.cells
        if not self._width or self.view is None:
            return
        self._pieces = _broken(self._text, self._width) if self._text else []
        self.view.fit(len(self._pieces), now=True)
        self.refresh()

    def settle(self) -> None:
        """Break it anew where the width is another one."""
        if self.cells != self._width:
            self._break()

    def draw(self, at: int, width: int) -> Text | None:  # noqa: ARG002 - lines are broken already
        """Return a line, with what is marked of it."""
        if at >= len(self._pieces):
            return None
        text, line, start = self._pieces[at]
        selection = self.view.text_selection if self.view is not None else None
        if self.view is not None and selection is not None and (span := selection.get_span(line)) is not None:
            first, end = (max(0, place - start) if place >= 0 else None for place in span)
            text = text.copy()
            text.stylize(self.view.screen.get_component_rich_style("screen--selection"), first or 0, end)
        return text

    def offsets(self, at: int, strip: Strip) -> Strip:
        """Return a line in which each cell says where in the text it is."""
        return strip.apply_offsets(self._pieces[at].start, self._pieces[at].line) if at < len(self._pieces) else strip

    def marked(self, selection: Selection) -> tuple[str, str]:
        """Return the marked text, without the breaks that are the screen's, and what stands behind it."""
        return selection.extract(self._text.plain), "\n"


def _broken(text: Text, width: int) -> list[_Piece]:
    found: list[_Piece] = []
    for number, line in enumerate(text.split(allow_blank=True)):
        start = 0
        for piece in line.wrap(CONSOLE, width):
            start = max(start, line.plain.find(piece.plain.rstrip(), start))
            found.append(_Piece(piece, number, start))
            start += len(piece.plain.rstrip())
    return found
