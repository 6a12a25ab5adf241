"""The details of what is chosen: read on a thread of their own, once the cursor rests."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait

from PIL.Image import Image
from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.containers import Container
from textual.worker import Worker

from harness.analysis.model import Disclosure, Sighting
from harness.analysis.search.found import Layer
from harness.explore.events import Exchanged, Observed
from harness.explore.screens import detail
from harness.explore.screens.line_view import LineView
from harness.explore.screens.long_text import LongText
from harness.explore.screens.matching import Item
from harness.explore.screens.pictures import Draw, Pictures, small
from harness.explore.stream import Stream

_SELDOM = 5
"""Looks between two drawings while the cursor moves, as it does when a list follows what comes."""
_WALK_S = 0.2
"""How long the ways to the values in an exchange are waited for before it is shown without them."""


class Details(Container):
    """Everything that is known of one item, and the pictures it carried."""

    def __init__(self, stream: Stream, draw: Draw | None, id: str) -> None:
        """``draw`` is how the terminal draws pictures."""
        super().__init__(id=id)
        self._stream = stream
        self._draw = draw
        self.wanted: Item | None = None
        """What is to be shown."""
        self.shown: Item | None = None
        """What is shown, or will be when it has been read."""
        self._passed: Item | None = None
        self._waited = _SELDOM
        self._stood: dict[int, Sighting] | None = None
        """All sightings that stood when it was last looked whether what is shown has more of them."""
        self._reader: Worker[None] | None = None
        self._rests_on: set[int] = set()
        """The numbers of the sightings that what is shown was made of."""
        self._text = LongText()

    def compose(self) -> ComposeResult:
        """The text, and below it the pictures."""
        yield LineView(self._text, "detail-text")
        yield Pictures(self._draw, id="detail-pictures")

    @property
    def text(self) -> LineView:
        """The part that is gone into."""
        return self.query_one(LineView)

    def look(self) -> None:
        """Show what is wanted, once that is the same as before, or now and then while it is not; and read what is
        shown again when more is known of it: a call may have been chosen before its value was sent."""
        rests, self._passed = self.wanted == self._passed, self.wanted
        self._waited += 1
        if self.wanted != self.shown and (rests or self._waited >= _SELDOM):
            self.shown, self._waited, self._stood = self.wanted, 0, None
            self._more()
            self._reader = self._read(self.wanted)
        elif self._waited >= _SELDOM and (self._reader is None or self._reader.is_finished) and self._more():
            self._waited = 0
            self._reader = self._read(self.shown, again=True)

    def _more(self) -> bool:
        """Whether other sightings belong to what is shown than when this was asked last."""
        state = self._stream.state
        with state.lock:
            if state.sightings is self._stood:
                return False
            self._stood, before = state.sightings, self._rests_on
            self._rests_on = self._sightings_of(self.shown)
        return self._rests_on != before

    def _sightings_of(self, item: Item | None) -> set[int]:
        state = self._stream.state
        if isinstance(item, Exchanged):
            return set(state.in_exchange.get(item.index, ()))
        if isinstance(item, Observed) and item.values:
            wanted = set(item.values)
            return {number for number, row in state.sightings.items() if row.value_id in wanted}
        return set()  # a disclosure is another one when it has more

    @work(thread=True, exclusive=True, group="look")
    def _read(self, item: Item | None, again: bool = False) -> None:
        try:
            pictures = self._pictures(item)
            for text in self._exchange(item) if isinstance(item, Exchanged) else [self._told(item)]:
                self.app.call_from_thread(self._show, item, text, pictures, again)
                again = True
        except LookupError:
            lost = Text("The bundle does not hold it any more.", style="magenta")
            self.app.call_from_thread(self._show, item, lost, [], again)

    def _show(self, item: Item | None, text: Text, pictures: list[Image], again: bool) -> None:
        """Show what was read of an item, unless another one was turned to meanwhile; ``again``: more of the same."""
        if item is not self.shown:
            return
        self._text.show(text)
        if not again:
            self._text.first()
            self.query_one(Pictures).show(pictures)

    def _pictures(self, item: Item | None) -> list[Image]:
        """Return the pictures that an exchange carried, where the terminal draws them."""
        if not isinstance(item, Exchanged) or self._draw is None:
            return []
        one = self._stream.exchange(item.index)
        found = (small(body) for body in (one.request_body, one.response_body))
        return [picture for picture in found if picture is not None]

    def _exchange(self, item: Exchanged) -> Iterator[Text]:
        """Yield what is shown of an exchange: at once, and with the ways to the values in it when they are walked. The
        analysis walks them between two joins, which of a large bundle take seconds.
        """
        state = self._stream.state
        with state.lock:
            found = sorted(state.in_exchange.get(item.index, {}).values(), key=lambda row: (row.direction, row.id))
        one, ways = self._stream.exchange(item.index), [tuple[Layer, ...]() for _ in found]
        if found:
            walk = ThreadPoolExecutor(1)
            asked = walk.submit(self._stream.steps, one, found)
            walk.shutdown(wait=False)
            if asked not in wait([asked], _WALK_S).done:
                yield detail.exchange_text(item, one, found, ways)
            ways = asked.result()
        yield detail.exchange_text(item, one, found, ways)

    def _told(self, item: Observed | Disclosure | None) -> Text:
        """Return what is shown of an item. Called on a thread of its own: it reads the bundle."""
        state = self._stream.state
        if item is None:
            return Text("")
        if isinstance(item, Observed):
            row = self._stream.observation(item.number)
            return detail.observation_text(item, row, self._stream.owners, state.carried(item.values))
        with state.lock:
            ids = set(item.sightings)
            sightings = [row for row in state.sightings.values() if row.id in ids]
            calls = set(item.observations)
            readings = [row for row in state.observations if row.id in calls]
        return detail.disclosure_text(item, sightings, readings)
