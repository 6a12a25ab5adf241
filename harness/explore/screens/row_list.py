"""A list of any length of which only the lines on the screen are drawn."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from rich.style import Style
from rich.text import Text
from textual.geometry import Region

from harness.explore.pieces import Part, Pieces
from harness.explore.screens.line_view import Sheet
from harness.explore.screens.matching import Item, place

_T = TypeVar("_T", bound=Item)


class RowList(Sheet, Generic[_T]):
    """Lines with a cursor. While it *follows*, the cursor stays on the newest line; moving it up ends that.

    It holds at most ``most`` items; the oldest leave it.
    """

    def __init__(
        self,
        line_of: Callable[[_T, int], Text],
        *,
        most: int,
        following: bool,
        chose: Callable[[_T | None], None] = lambda _: None,
    ) -> None:
        """``line_of`` returns one line of a width; ``following``: it begins to.

        ``chose`` is told when the cursor, in sight, stands on another item (``None``: the list is empty).
        """
        super().__init__()
        self._line_of = line_of
        self._most = most
        self._chose = chose
        self._items: Pieces[_T] = Pieces(2 * most)
        self._cursor = 0
        self._moved = False
        """Whether the cursor was moved out of sight."""
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
        self._align()

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
                self._rise(over)
        self._align()

    def _rise(self, by: int) -> None:
        """Keep what is in sight there when lines above it have left."""
        if self.view is not None:
            self.view.scroll_to(y=max(0, self.view.scroll_offset.y - by), animate=False)
        else:
            self.top = max(0, self.top - by)

    def change(self, items: Iterable[_T]) -> None:
        """Put items in the places of those that they are new forms of. All are in the order of places."""
        first: Any = place(self._items[0]) if self._items else None  # of one kind in one list
        changed: set[int] = set()
        for item in items:
            found: Any = place(item)
            if first is None or found < first:  # it has left; most have, of a large recording that is searched again
                continue
            at = bisect_left(self._items, found, key=place)
            if at < len(self._items) and place(self._items[at]) == found:
                self._items.put(at, item)
                changed.add(at)
        if changed:
            self.refresh()
        if self._cursor in changed:
            self._tell()

    def choose(self, item: _T) -> bool:
        """Put the cursor on an item; whether it is there."""
        for at, one in enumerate(self._items):
            if place(one) == place(item):
                self.following = False
                self._go(at)
                return True
        return False

    def settle(self) -> None:
        """Have the newest line, or the cursor, where it belongs."""
        self._align()
        if self._moved:
            self._go(self._cursor)
        self._tell()

    def _align(self) -> None:
        """Bring cursor, size and place in line with the items."""
        if self.following or self._cursor >= len(self._items):
            self._cursor = max(0, len(self._items) - 1)
        if self.view is None:
            return
        self.view.fit(len(self._items))
        if self.following:
            self.view.stand_at(max(0, len(self._items) - self.view.size.height))
        self.refresh()
        if self.chosen != self._told:
            self._tell()

    def _go(self, at: int) -> None:
        if not self._items:
            return
        self._cursor = max(0, min(at, len(self._items) - 1))
        self._moved = self.view is None
        if self.view is not None:
            line = Region(0, self._cursor, 1, 1)
            self.view.scroll_to_region(line, animate=False, immediate=True, force=True, x_axis=False)
            self.refresh()
            self._tell()

    def _tell(self) -> None:
        if self.view is not None:
            self._told = self.chosen
            self._chose(self.chosen)

    def draw(self, at: int, width: int) -> Text | None:
        """Return the line of an item."""
        if at >= len(self._items):
            return None
        text = self._line_of(self._items[at], width)
        if at == self._cursor and self.view is not None:
            style, ground = self.view.cursor, Style(bgcolor=self.view.ground.bgcolor)
            text = Text(text.plain, style if self.has_focus else style + ground, end="")
        return text

    def clicked(self, at: int) -> None:
        """Put the cursor on the line that was clicked."""
        self.following = False
        self._go(at)

    def move(self, by: int) -> None:
        """Move the cursor by lines."""
        self.following = by > 0 and self._cursor + by >= len(self._items) - 1 and self.following
        self._go(self._cursor + by)

    def first(self) -> None:
        """Go to the oldest line."""
        self.following = False
        self._go(0)

    def last(self) -> None:
        """Go to the newest line and stay there."""
        self.following = True
        self._go(len(self._items) - 1)

    def follow(self) -> None:
        """Follow, or stop to."""
        self.following = not self.following
        if self.following:
            self._go(len(self._items) - 1)
