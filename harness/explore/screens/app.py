"""The screens of one session, or of a finished bundle."""

import asyncio
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar, TypeVar

from PIL.Image import Image
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.events import Resize
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static, TabbedContent

from harness.analysis.model import Disclosure
from harness.errors import HarnessError
from harness.evidence.bundle import Bundle
from harness.explore.control import Control
from harness.explore.events import (
    Asked,
    Disclosed,
    Ended,
    Event,
    Exchanged,
    Health,
    Judged,
    Missed,
    Observed,
    Said,
    Sighted,
)
from harness.explore.garbage import Garbage
from harness.explore.pieces import Packed, Part
from harness.explore.screens import at_bench, detail, lines, summary
from harness.explore.screens.acts import ACTS
from harness.explore.screens.album import Album
from harness.explore.screens.device_screen import DeviceScreen
from harness.explore.screens.dialogs import Ask, Help
from harness.explore.screens.findings import Broken, findings
from harness.explore.screens.key_line import KeyLine
from harness.explore.screens.list_pane import ListPane
from harness.explore.screens.long_text import LongText
from harness.explore.screens.matching import Item, matcher, told
from harness.explore.screens.pictures import Draw, Pictures, small
from harness.explore.screens.proved import EVERY_S, Proved
from harness.explore.screens.row_list import RowList
from harness.explore.screens.selection import write_selection
from harness.explore.screens.strip import TimeStrip
from harness.explore.state import EXCHANGES, OBSERVATIONS
from harness.explore.stream import Stream
from harness.report.safe import one_line
from harness.values.needle import Needle

_W = TypeVar("_W", bound=Widget)

WIDE = 120
"""Columns from which on the details stand beside the lists, not below them."""
_TICK_S = 0.1
_SELDOM = 5
"""Ticks between two drawings of what has the whole screen laid out anew: the numbers on tabs, the long texts."""
_TABS = ("observations", "exchanges", "disclosures", "overview", "talk", "device", "findings")
_TITLES = ("Calls", "Exchanges", "Disclosures", "Overview", "Log", "Screen", "Findings")


class ExploreApp(at_bench.AtBench):
    """Ends with the bundle's path, empty when there is none.

    ``control`` is a running session's; without it everything is read-only.
    """

    CSS_PATH = "explore.tcss"
    TITLE = "harness explore"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(at), f"tab('{name}')", "", show=False) for at, name in enumerate(_TABS, 1)),
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
        self.animation_level = "none"  # each step of the line under the tabs draws everything anew
        self._draw_picture = draw
        self._called = name
        self._listener = stream.listen(packed=True)
        self._over = False
        self.garbage: Garbage | None = None
        """Looked after between two drawings, where the process has nothing but the screens to do."""
        self._filter = ""
        self._matches = matcher("", self._values_of)
        self._frozen = False
        self._typed: list[str] = []
        self._drawn: dict[str, object] = {}
        self._ticks = 0
        self._proved, self._broken = Proved(), Broken()
        self._turned_to = ""
        self._wanted: Item | None = None
        self._passed: Item | None = None
        self._looked: Item | None = None
        self._looked_at = -_SELDOM
        self._album: Album | None = None

    # -- what is on the screen ----------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lists, details, and the lines that are always there."""
        yield Static(id="title")
        yield TimeStrip(self._state, id="strip")
        with Container(id="body"):
            with TabbedContent(id="tabs"):
                for name, title in zip(_TABS[:3], _TITLES[:3], strict=True):
                    with ListPane(title, id=f"tab-{name}"):
                        yield Static(id=f"heading-{name}", classes="heading")
                        yield RowList(self._line, most=_MOST[name], following=self._control is not None, id=name)
                with ListPane(_TITLES[3], id="tab-overview"):
                    yield LongText(id="overview")
                with ListPane(_TITLES[4], id="tab-talk"):
                    yield LongText(id="talk")
                with ListPane(_TITLES[5], id="tab-device"):
                    yield DeviceScreen(self._draw_picture, id="device")
                with ListPane(_TITLES[6], id="tab-findings"):
                    yield LongText(id="findings")
            with Container(id="detail"):
                yield LongText(id="detail-text")
                yield Pictures(self._draw_picture, id="detail-pictures")
        yield Input(
            id="filter",
            placeholder="words, category: actor: phase: host: value: point: form: , - before what is not wanted",
        )
        yield Static(id="counts")
        yield KeyLine(binding for binding in self.BINDINGS if isinstance(binding, Binding))

    def on_mount(self) -> None:
        """Begin to draw, and to listen."""
        self._running_loop = asyncio.get_running_loop()
        self._one("#filter", Input).display = False
        self._rows("observations").focus()
        self.set_interval(_TICK_S, self._tick)
        self._stream.stay()
        self._stream.start()

    def on_resize(self, event: Resize) -> None:
        """Put the details beside the lists where there is room."""
        self.set_class(event.size.width >= WIDE, "wide")

    def _one(self, which: str, kind: type[_W]) -> _W:
        """Return a part of the session's screen, whatever dialog stands before it."""
        return self.screen_stack[0].query_one(which, kind)

    def _rows(self, name: str) -> "RowList[Item]":
        return self._one(f"#{name}", RowList)

    @property
    def _shown(self) -> str:
        """The tab that is shown."""
        return self._one("#tabs", TabbedContent).active.removeprefix("tab-")

    def _values_of(self, item: Item) -> Sequence[str]:
        """Return the known values in an item: those of an exchange may be found long after it came."""
        if isinstance(item, Exchanged):
            with self._state.lock:
                found = self._state.in_exchange.get(item.index, {})
                return sorted({row.value_id for row in found.values()} or item.values)
        return told(item)

    def _line(self, item: Item, width: int) -> Text:
        return lines.line(item, self._values_of(item), width)

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
        if not self._frozen:
            self._add("observations", *(one for one in events if isinstance(one, Packed)),
                      [one for one in events if isinstance(one, Observed)])  # fmt: skip
            self._add("exchanges", [one for one in events if isinstance(one, Exchanged) and one.change == "new"])
            for revised in events:
                if isinstance(revised, Exchanged) and revised.change != "new":
                    self._rows("exchanges").change(revised)
            if any(isinstance(one, Disclosed) for one in events):
                self._show_disclosures()
            if any(isinstance(one, Sighted) for one in events):
                self._rows("exchanges").refresh()
        for one in events:
            if isinstance(one, Disclosed) and one.change == "new" and self._control is not None:
                self._proved.take(one.disclosure)
            elif isinstance(one, Judged) and one.change == "new" and self._control is not None:
                self._broken.take(one.finding)
            elif isinstance(one, Asked):
                self.ask(one)
            elif isinstance(one, Health | Said) and self._control is not None:
                self.fault(one)
            elif isinstance(one, Missed):
                self._refill()
            elif isinstance(one, Ended) and not self._leaving and self._control is not None:
                said = f"The run is over: {one.outcome}. {one.reason}"
                self.notify(one_line(said, 500), timeout=30, markup=False)

    def _add(self, name: str, *parts: Part[Item]) -> None:
        if self._filter:
            parts = ([item for part in parts for item in part if self._matches(item)],)
        self._rows(name).add(*parts)

    def _refill(self) -> None:
        """Show what the state has, through the filter."""
        with self._state.lock:
            observations, exchanges = self._state.observations.copy(), list(self._state.exchanges)
        for name, rows in (("observations", observations), ("exchanges", exchanges)):
            self._rows(name).show([row for row in rows if self._matches(row)] if self._filter else rows)
        self._show_disclosures()

    def _show_disclosures(self) -> None:
        with self._state.lock:
            rows = sorted(self._state.disclosures.values(), key=lambda row: (row.first, row.id))
        self._rows("disclosures").show([row for row in rows if self._matches(row)])

    def _tick(self) -> None:
        """Draw what came, and what changes by itself: all at once, so that the screen is put together once."""
        if not self.screen_stack or not self.screen_stack[0].query("#title"):  # the screen is being taken down
            return
        self._ticks += 1
        if self.garbage is not None:
            self.garbage.look()
        self._hear()
        if said := self._proved.said():
            self.notify(said, title="! Disclosure", severity="warning", timeout=EVERY_S, markup=False)
        if said := self._broken.said():
            self.notify(said, title="! Violation", severity="error", timeout=EVERY_S, markup=False)
        seldom = self._ticks % _SELDOM == 1
        with self._state.lock:
            title = summary.title(self._state, self._called, self._control is not None)
            counts = summary.counts(self._state, self._frozen, self._stream.behind)
            shown = self._shown if seldom or self._turned_to != self._shown else ""
            long = summary.overview(self._state) if shown == "overview" else None
            talk = summary.talk(self._state) if shown == "talk" else None
            judged = findings(self._state, self._one("#findings", LongText).cells) if shown == "findings" else None
        self._turned_to = self._shown
        self._look_soon()
        self._put("title", title)
        self._put("counts", counts)
        strip = self._one("#strip", TimeStrip)
        strip.look()
        if long is not None:
            self._put_long("overview", long)
        if talk is not None:
            pane = self._one("#talk", LongText)
            ends = pane.is_vertical_scroll_end  # who has gone back in it stays there
            self._put_long("talk", talk)
            if ends:
                pane.scroll_end(animate=False)
        if judged is not None:
            self._put_long("findings", judged)
        for name, words in zip(_TABS[:3], _TITLES[:3], strict=True):
            rows = self._rows(name)
            label = f"{words} {len(rows):,}"
            if seldom:
                self._label_tab(f"tab-{name}", label)
            if width := rows.cells:  # it is in sight
                self._put(f"heading-{name}", Text(lines.heading(name, width), style="dim"))

    def _label_tab(self, tab: str, label: str) -> None:
        """Say on a tab what it holds; the screen is laid out anew only where that is longer or shorter."""
        before = str(self._drawn.get(tab, ""))
        if before == label:
            return
        self._drawn[tab] = label
        shown = self._one("#tabs", TabbedContent).get_tab(tab)
        if len(before) == len(label):
            Static.update(shown, label, layout=False)
        else:
            shown.label = label

    def _put(self, which: str, text: Text) -> None:
        """Put a line in its place, if it is another one: most of what is looked at ten times a second is the same."""
        if self._drawn.get(which) != text:
            self._drawn[which] = text
            self._one(f"#{which}", Static).update(text, layout=False)

    def _put_long(self, which: str, text: Text) -> None:
        """Put a long text in its place, if it is another one."""
        if self._drawn.get(which) != text:
            self._drawn[which] = text
            self._one(f"#{which}", LongText).show(text)

    # -- details ------------------------------------------------------------------------------------------------

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        if event.rows.id == self._shown:
            self._wanted = event.item

    @on(TabbedContent.TabActivated)
    def _turned(self) -> None:
        shown = self._shown
        if isinstance(self.focused, Input):  # who types goes on typing
            return
        self._one("#detail", Container).display = shown in _TABS[:3]
        if shown in _TABS[:3]:
            self._rows(shown).focus()
            self._wanted = self._rows(shown).chosen
        else:
            self._one(f"#{shown}", Widget).focus()
            self.acted()

    def _look_soon(self) -> None:
        """Show the details of what is chosen, once the cursor rests, or now and then while it does not."""
        wanted, rests = self._wanted, self._wanted == self._passed
        self._passed = wanted
        if wanted != self._looked and (rests or self._ticks - self._looked_at >= _SELDOM):
            self._looked, self._looked_at = wanted, self._ticks
            self._look(wanted)

    @work(thread=True, exclusive=True, group="look")
    def _look(self, item: Item | None) -> None:
        try:
            text, pictures = self._detail(item), self._pictures(item)
        except LookupError:
            text, pictures = Text("The bundle does not hold it any more.", style="magenta"), []
        self.call_from_thread(self._look_at, text, pictures)

    def _pictures(self, item: Item | None) -> list[Image]:
        """Return the pictures that an exchange carried, where the terminal draws them."""
        if not isinstance(item, Exchanged) or self._draw_picture is None:
            return []
        one = self._stream.exchange(item.index)
        found = (small(body) for body in (one.request_body, one.response_body))
        return [picture for picture in found if picture is not None]

    def _look_at(self, text: Text, pictures: list[Image]) -> None:
        into = self._one("#detail-text", LongText)
        into.show(text)
        into.scroll_home(animate=False, immediate=True)
        self._one("#detail-pictures", Pictures).show(pictures)

    def _detail(self, item: Item | None) -> Text:
        """Return what is shown of an item. Called on a thread of its own: it reads the bundle."""
        state = self._state
        if item is None:
            return Text("")
        if isinstance(item, Observed):
            row = self._stream.observation(item.number)
            return detail.observation_text(item, row, self._stream.owners, state.carried(item.values))
        if isinstance(item, Exchanged):
            with state.lock:
                found = sorted(state.in_exchange.get(item.index, {}).values(), key=lambda row: (row.direction, row.id))
            return detail.exchange_text(item, self._stream.exchange(item.index), found, self._stream.steps)
        with state.lock:
            ids = set(item.sightings)
            sightings = [row for row in state.sightings.values() if row.id in ids]
            calls = set(item.observations)
            readings = [row for row in state.observations if row.id in calls]
        return detail.disclosure_text(item, sightings, readings)

    # -- keys ---------------------------------------------------------------------------------------------------

    def action_tab(self, name: str) -> None:
        """Turn to a list."""
        self._one("#detail", Container).display = name in _TABS[:3]  # at once, so that all is laid out once
        self._one("#tabs", TabbedContent).active = f"tab-{name}"

    def action_detail(self) -> None:
        """Go into the details, or back."""
        into = self._one("#detail-text", LongText)
        (self._rows(self._shown) if into.has_focus and self._shown in _TABS[:3] else into).focus()

    def action_out(self) -> None:
        """Out of the details, out of the filter, in this order."""
        if self._one("#detail-text", LongText).has_focus and self._shown in _TABS[:3]:
            self._rows(self._shown).focus()
        elif self._filter:
            self._set_filter("")

    def action_filter(self) -> None:
        """Type what the lists are to show."""
        field = self._one("#filter", Input)
        field.display = True
        field.value = self._filter
        field.focus()

    @on(Input.Submitted, "#filter")
    def _filtered(self, event: Input.Submitted) -> None:
        self._set_filter(event.value)
        if self._shown in _TABS[:3]:
            self._rows(self._shown).focus()

    def _set_filter(self, text: str) -> None:
        self._filter, self._matches = text.strip(), matcher(text, self._values_of)
        field = self._one("#filter", Input)
        field.value, field.display = self._filter, bool(self._filter)
        self._refill()

    def action_freeze(self) -> None:
        """Let the lists stand still; what comes meanwhile is shown afterwards."""
        self._frozen = not self._frozen
        if not self._frozen:
            self._refill()

    @work
    async def action_write(self) -> None:
        """Write what the list shows to a file."""
        if self._shown in _TABS[:3] and (name := await self.push_screen_wait(Ask("File to write the list to"))):
            items = self._rows(self._shown).items
            self.notify(one_line(await asyncio.to_thread(write_selection, items, Path(name)), 500), markup=False)

    def action_carried(self) -> None:
        """From a call, or a disclosure, to the exchanges that carried its values."""
        self._jump("exchanges")

    def action_read(self) -> None:
        """From an exchange, or a disclosure, to the calls that read its values."""
        self._jump("observations")

    def _jump(self, to: str) -> None:
        item = self._rows(self._shown).chosen if self._shown in _TABS[:3] else None
        values = () if item is None else self._values_of(item)
        if not values:
            self.notify("No known value is in what is chosen.")
            return
        with self._state.lock:
            rows: list[Item] = [*(self._state.exchanges if to == "exchanges" else self._state.observations)]
        wanted = set(values)
        target: Item | None
        if isinstance(item, Disclosure) and to == "exchanges":
            with self._state.lock:
                ids = set(item.sightings)
                places = {row.index for row in self._state.sightings.values() if row.id in ids}
            target = next((row for row in rows if isinstance(row, Exchanged) and row.index in places), None)
        else:
            target = next(
                (row for row in rows if not isinstance(row, Disclosure) and wanted.intersection(self._values_of(row))),
                None,
            )
        if target is None:
            self.notify(f"None of the {to} at hand holds {', '.join(values)}.", markup=False)
            return
        if self._filter and not self._matches(target):
            self._set_filter("")
        self._rows(to).choose(target)
        self.action_tab(to)

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

    @work(exclusive=True, group="device")
    async def see_device(self) -> None:
        """Show what the device shows now, once the run has come to it."""
        pane = self._one("#device", DeviceScreen)
        if self._control is None:
            await self._open_album(pane)
            return
        pending = self._control.look()
        await asyncio.to_thread(pending.wait)
        if pending.glance is not None:
            pane.show(pending.glance)
        else:
            pane.say(f"The screen cannot be seen: {pending.failed or 'the run ended'}.")

    async def _open_album(self, pane: DeviceScreen) -> None:
        """Show the picture of a finished bundle that was taken nearest to what is chosen in the lists."""
        if self._album is None:
            try:
                self._album = await asyncio.to_thread(lambda: Album(Bundle(Path(self._source))))
            except HarnessError:
                pane.say("This recording is no bundle, and has no pictures of screens.")
                return
        if (item := self._looked) is not None:
            self._album.open_near(item.first if isinstance(item, Disclosure) else item.time_us)
        self.action_picture(0)

    def action_picture(self, by: int) -> None:
        """Turn to another picture of a finished bundle."""
        pane, album = self._one("#device", DeviceScreen), self._album
        if album is None:
            return
        if not len(album):
            pane.say("This bundle has no pictures of screens.")
            return
        album.turn(by)
        pane.show(album.glance(), album.caption())

    def acted(self) -> None:
        """Look at the screen again after an act, where it is in sight."""
        if self._shown == "device":
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
_MOST = {"observations": OBSERVATIONS, "exchanges": EXCHANGES, "disclosures": 20_000}
