"""What stands under the tabs: the lists with their filter, the pages, and the device's screen; one of them in sight."""

from collections.abc import Callable, Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from harness.explore.events import Disclosed, Event, Exchanged, Missed, Observed, Sighted
from harness.explore.pieces import Packed, Part
from harness.explore.screens import lines
from harness.explore.screens.device_screen import DeviceScreen
from harness.explore.screens.line_view import LineView, Sheet
from harness.explore.screens.matching import Item, matcher, told
from harness.explore.screens.one_line import OneLine
from harness.explore.screens.pages import Pages
from harness.explore.screens.pictures import Draw
from harness.explore.screens.row_list import RowList
from harness.explore.screens.tab_line import TabLine
from harness.explore.state import EXCHANGES, OBSERVATIONS, State

TABS = {
    "observations": "Calls", "exchanges": "Exchanges", "disclosures": "Disclosures", "overview": "Overview",
    "talk": "Log", "device": "Screen", "findings": "Findings",
}  # fmt: skip
"""The names of what can be turned to, and their titles."""
_HEADINGS = {
    "overview": "what was read and who received, how far the run is seen",
    "talk": "what the run said, the newest last",
    "device": "what the device shows",
    "findings": "what rules say, the gravest first",
}
"""What stands above what is no list: without it all below would move when one is turned to."""
_MOST = {"observations": OBSERVATIONS, "exchanges": EXCHANGES, "disclosures": 20_000}


class Lists(Container):
    """All that the tabs name. Turning from list to list lays nothing out anew: they are sheets of one view."""

    def __init__(
        self, state: State, chose: Callable[[Item | None], None], draw: Draw | None, *, following: bool, id: str
    ) -> None:
        """``chose`` is told of what is chosen in the list that is in sight; ``following``: they begin to.

        ``draw`` draws pictures.
        """
        super().__init__(id=id)
        self._state = state
        self._rows: dict[str, RowList[Item]] = {
            name: RowList(self._line, most=most, following=following, chose=chose) for name, most in _MOST.items()
        }
        self._pages = Pages(state)
        self._sheets: dict[str, Sheet] = {**self._rows, **self._pages.sheets}
        self._tabs = TabLine(TABS, id="tabs")
        self._heading = OneLine("heading")
        self._view = LineView(self._rows["observations"], "sheet")
        self.device = DeviceScreen(draw, id="device")
        self.device.display = False
        self.shown = "observations"
        """The tab that is shown."""
        self.filter = ""
        """What the lists show, as it was typed."""
        self.matches = matcher("", self.values_of)
        """Whether the filter lets an item through."""
        self.frozen = False

    def compose(self) -> ComposeResult:
        """The tabs, a heading (of a list: the names of its columns), and below them what is shown."""
        yield self._tabs
        yield self._heading
        yield self._view
        yield self.device

    # -- what is in sight ---------------------------------------------------------------------------------------

    @property
    def list_shown(self) -> RowList[Item] | None:
        """The list that is in sight, if one is."""
        return self._rows.get(self.shown)

    @property
    def pane(self) -> Widget:
        """The part that keys are for."""
        return self.device if self.shown == "device" else self._view

    def rows(self, name: str) -> RowList[Item]:
        """Return one of the lists."""
        return self._rows[name]

    def turn(self, name: str) -> None:
        """Turn to a list, a page, or the device's screen."""
        self.shown = name
        self._tabs.turn(name)
        put_in_sight(self.device, name == "device")
        put_in_sight(self._view, name != "device")
        if (sheet := self._sheets.get(name)) is not None:
            self._view.turn(sheet)
        self.look(seldom=True)

    def look(self, *, seldom: bool) -> None:
        """Draw what changes by itself; ``seldom`` also what takes long."""
        if seldom:
            self._pages.look(self.shown)
            for name, rows in self._rows.items():
                self._tabs.label(name, f"{TABS[name]} {len(rows):,}")
        if width := self._view.cells:
            named = lines.heading(self.shown, width) if self.list_shown is not None else f" {_HEADINGS[self.shown]}"
            self._heading.put(Text(named, "dim", no_wrap=True, overflow="ellipsis"))

    # -- what the lists hold ------------------------------------------------------------------------------------

    def take(self, events: Sequence[Event | Packed]) -> None:
        """Show what came, unless the lists stand still."""
        if not self.frozen:
            self._add("observations", *(one for one in events if isinstance(one, Packed)),
                      [one for one in events if isinstance(one, Observed)])  # fmt: skip
            self._add("exchanges", [one for one in events if isinstance(one, Exchanged) and one.change == "new"])
            self._rows["exchanges"].change(one for one in events if isinstance(one, Exchanged) and one.change != "new")
            if any(isinstance(one, Disclosed) for one in events):
                self._show_disclosures()
            if any(isinstance(one, Sighted) for one in events):
                self._rows["exchanges"].refresh()
        if any(isinstance(one, Missed) for one in events):
            self.refill()

    def _add(self, name: str, *parts: Part[Item]) -> None:
        if self.filter:
            parts = ([item for part in parts for item in part if self.matches(item)],)
        self._rows[name].add(*parts)

    def refill(self) -> None:
        """Show what the state has, through the filter."""
        with self._state.lock:
            observations, exchanges = self._state.observations.copy(), list(self._state.exchanges)
        for name, rows in (("observations", observations), ("exchanges", exchanges)):
            self._rows[name].show([row for row in rows if self.matches(row)] if self.filter else rows)
        self._show_disclosures()

    def _show_disclosures(self) -> None:
        with self._state.lock:
            rows = sorted(self._state.disclosures.values(), key=lambda row: (row.first, row.id))
        self._rows["disclosures"].show([row for row in rows if self.matches(row)])

    def set_filter(self, text: str) -> None:
        """Show what a filter lets through."""
        self.filter, self.matches = text.strip(), matcher(text, self.values_of)
        self.refill()

    def freeze(self) -> None:
        """Let the lists stand still; what comes meanwhile is shown afterwards."""
        self.frozen = not self.frozen
        if not self.frozen:
            self.refill()

    def values_of(self, item: Item) -> Sequence[str]:
        """Return the known values in an item: those of an exchange may be found long after it came."""
        if isinstance(item, Exchanged):
            with self._state.lock:
                found = self._state.in_exchange.get(item.index, {})
                return sorted({row.value_id for row in found.values()} or item.values)
        return told(item)

    def _line(self, item: Item, width: int) -> Text:
        return lines.line(item, self.values_of(item), width)


def put_in_sight(part: Widget, there: bool) -> None:
    """Display a part or not; Textual lays the screen out anew also where that is nothing new."""
    if part.display != there:
        part.display = there
