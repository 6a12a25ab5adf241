"""A list of any length of which only the lines on the screen are drawn."""

from bisect import bisect_left
from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message

from harness.explore.pieces import Part, Pieces
from harness.explore.screens.line_view import LineView
from harness.explore.screens.matching import Item, place

_T = TypeVar("_T", bound=Item)


class RowList(LineView, Generic[_T]):
    """Lines with a cursor. While it *follows*, the cursor stays on the newest line; moving it up ends that.

    It holds at most ``most`` items; the oldest leave it.
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
    COMPONENT_CLASSES: ClassVar[set[str]] = {"row-list--cursor"}
    DEFAULT_CSS = """
    RowList > .row-list--cursor { background: $primary-darken-2; color: $text; text-style: bold; }
    """

    class Chosen(Message):
        """The cursor stands on another item (``None``: the list is empty)."""

        def __init__(self, rows: "RowList[Item]", item: Item | None) -> None:
            """``rows`` is the list."""
            super().__init__()
            self.rows = rows
            self.item = item

    def __init__(self, line_of: Callable[[_T, int], Text], *, most: int, following: bool, id: str) -> None:
        """``line_of`` returns one line of a width; ``following``: it begins to."""
        super().__init__(id)
        self._line_of = line_of
        self._most = most
        self._items: Pieces[_T] = Pieces(2 * most)
        self._cursor = 0
        self._told: _T | None = None
        self.following = following

    @property
    def chosen(self) -> _T | None:
        """The item under the cursor."""
        return self._items[self._cursor] if self._items else None

    @property
    def items(self) -> list[_T]:
        """What it holds now."""
        return list(self._items)

    def __len__(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def show(self, items: Part[_T]) -> None:
        """Show other items. The cursor stays with its item, if that is among them."""
        before = self.chosen
        self._items = items if isinstance(items, Pieces) else Pieces(2 * self._most, items)
        self._items.drop(len(items) - self._most)
        if before is not None and not self.following:
            self._cursor = next((at for at, item in enumerate(self._items) if place(item) == place(before)), 0)
        self._settle()

    def add(self, *parts: Part[_T]) -> None:
        """Add items at the end."""
        before = len(self._items)
        for part in parts:
            self._items.extend(part)
        if len(self._items) == before:
            return
        if (over := len(self._items) - self._most) > 0:
            over = min(len(self._items), over + self._most // 10)  # seldom, since a list is moved by it
            self._items.drop(over)
            self._cursor = max(0, self._cursor - over)
            if not self.following:
                self.scroll_to(y=max(0, self.scroll_offset.y - over), animate=False)
        self._settle()

    def change(self, item: _T) -> None:
        """Put another item in the place of the one it is the new form of. The items are in the order of places."""
        found: Any = place(item)  # of one kind in one list
        at = bisect_left(self._items, found, key=place)
        if at < len(self._items) and place(self._items[at]) == found:
            self._items.put(at, item)
            self.refresh()
            if at == self._cursor:
                self._tell()

    def choose(self, item: _T) -> bool:
        """Put the cursor on an item; whether it is there."""
        for at, one in enumerate(self._items):
            if place(one) == place(item):
                self.following = False
                self._go(at)
                return True
        return False

    def _settle(self) -> None:
        """Bring cursor, size and place in line with the items."""
        self.fit(len(self._items))
        if self.following or self._cursor >= len(self._items):
            self._cursor = max(0, len(self._items) - 1)
        if self.following:
            self.stand_at(max(0, len(self._items) - self.size.height))
        self.refresh()
        if self.chosen != self._told:
            self._tell()

    def _go(self, at: int) -> None:
        if not self._items:
            return
        self._cursor = max(0, min(at, len(self._items) - 1))
        self.scroll_to_region(Region(0, self._cursor, 1, 1), animate=False, immediate=True, force=True, x_axis=False)
        self.refresh()
        self._tell()

    def _tell(self) -> None:
        self._told = self.chosen
        self.post_message(self.Chosen(self, self.chosen))  # type: ignore[arg-type] # a list of one kind of items

    def draw(self, at: int, width: int) -> Text | None:
        """Return the line of an item."""
        if at >= len(self._items):
            return None
        text = self._line_of(self._items[at], width)
        if at == self._cursor:
            style = self.get_component_rich_style("row-list--cursor")
            text = Text(text.plain, style if self.has_focus else style + Style(bgcolor=self.ground.bgcolor), end="")
        return text

    def on_resize(self, _: events.Resize) -> None:
        """Keep the newest line in sight."""
        self._settle()

    def on_focus(self) -> None:
        """Say what is chosen, so that its details are shown."""
        self._tell()

    async def on_click(self, event: events.Click) -> None:
        """Put the cursor on the line that was clicked."""
        self.following = False
        self._go(self.scroll_offset.y + event.y)

    def action_move(self, by: int) -> None:
        """Move the cursor by lines."""
        self.following = by > 0 and self._cursor + by >= len(self._items) - 1 and self.following
        self._go(self._cursor + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by screens."""
        self.action_move(by * max(1, self.size.height - 1))

    def action_first(self) -> None:
        """Go to the oldest line."""
        self.following = False
        self._go(0)

    def action_last(self) -> None:
        """Go to the newest line and stay there."""
        self.following = True
        self._go(len(self._items) - 1)

    def action_follow(self) -> None:
        """Follow, or stop to."""
        self.following = not self.following
        if self.following:
            self._go(len(self._items) - 1)
