"""Lines of which only those on the screen are drawn, however many come."""

import time
from typing import ClassVar, Self

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

CONSOLE = Console()
"""Knows the names of styles; nothing is printed on it."""
_FIT_S = 1.0
"""How often the scrollbar is brought in line with lines that grow in number."""


class Sheet:
    """Lines that a view shows, or will when it is turned to them: a view is laid out once, and its sheets are not."""

    indent = 0
    """Cells left of its lines."""

    def __init__(self) -> None:
        """Begin out of sight."""
        self.view: LineView | None = None
        """Where it is in sight."""
        self.top = 0.0
        """Which line was the first in sight when it was the last time."""

    def __len__(self) -> int:
        """Return how many lines there are."""
        raise NotImplementedError

    def draw(self, at: int, width: int) -> Text | None:
        """Return a line of a width, ``None`` behind the last."""
        raise NotImplementedError

    @property
    def cells(self) -> int:
        """How wide a line is; 0 out of sight."""
        return max(0, self.view.cells - self.indent) if self.view is not None else 0

    @property
    def has_focus(self) -> bool:
        """Whether keys are for it."""
        return self.view is not None and self.view.has_focus

    def settle(self) -> None:
        """Bring the lines in line with the view: it is turned to them, or has another size."""

    def refresh(self) -> None:
        """Have what is in sight drawn again."""
        if self.view is not None:
            self.view.refresh()

    def move(self, by: int) -> None:
        """Go on by lines."""
        if self.view is not None:
            self.view.scroll_relative(y=by, animate=False, immediate=True)

    def page(self, by: int) -> None:
        """Go on by what has room on the view."""
        if self.view is not None:
            self.move(by * max(1, self.view.size.height - 1))

    def first(self) -> None:
        """Go to the first line."""
        if self.view is not None:
            self.view.scroll_home(animate=False, immediate=True)

    def last(self) -> None:
        """Go to the last line."""
        if self.view is not None:
            self.view.scroll_end(animate=False, immediate=True)

    def follow(self) -> None:
        """Stay at the end from now on, or stop to."""

    def clicked(self, at: int) -> None:
        """A line was clicked."""

    def offsets(self, at: int, strip: Strip) -> Strip:  # noqa: ARG002 - who is marked with the mouse needs it
        """Return a line with each cell's place in the text, where it can be marked."""
        return strip

    def marked(self, selection: Selection) -> tuple[str, str] | None:  # noqa: ARG002 - as above
        """Return the text that is marked, and what ends it."""
        return None


class LineView(ScrollView, can_focus=True):
    """One sheet at a time. Neither turning to another, nor lines that become more or fewer, has Textual lay the whole
    screen out anew, which a flood leaves no time for: the scrollbar always has its place, so that nothing moves.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "first", "First", show=False),
        Binding("end,G", "last", "Newest: follow", show=False),
        Binding("f", "follow", "Follow", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"line-view--cursor"}
    DEFAULT_CSS = """
    LineView {
        height: 1fr; overflow-x: hidden; overflow-y: scroll; scrollbar-size: 0 1;
        scrollbar-background: $background; scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
    }
    LineView > .line-view--cursor { background: $primary-darken-2; color: $text; text-style: bold; }
    """

    def __init__(self, sheet: Sheet, id: str) -> None:
        """Begin with a sheet."""
        self._strips: dict[int, Strip] = {}
        """The lines of the screen that were drawn since it was refreshed."""
        super().__init__(id=id)
        self.sheet = sheet
        sheet.view = self
        self._fitted = 0.0
        self._late = False
        """Whether the scrollbar is to be brought in line in a while."""
        self.ground = Style()
        """The style of all that is drawn, as of the last time."""
        self.cursor = Style()
        """The style of the line that is chosen, as of the last time."""
        self._known = (0, self.ground, self.cursor, False)
        """What the drawn lines rest on besides the sheet: width, styles, and whether keys are for it."""

    def turn(self, sheet: Sheet) -> None:
        """Show another sheet, where it was left."""
        if sheet is self.sheet:
            return
        if self.text_selection is not None:
            self.screen.clear_selection()
        self.sheet.top, self.sheet.view = self.scroll_y, None
        self.sheet, sheet.view = sheet, self
        self.fit(len(sheet), now=True)
        self.stand_at(round(min(sheet.top, self.max_scroll_y)))
        sheet.settle()
        self._fit_bar()
        self.refresh()

    @property
    def cells(self) -> int:
        """How wide it is; 0 out of sight."""
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

    # -- drawing ------------------------------------------------------------------------------------------------

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Have it drawn again, all of it."""
        self._strips.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return lines of the screen, those that were drawn already as they were. It has neither border nor padding:
        Textual's own way through these takes longer than drawing what stands between them.
        """
        ground, cursor, focused = self.rich_style, self.get_component_rich_style("line-view--cursor"), self.has_focus
        if (known := (self.cells, ground, cursor, focused)) != self._known:
            self._strips.clear()
            self._known, self.ground, self.cursor = known, ground, cursor
        filters, background = self.get_line_filters(), self.background_colors[1]
        found: list[Strip] = []
        for y in crop.line_range:
            if (strip := self._strips.get(y)) is None:
                strip = self.render_line(y)
                for each in filters:
                    strip = strip.apply_filter(each, background)
                self._strips[y] = strip
            found.append(strip)
        return found if crop.column_span == (0, self.cells) else [strip.crop(*crop.column_span) for strip in found]

    def render_line(self, y: int) -> Strip:
        """Return one line of the screen."""
        at, indent, width = self.scroll_offset.y + y, self.sheet.indent, self._known[0]
        text = self.sheet.draw(at, width - indent)
        if text is None:
            return Strip.blank(width, self.ground)
        parts, size = segments(text, self.ground), text.cell_len
        if size < width - indent:
            parts.append(Segment(" " * (width - indent - size), self.ground))
        strip = Strip(parts, max(size, width - indent))
        if size > width - indent:
            strip = strip.crop(0, width - indent)
        strip = self.sheet.offsets(at, strip)
        return Strip([Segment(" " * indent, self.ground), *strip], width) if indent else strip

    # -- what a person does -------------------------------------------------------------------------------------

    def on_resize(self, _: events.Resize) -> None:
        """Have the sheet fit."""
        self.sheet.settle()

    async def on_click(self, event: events.Click) -> None:
        """Tell the sheet which line was clicked."""
        self.sheet.clicked(self.scroll_offset.y + event.y)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the marked text, and what ends it."""
        return self.sheet.marked(selection)

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002 - Textual's
        """Draw what is marked."""
        self.refresh()

    def action_move(self, by: int) -> None:
        """Go on by lines."""
        self.sheet.move(by)

    def action_page(self, by: int) -> None:
        """Go on by screens."""
        self.sheet.page(by)

    def action_first(self) -> None:
        """Go to the first line."""
        self.sheet.first()

    def action_last(self) -> None:
        """Go to the last line; a list that grows is followed from there."""
        self.sheet.last()

    def action_follow(self) -> None:
        """Follow, or stop to."""
        self.sheet.follow()


def segments(text: Text, ground: Style) -> list[Segment]:
    """Return the pieces of a line on a ground. Rich sorts all that begins and ends in it; here one style mostly follows
    another.
    """
    plain, at, found = text.plain, 0, list[Segment]()
    base = ground + CONSOLE.get_style(text.style, default="")
    for start, end, style in text.spans:
        if start < at:  # they lie over each other
            return list(Segment.apply_style(text.render(CONSOLE), ground))
        if start > at:
            found.append(Segment(plain[at:start], base))
        if end > start:
            found.append(Segment(plain[start:end], base + CONSOLE.get_style(style, default="")))
        at = max(at, end)
    if at < len(plain):
        found.append(Segment(plain[at:], base))
    return found
