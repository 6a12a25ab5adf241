"""Lines of which only those on the screen are drawn, however many come."""

import time

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

CONSOLE = Console()
"""Knows the names of styles; nothing is printed on it."""
_FIT_S = 1.0
"""How often the scrollbar is brought in line with lines that grow in number."""


class LineView(ScrollView, can_focus=True):
    """Lines that can become more or fewer without Textual laying the whole screen out anew, which a flood leaves no
    time for: the scrollbar always has its place, so that nothing moves.
    """

    DEFAULT_CSS = """
    LineView { height: 1fr; overflow-x: hidden; overflow-y: scroll; scrollbar-size: 0 1; }
    """

    def __init__(self, id: str) -> None:
        """Begin with nothing."""
        super().__init__(id=id)
        self._fitted = 0.0
        self._late = False
        """Whether the scrollbar is to be brought in line in a while."""
        self.ground = Style()
        """The style of all that is drawn, as of the last time."""
        self._cells = 0

    @property
    def cells(self) -> int:
        """How wide a line is; 0 out of sight."""
        return self.scrollable_content_region.width

    def fit(self, count: int, *, now: bool = False) -> None:
        """Make room for so many lines; the scrollbar shows it within a second, or ``now``."""
        size = Size(self.cells, count)
        if size == self.virtual_size:
            return
        self.set_reactive(LineView.virtual_size, size)
        if now or time.monotonic() >= self._fitted + _FIT_S:
            self._fit_bar()
        elif not self._late:
            self._late = True
            self.set_timer(_FIT_S, self._fit_bar)

    def stand_at(self, line: int) -> None:
        """Have a line be the first in sight from the next drawing on; the scrollbar shows it when it shows how many."""
        self.set_reactive(LineView.scroll_target_y, float(line))
        self.set_reactive(LineView.scroll_y, float(line))

    def _fit_bar(self) -> None:
        self._fitted, self._late = time.monotonic(), False
        self.vertical_scrollbar.position = self.scroll_y
        self._scroll_update(self.virtual_size)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return lines of the screen; style and width are looked up once for all of them."""
        self.ground, self._cells = self.rich_style, self.cells
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Return one line of the screen."""
        text = self.draw(self.scroll_offset.y + y, self._cells)
        if text is None:
            return Strip.blank(self._cells, self.ground)
        return Strip(segments(text), text.cell_len).adjust_cell_length(self._cells).apply_style(self.ground)

    def draw(self, at: int, width: int) -> Text | None:
        """Return a line of a width, ``None`` behind the last."""
        raise NotImplementedError


def segments(text: Text) -> list[Segment]:
    """Return the pieces of a line. Rich sorts all that begins and ends in it; here one style mostly follows another."""
    plain, at, found = text.plain, 0, list[Segment]()
    base = CONSOLE.get_style(text.style, default="")
    for start, end, style in text.spans:
        if start < at:  # they lie over each other
            return list(text.render(CONSOLE))
        if start > at:
            found.append(Segment(plain[at:start], base))
        if end > start:
            found.append(Segment(plain[start:end], base + CONSOLE.get_style(style, default="")))
        at = max(at, end)
    if at < len(plain):
        found.append(Segment(plain[at:], base))
    return found
