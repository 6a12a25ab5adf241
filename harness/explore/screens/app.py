"""The screens of one session, or of a finished bundle."""

import asyncio
import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Input

from harness.explore.control import Control
from harness.explore.events import Asked, Disclosed, Ended, Event, Health, Judged, Said
from harness.explore.garbage import Garbage
from harness.explore.pieces import Packed
from harness.explore.screens import at_bench, summary
from harness.explore.screens.acts import ACTS
from harness.explore.screens.dialogs import Ask, Help
from harness.explore.screens.findings import Broken
from harness.explore.screens.jumps import carried, target
from harness.explore.screens.key_line import KeyLine
from harness.explore.screens.lists import TABS, Lists, put_in_sight
from harness.explore.screens.looking import Details
from harness.explore.screens.matching import Item
from harness.explore.screens.one_line import OneLine
from harness.explore.screens.pictures import Draw
from harness.explore.screens.proved import EVERY_S, Proved
from harness.explore.screens.seeing import Seeing
from harness.explore.screens.selection import write_selection
from harness.explore.screens.strip import TimeStrip
from harness.explore.stream import Stream
from harness.report.safe import one_line
from harness.values.needle import Needle

WIDE = 120
"""Columns from which on the details stand beside the lists, not below them."""
_TICK_S = 0.1
_SELDOM = 5
"""Ticks between two drawings of what takes long: the numbers on tabs, the long texts."""
_KEY_S = 0.06
"""So long after a key nothing but what it asked for is drawn: what comes meanwhile would stand before it."""
_PUT_OFF = 3
"""Ticks that keys may put off, one after the other: who holds a key down sees what comes, too."""


class ExploreApp(Seeing):
    """Ends with the bundle's path, empty when there is none.

    ``control`` is a running session's; without it everything is read-only.
    """

    CSS_PATH = "explore.tcss"
    TITLE = "harness explore"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(at), f"tab('{name}')", "", show=False) for at, name in enumerate(TABS, 1)),
        Binding("slash", "filter", "Filter"),
        Binding("escape", "out", "Back", show=False),
        Binding("enter", "detail", "Details", show=False),
        Binding("e", "carried", "Sent in"),
        Binding("c", "read", "Read by"),
        Binding("s", "search", "Search value"),
        Binding("v", "look", "Screen", show=False),
        Binding("space", "freeze", "Freeze"),
        Binding("ctrl+s", "write", "Write", show=False),
        *(Binding(act.key, f"act('{act.name}')", act.name.capitalize(), show=act.key in "mart") for act in ACTS),
        Binding("question_mark", "keys", "Keys"),
        Binding("q", "leave", "Quit"),
    ]  # fmt: skip

    def __init__(
        self,
        stream: Stream,
        name: str,
        control: Control | None = None,
        persona: Sequence[tuple[str, str]] = (),
        draw: Draw | None = None,
        source: Path | None = None,
    ) -> None:
        """``name`` is the app's. ``persona`` are ids and values that can be typed. ``draw`` draws pictures.

        ``source`` is the finished bundle or recording that is read.
        """
        super().__init__(stream, control, persona)
        self._source = "" if source is None else os.fspath(source.absolute())
        self.animation_level = "none"  # each step of a list that glides to its place would draw it anew
        self._listener = stream.listen(packed=True)
        self._over = False
        self.garbage: Garbage | None = None
        """Looked after between two drawings, where the process has nothing but the screens to do."""
        self._typed: list[str] = []
        self._ticks = self._put_off = 0
        self._key_at = 0.0
        """When a key came last (monotonic)."""
        self._proved, self._broken = Proved(), Broken()
        self._called = name
        self._title, self._counts = OneLine("title"), OneLine("counts")
        self._strip = TimeStrip(self._state, id="strip")
        self._details = Details(stream, draw, id="detail")
        self._lists = Lists(self._state, self._chose, draw, following=control is not None, id="lists")
        self._field = Input(
            id="filter",
            placeholder="words, category: actor: phase: host: value: point: form: , - before what is not wanted",
        )

    # -- what is on the screen ----------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lists, details, and the lines that are always there."""
        yield self._title
        yield self._strip
        with Container(id="body"):
            yield self._lists
            yield self._details
        yield self._field
        yield self._counts
        yield KeyLine(binding for binding in self.BINDINGS if isinstance(binding, Binding))

    def on_mount(self) -> None:
        """Begin to draw, and to listen."""
        self._running_loop = asyncio.get_running_loop()
        self._field.display = False
        self._lists.pane.focus()
        self.set_interval(_TICK_S, self._tick)
        self._stream.stay()
        self._stream.start()

    def on_resize(self, event: events.Resize) -> None:
        """Put the details beside the lists where there is room."""
        self.set_class(event.size.width >= WIDE, "wide")
        self._place_details()

    def _place_details(self) -> None:
        """Show details beside whatever is shown; where they would stand below it, below lists alone."""
        put_in_sight(self._details, self.has_class("wide") or self._lists.list_shown is not None)

    async def on_event(self, event: events.Event) -> None:
        """Note when a key comes."""
        if isinstance(event, events.Key):
            self._key_at = time.monotonic()
        await super().on_event(event)

    # -- what comes ----------------------------------------------------------------------------------------------

    def _hear(self) -> None:
        """Take what came since the last time."""
        if self._over:
            return
        events = self._listener.take(0)
        if events:
            self._take(events)
        elif events is None:
            self._over = True
            if self._stream.failure is not None:
                said = one_line(f"The stream ended: {self._stream.failure}", 500)
                self.notify(said, severity="error", timeout=60, markup=False)

    def _take(self, events: Sequence[Event | Packed]) -> None:
        self._lists.take(events)
        for one in events:
            if isinstance(one, Disclosed) and one.change == "new" and self._control is not None:
                self._proved.take(one.disclosure)
            elif isinstance(one, Judged) and one.change == "new" and self._control is not None:
                self._broken.take(one.finding)
            elif isinstance(one, Asked):
                self.ask(one)
            elif isinstance(one, Health | Said) and self._control is not None:
                self.fault(one)
            elif isinstance(one, Ended) and not self._leaving and self._control is not None:
                said = f"The run is over: {one.outcome}. {one.reason}"
                self.notify(one_line(said, 500), timeout=30, markup=False)

    def _tick(self) -> None:
        """Draw what came, and what changes by itself: all at once, so that the screen is put together once."""
        if not self._title.is_attached:  # the screen is being taken down
            return
        if time.monotonic() < self._key_at + _KEY_S and self._put_off < _PUT_OFF:
            self._put_off += 1
            return
        self._put_off = 0
        self._ticks += 1
        if self.garbage is not None:
            self.garbage.look()
        self._hear()
        if said := self._proved.said():
            self.notify(said, title="! Disclosure", severity="warning", timeout=EVERY_S, markup=False)
        if said := self._broken.said():
            self.notify(said, title="! Violation", severity="error", timeout=EVERY_S, markup=False)
        with self._state.lock:
            title = summary.title(self._state, self._called, self._control is not None)
            counts = summary.counts(self._state, self._lists.frozen, self._stream.behind)
        self._details.look()
        self._title.put(title)
        self._counts.put(counts)
        self._strip.look()
        self._lists.look(seldom=self._ticks % _SELDOM == 1)

    def _chose(self, item: Item | None) -> None:
        self._details.wanted = item

    # -- keys ---------------------------------------------------------------------------------------------------

    def action_tab(self, name: str) -> None:
        """Turn to a list, a page or the device's screen."""
        self._lists.turn(name)
        self._place_details()
        self._lists.pane.focus()
        self.acted()

    def action_detail(self) -> None:
        """Go into the details, or back."""
        into = self._details.text
        (self._lists.pane if into.has_focus or not self._details.display else into).focus()

    def action_out(self) -> None:
        """Out of the details, out of the filter, in this order."""
        if self._details.text.has_focus:
            self._lists.pane.focus()
        elif self._lists.filter:
            self._set_filter("")

    def action_filter(self) -> None:
        """Type what the lists are to show."""
        self._field.display = True
        self._field.value = self._lists.filter
        self._field.focus()

    @on(Input.Submitted, "#filter")
    def _filtered(self, event: Input.Submitted) -> None:
        self._set_filter(event.value)
        self._lists.pane.focus()

    def _set_filter(self, text: str) -> None:
        self._lists.set_filter(text)
        self._field.value, self._field.display = self._lists.filter, bool(self._lists.filter)

    def action_freeze(self) -> None:
        """Let the lists stand still; what comes meanwhile is shown afterwards."""
        self._lists.freeze()

    @work
    async def action_write(self) -> None:
        """Write what the list shows to a file."""
        rows = self._lists.list_shown
        if rows is not None and (name := await self.push_screen_wait(Ask("File to write the list to"))):
            self.notify(one_line(await asyncio.to_thread(write_selection, rows.items, Path(name)), 500), markup=False)

    def action_carried(self) -> None:
        """From a call, or a disclosure, to the exchanges that carried its values."""
        self._jump("exchanges")

    def action_read(self) -> None:
        """From an exchange, or a disclosure, to the calls that read its values."""
        self._jump("observations")

    def _jump(self, to: str) -> None:
        rows = self._lists.list_shown
        item = rows.chosen if rows is not None else None
        if item is None or not (values := self._lists.values_of(item)):
            self.notify("No known value is in what is chosen.")
            return
        found = target(self._state, item, to, self._lists.values_of)
        if found is None and to == "exchanges":
            self._read_back(item)
            return
        if found is None:
            self.notify(f"None of the calls at hand holds {', '.join(values)}.", markup=False)
            return
        if not self._lists.matches(found):
            self._set_filter("")
        self._lists.rows(to).choose(found)
        self.action_tab(to)

    @work(exclusive=True, group="jump")
    async def _read_back(self, item: Item) -> None:
        """Show the details of an exchange that has left the list, or was never in it."""
        found = await asyncio.to_thread(carried, self._stream, item)
        if found is None:
            self.notify("No exchange is known that carried it.")
            return
        if (rows := self._lists.list_shown) is not None:
            rows.following = False  # the next line would have its own details shown
        self._details.wanted = found
        self.notify(f"Exchange {found.index:,} has left the list; these are its details.")

    @work
    async def action_search(self) -> None:
        """Look for a value that was not planted, in everything that came and that comes."""
        text = await self.push_screen_wait(Ask("Value to look for everywhere, as CATEGORY=VALUE or VALUE"))
        if not text:
            return
        category, equals, value = text.partition("=")
        if not equals or not category.isidentifier():
            category, value = "typed", text
        count = sum(1 for known in self._typed if known.startswith(f"{category}.")) + 1
        value_id = f"{category}.typed{count}"
        self._typed.append(value_id)
        self._stream.search(Needle(value_id=value_id, category=category, text=value.strip()))
        self.notify(
            one_line(f"{value_id}: {value.strip()} is looked for, in what came before, too.", 300), markup=False
        )

    def action_look(self) -> None:
        """Turn to the device's screen, as it is now."""
        self.action_tab("device")
        self.see_device()

    def help_rows(self) -> list[tuple[str, str]]:
        """Return the keys and what they do, the most used first."""
        rows = list(_KEYS)
        if self._control is not None:
            rows += [*((act.key, act.says) for act in ACTS), *at_bench.KEYS]
        return [*rows, at_bench.PYTHON, ("q", "quit")]

    def action_keys(self) -> None:
        """Show what the keys do."""
        self.push_screen(Help(self.help_rows()))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What is done with the lists stands in the command palette, too."""
        yield from super().get_system_commands(screen)
        yield SystemCommand("Filter", "Say what the lists show", self.action_filter)
        yield SystemCommand("Search value", "Look for any value, in what came before, too", self.action_search)
        yield SystemCommand("Write the list", "Write what the list shows to a file", self.action_write)
        yield SystemCommand("Look at the screen", "Turn to the device's screen", self.action_look)
        yield SystemCommand("Freeze", "Let the lists stand still, or catch up", self.action_freeze)


_KEYS = (
    ("1 - 7", "lists, overview, log, screen, findings"),
    ("enter", "into the details; escape: back"),
    ("f", "follow the newest, as end does"),
    ("/", "filter; escape clears it"),
    ("e", "to the exchanges that carried the value"),
    ("c", "to the calls that read it"),
    ("s", "look for any value"),
    ("v", "the device's screen, as it is now"),
    ("space", "freeze the lists"),
    ("ctrl+s", "write what the list shows to a file, as JSON lines"),
    ("ctrl+p", "all commands"),
)
