"""Searching one exchange: its URL, headers, bodies and messages, decoded as deep as they go."""

import bisect
import itertools
from collections.abc import Iterator, Sequence

from harness.analysis.decode import KNOWN
from harness.analysis.decode.url import URL
from harness.analysis.decode.view import MAX_VIEW, Budget, Structure
from harness.analysis.model import Direction
from harness.analysis.search.allowance import Allowance
from harness.analysis.search.found import Calls, Found, Scanned, Spot
from harness.analysis.search.match import Matcher
from harness.analysis.search.patterns import Pattern
from harness.analysis.search.walk import Walk
from harness.evidence.exchange import Exchange, Message, header
from harness.values.needle import Needle
from harness.values.variant import Need

_OVERLAP = 4096
"""Bytes before the bound of a view in which a value may begin that goes beyond it."""
_PIECE = 16 << 20
"""Bytes of what lies beyond it that are searched at once."""
_LONGEST_CLEAN = 512
_MOST_CLEAN = 4096


class Scanner:
    """Searches exchanges for what ``matcher`` knows, in the order of their positions as far as many are decoded."""

    def __init__(self, matcher: Matcher, needles: Sequence[Needle], calls: Calls | None = None) -> None:
        """``needles`` and ``calls`` are those the matcher's patterns refer to."""
        self._matcher = matcher
        self._needles = needles
        self._calls = calls or Calls()
        self._allowance = Allowance()
        self._clean: dict[tuple[str, str] | bytes, tuple[int, int]] = {}
        """Short headers and bodies in which nothing is, with the views and bytes it took to know."""

    def scan(self, exchange: Exchange, *, trail: bool = False) -> Scanned:
        """Return everything found in ``exchange``, with the views on the way when ``trail`` asks for them."""
        result = Scanned(index=exchange.index, spots=[], opaque={})
        budget = Budget()
        if not self._allowance.begin(exchange.index, exchange.size):
            budget.forbid("whole")
        whole = budget.bytes
        for where, direction, content, structure, time_us in _views(exchange):
            stream = content if isinstance(content, _Stream) else None
            data = content.data if isinstance(content, _Stream) else content
            if not data:
                continue
            before = budget.unread
            beyond: list[Found] = []
            most = MAX_VIEW if whole else 0
            if len(data) > most:
                budget.cut(len(data) - MAX_VIEW if most else 0, "size")
                beyond = self._as_it_stands(data, most)
                data = data[: most or len(data)]
            headers = exchange.request_headers if direction == "request" else exchange.response_headers
            codings = header(headers, "content-encoding") if where == "body" else ""
            key = data if where == "body" and not codings and len(data) <= _LONGEST_CLEAN else None
            if key and self._known(key, budget):
                continue
            walk = Walk(self._matcher, self._needles, self._calls, budget, trail or stream is not None, where)
            spent = (budget.views, budget.bytes)
            found = walk.body(data, codings) if codings else walk.view(data, 0, structure)
            walk.opaque += budget.unread - before
            _note(result, walk, found + beyond, where, direction, time_us, stream)
            if stream is not None and not trail:
                for item in found:
                    item.trail = ()
            if key and not found:
                self._remember(key, data, walk, budget, spent)
        for direction, headers in (("request", exchange.request_headers), ("response", exchange.response_headers)):
            for pair in headers:
                if not self._known(pair, budget):
                    self._header(result, budget, trail, direction, pair, exchange.time_us)
        self._allowance.spend(whole - budget.bytes)
        result.spent = budget.spent
        result.decoded = whole - budget.bytes
        result.views = walk_count(budget) if whole else 0
        return result

    def _as_it_stands(self, data: bytes, decoded: int) -> list[Found]:
        """Return the values that stand plainly beyond the first ``decoded`` bytes of a body."""
        found: list[Found] = []
        # In pieces: a copy of a gigabyte is as large as it. What begins in one piece is found with what is around it.
        for begin in range(max(0, decoded - _OVERLAP), len(data), _PIECE):
            low = max(0, begin - _OVERLAP)
            for hit in self._matcher.find(data[low : begin + _PIECE + _OVERLAP]).values:
                start, end = low + hit.start, low + hit.end
                if begin <= start < begin + _PIECE and end > decoded and _plain(hit.pattern):
                    found.append(Found(hit.pattern.ref, hit.pattern.form, (), start, end))
        return found

    def forget(self) -> None:
        """Forget in what there is nothing: the matcher looks for more now."""
        self._clean.clear()

    def _header(
        self,
        result: Scanned,
        budget: Budget,
        trail: bool,
        direction: Direction,
        pair: tuple[str, str],
        time_us: int,
    ) -> None:
        """Search one header. Most of them recur in every exchange."""
        name, value = pair
        if not value:
            return
        data = value.encode("utf-8", "surrogateescape")
        walk = Walk(self._matcher, self._needles, self._calls, budget, trail, f"header:{name}")
        before = (budget.views, budget.bytes)
        found = walk.view(data, 0, KNOWN.headers.get(name.lower()))
        _note(result, walk, found, f"header:{name}", direction, time_us)
        if not found:
            self._remember(pair, data, walk, budget, before)

    def _known(self, key: tuple[str, str] | bytes, budget: Budget) -> bool:
        """Whether there is nothing in a header or body that was seen before; what it cost is accounted for again."""
        known = self._clean.get(key)
        if known is not None:
            budget.views -= known[0]
            budget.bytes -= known[1]
        return known is not None

    def _remember(
        self, key: tuple[str, str] | bytes, data: bytes, walk: Walk, budget: Budget, before: tuple[int, int]
    ) -> None:
        """Note that there is nothing in ``data``, if it is short and true whatever stands beside it."""
        if len(data) <= _LONGEST_CLEAN and not (walk.opaque or budget.spent or self._matcher.holds(data)):
            if len(self._clean) >= _MOST_CLEAN:
                self._clean.clear()
            self._clean[key] = (before[0] - budget.views, before[1] - budget.bytes)


def _plain(pattern: Pattern) -> bool:
    """Whether a value that stands so is proof by itself."""
    return pattern.need is Need.NOTHING and pattern.axis < 0


def _note(
    result: Scanned,
    walk: Walk,
    found: list[Found],
    where: str,
    direction: Direction,
    time_us: int,
    stream: "_Stream | None" = None,
) -> None:
    if walk.opaque:
        key = f"{direction}:{where.partition(':')[0]}"
        result.opaque[key] = result.opaque.get(key, 0) + walk.opaque
    places: dict[tuple[str, int], list[Found]] = {}
    for item in found:
        within = stream.message(item.trail[0].start, item.trail[0].end) if stream is not None and item.trail else None
        places.setdefault(within or (where, time_us), []).append(item)
    for (place, at_us), items in places.items():
        result.spots += (Spot(place, direction, item, at_us) for item in _distinct(items))


def walk_count(budget: Budget) -> int:
    """Return how many views a budget was spent on."""
    return Budget().views - budget.views


class _Stream:
    """What was said in one direction of a stream: where it was cut into messages is nobody's choice."""

    def __init__(self, messages: Sequence[tuple[int, Message]]) -> None:
        self.data = b"".join(message.data for _, message in messages)
        self._messages = messages
        self._ends = list(itertools.accumulate(len(message.data) for _, message in messages))

    def message(self, start: int, end: int) -> tuple[str, int]:
        """Return the message in which something begins, as a place, and the time of the one in which it ends."""
        first = bisect.bisect_right(self._ends, start)
        last = bisect.bisect_left(self._ends, max(end, start + 1))
        return f"message:{self._messages[first][0]}", self._messages[last][1].time_us


def _views(exchange: Exchange) -> Iterator[tuple[str, Direction, "bytes | _Stream", Structure | None, int]]:
    """Yield (where, direction, data, structure, time) of what an exchange consists of, but for its headers."""
    time_us = exchange.time_us
    yield "url", "request", exchange.url.encode("utf-8", "surrogateescape"), URL, time_us
    yield "body", "request", exchange.request_body, None, time_us
    yield "body", "response", exchange.response_body, None, time_us
    if exchange.kind == "tcp":
        said: dict[Direction, list[tuple[int, Message]]] = {"request": [], "response": []}
        for number, message in enumerate(exchange.messages):
            said["request" if message.from_client else "response"].append((number, message))
        for way, messages in said.items():
            if messages:
                yield f"message:{messages[0][0]}", way, _Stream(messages), None, messages[0][1].time_us
        return
    for number, message in enumerate(exchange.messages):
        direction: Direction = "request" if message.from_client else "response"
        yield f"message:{number}", direction, message.data, None, message.time_us


def _distinct(found: list[Found]) -> list[Found]:
    """Drop repetitions of one value in one form at one path; the first place stays, and the strongest evidence."""
    if len(found) < 2:
        return found
    kept: dict[tuple[int, str, tuple[str, ...]], Found] = {}
    for item in sorted(found, key=lambda item: (item.weak, item.path, item.start, item.form, item.ref)):
        kept.setdefault((item.ref, item.form, item.path), item)
    return list(kept.values())
