"""Searching one exchange: its URL, headers, bodies and messages, decoded as deep as they go."""

from collections.abc import Iterator, Sequence

from harness.analysis import decode
from harness.analysis.decode.view import MAX_VIEW, Budget, Structure
from harness.analysis.found import Calls, Found, Scanned, Spot
from harness.analysis.match import Matcher
from harness.analysis.model import Direction
from harness.analysis.values import Needle
from harness.analysis.walk import Walk
from harness.evidence.exchange import Exchange, header

_LONGEST_CLEAN = 512
_MOST_CLEAN = 4096


class Scanner:
    """Searches exchanges for what ``matcher`` knows. Holds no state between exchanges."""

    def __init__(self, matcher: Matcher, needles: Sequence[Needle], calls: Calls | None = None) -> None:
        """``needles`` and ``calls`` are those the matcher's patterns refer to."""
        self._matcher = matcher
        self._needles = needles
        self._calls = calls or Calls()
        self._clean: dict[tuple[str, str] | bytes, tuple[int, int]] = {}
        """Short headers and bodies in which nothing is, with the views and bytes it took to know."""

    def scan(self, exchange: Exchange, *, trail: bool = False) -> Scanned:
        """Return everything found in ``exchange``, with the views on the way when ``trail`` asks for them."""
        result = Scanned(index=exchange.index, spots=[], opaque={})
        budget = Budget()
        whole = budget.bytes
        for where, direction, data, structure, time_us in _views(exchange):
            if not data:
                continue
            before = budget.unread
            if len(data) > MAX_VIEW:
                budget.cut(len(data) - MAX_VIEW, "size")
                data = data[:MAX_VIEW]
            headers = exchange.request_headers if direction == "request" else exchange.response_headers
            codings = header(headers, "content-encoding") if where == "body" else ""
            key = data if where == "body" and not codings and len(data) <= _LONGEST_CLEAN else None
            if key and self._known(key, budget):
                continue
            walk = Walk(self._matcher, self._needles, self._calls, budget, trail, where)
            spent = (budget.views, budget.bytes)
            found = walk.body(data, codings) if codings else walk.view(data, 0, structure)
            walk.opaque += budget.unread - before
            _note(result, walk, found, where, direction, time_us)
            if key and not found:
                self._remember(key, data, walk, budget, spent)
        for direction, headers in (("request", exchange.request_headers), ("response", exchange.response_headers)):
            for pair in headers:
                if not self._known(pair, budget):
                    self._header(result, budget, trail, direction, pair, exchange.time_us)
        result.spent = budget.spent
        result.decoded = whole - budget.bytes
        result.views = walk_count(budget)
        return result

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
        cookie = name.lower() in ("cookie", "set-cookie")
        found = walk.view(data, 0, decode.COOKIE_STRUCTURE if cookie else None)
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


def _note(result: Scanned, walk: Walk, found: list[Found], where: str, direction: Direction, time_us: int) -> None:
    if walk.opaque:
        key = f"{direction}:{where.partition(':')[0]}"
        result.opaque[key] = result.opaque.get(key, 0) + walk.opaque
    result.spots += (Spot(where, direction, item, time_us) for item in _distinct(found))


def walk_count(budget: Budget) -> int:
    """Return how many views a budget was spent on."""
    return Budget().views - budget.views


def _views(exchange: Exchange) -> Iterator[tuple[str, Direction, bytes, Structure | None, int]]:
    """Yield (where, direction, data, structure, time) of what an exchange consists of, but for its headers."""
    time_us = exchange.time_us
    yield "url", "request", exchange.url.encode("utf-8", "surrogateescape"), decode.URL_STRUCTURE, time_us
    yield "body", "request", exchange.request_body, None, time_us
    yield "body", "response", exchange.response_body, None, time_us
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
