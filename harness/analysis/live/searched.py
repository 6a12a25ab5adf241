"""Exchanges searched as they come, and again where something learnt later may be in them.

What a search asked the matcher is kept, as far as there is room: where further patterns change no answer, searching
again would find the same. What has no room is read again from the recording and searched again.
"""

import contextlib
from collections import OrderedDict
from collections.abc import Callable, Iterator

import msgspec

from harness.analysis.facts.coverage import Seen
from harness.analysis.gather import Gathered, searched
from harness.analysis.model_coverage import Limit, Opaque
from harness.analysis.named import MOST_NAMED
from harness.analysis.search.exchange import Scanner
from harness.analysis.search.found import Calls, Scanned, Spot, sent
from harness.analysis.search.match import Grown, Hits, Matcher
from harness.analysis.search.patterns import PatternSet
from harness.evidence.exchange import Exchange
from harness.values.needle import Needle

ROOM = 64 << 20
"""Bytes that are kept of what searches asked: some ten thousand exchanges of an app."""
_TOGETHER = 64 << 10
"""Bytes of it that are looked through at once: a look of its own at each exchange took five times as long."""


class Noted(Matcher):
    """A matcher that notes what it is asked while that is wanted (:meth:`noted`)."""

    def __init__(self, patterns: PatternSet) -> None:
        """Compile ``patterns``."""
        super().__init__(patterns)
        self.noting = False
        self.asked: list[bytes] = []
        self.masked: list[bytes] = []

    def find(self, data: bytes) -> Hits:
        """See ``Matcher``."""
        if self.noting:
            self.asked.append(data)
        return super().find(data)

    def holds(self, data: bytes) -> bool:
        """See ``Matcher``."""
        if self.noting:
            self.asked.append(data)
        return super().holds(data)

    def find_keys(self, data: bytes) -> list[int]:
        """See ``Matcher``."""
        if self.noting:
            self.masked.append(data)
        return super().find_keys(data)

    @contextlib.contextmanager
    def noted(self) -> Iterator[None]:
        """Note what is asked within it."""
        self.asked, self.masked, self.noting = [], [], True
        try:
            yield
        finally:
            self.noting = False


class Asked:
    """What searches asked, of as many as there is room for."""

    def __init__(self, room: int = ROOM) -> None:
        """``room`` is bytes."""
        self._room = room
        self._size = 0
        self._kept: OrderedDict[int, tuple[bytes, bytes]] = OrderedDict()
        self.dropped: set[int] = set()

    def keep(self, number: int, asked: bytes, masked: bytes = b"") -> None:
        """Keep what a search asked; the oldest make room."""
        self._forget(number)
        self.dropped.discard(number)
        self._kept[number] = (asked, masked)
        self._size += len(asked) + len(masked)
        while self._size > self._room and self._kept:
            oldest = next(iter(self._kept))
            self._forget(oldest)
            self.dropped.add(oldest)

    def drop(self, number: int) -> None:
        """Keep nothing of a search, whose answer is not asked for any more."""
        self._forget(number)
        self.dropped.discard(number)

    def _forget(self, number: int) -> None:
        before = self._kept.pop(number, None)
        if before is not None:
            self._size -= len(before[0]) + len(before[1])

    def touched(self, grown: Grown) -> Iterator[int]:
        """Yield the searches whose answers may be others now, the newest first; those that were dropped come last."""
        for numbers in self._together():
            kept = [self._kept[number] for number in numbers]
            if grown.touches(b"\n".join([asked for asked, _ in kept]), b"\n".join([masked for _, masked in kept])):
                yield from (number for number, each in zip(numbers, kept, strict=True) if grown.touches(*each))
        yield from sorted(self.dropped, reverse=True)

    def _together(self) -> Iterator[list[int]]:
        """Yield all that is kept, in parts of a size: most of what is learnt is in none of a thousand exchanges."""
        numbers: list[int] = []
        size = 0
        for number in reversed(self._kept):
            asked, masked = self._kept[number]
            numbers.append(number)
            size += len(asked) + len(masked)
            if size >= _TOGETHER:
                yield numbers
                numbers, size = [], 0
        if numbers:
            yield numbers


class Searched:
    """The exchanges of a run that goes on, with what is in them."""

    def __init__(
        self, matcher: Noted, needles: list[Needle], calls: Calls, back: Callable[[int], Exchange], room: int = ROOM
    ) -> None:
        """``needles`` are by the places the matcher knows them by; ``back`` reads an exchange again."""
        self._matcher = matcher
        self._scanner = Scanner(matcher, needles, calls)
        self._back = back
        self._asked = Asked(room)
        self._again: dict[int, None] = {}
        self._gathered = Gathered()
        self._found: dict[int, tuple[Exchange, list[Spot]]] = {}
        self._opaque: dict[int, tuple[str, Scanned]] = {}
        self.changed = False
        """Whether anything was found, or is not any more, since :meth:`gathered`."""

    def take(self, exchange: Exchange) -> Scanned:
        """Search an exchange that has come."""
        self._gathered.take(exchange, Scanned(index=exchange.index, spots=[], opaque={}))
        return self._search(exchange)

    def take_early(self, exchange: Exchange) -> None:
        """Search an exchange that is not whole: it counts for what is found in it, and for nothing else."""
        self._search(exchange)

    def drop(self, index: int) -> None:
        """Forget an exchange that was taken early."""
        self._asked.drop(index)
        self._again.pop(index, None)
        self._opaque.pop(index, None)
        self._gathered.sent.pop(index, None)
        self.changed |= self._found.pop(index, None) is not None

    def _search(self, exchange: Exchange) -> Scanned:
        with self._matcher.noted():
            scanned = searched(self._scanner, exchange)
        index = exchange.index
        # Headers and bodies in which nothing was before were not asked for this time.
        headers = [value.encode("utf-8", "surrogateescape") for _, value in exchange.request_headers]
        headers += [value.encode("utf-8", "surrogateescape") for _, value in exchange.response_headers]
        bodies = [exchange.request_body, exchange.response_body, *(message.data for message in exchange.messages)]
        self._asked.keep(index, b"\n".join([*self._matcher.asked, *headers, *bodies]), b"\n".join(self._matcher.masked))
        before = self._found.pop(index, None)
        self._opaque.pop(index, None)
        if scanned.spots:
            light = msgspec.structs.replace(
                exchange, request_body=b"", response_body=b"", messages=[], request_headers=[], response_headers=[]
            )
            self._found[index] = (light, scanned.spots)
            self._gathered.sent[index] = sent(exchange)
        self.changed |= before is not None or bool(scanned.spots)
        if scanned.opaque or scanned.spent:
            self._opaque[index] = (exchange.host, msgspec.structs.replace(scanned, spots=[]))
        return scanned

    def grown(self, grown: Grown) -> None:
        """Note which exchanges are to be searched again for what is looked for in addition."""
        self._scanner.forget()
        for index in self._asked.touched(grown):
            self._again.setdefault(index)

    @property
    def waiting(self) -> int:
        """How many exchanges wait to be searched again."""
        return len(self._again)

    def search_again(self) -> tuple[Exchange, Scanned] | None:
        """Search the exchange that has to be next; ``None`` when it cannot be read back."""
        index = next(iter(self._again))
        del self._again[index]
        try:
            exchange = self._back(index)
        except LookupError:
            return None
        return exchange, self._search(exchange)

    def gathered(self, gone: set[int]) -> Gathered:
        """Return what is found now, as a pass over all exchanges would leave it; ``gone`` are no values any more."""
        self.changed = False
        known = self._gathered
        return Gathered(
            sightings=[
                (light, spot)
                for _, (light, spots) in sorted(self._found.items())
                for spot in spots
                if spot.found.ref not in gone
            ],
            seen=self._seen(), ports=known.ports, traffic=known.traffic, sent=known.sent,
        )  # fmt: skip

    def _seen(self) -> Seen:
        seen = msgspec.structs.replace(self._gathered.seen, opaque=[], limits=[])
        for index, (host, scanned) in sorted(self._opaque.items()):
            if index < 0:  # what its bytes are is judged when it is whole
                continue
            for where, size in sorted(scanned.opaque.items()):
                direction, _, place = where.partition(":")
                if direction == "request":
                    seen.opaque_bytes += size
                    if len(seen.opaque) < MOST_NAMED:
                        seen.opaque.append(Opaque(index=index, host=host, where=place, bytes=size))
            if scanned.spent and len(seen.limits) < MOST_NAMED:
                seen.limits.append(Limit(index=index, host=host, reason=scanned.spent))
        return seen
