"""One run's server: which recorded answer each request gets, and what was asked that nobody recorded."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from mitmproxy import flow, http

from harness.capture.host_clock import now_us
from harness.capture.proxy.replay.answers import response_for
from harness.capture.proxy.replay.asked import Asked, Kind, Likeness, Place, asked, likeness
from harness.capture.proxy.replay.talk import Talk
from harness.capture.proxy.replay.tape import Answer, Tape
from harness.evidence.flows import UNREADABLE, exchange_from_flow
from harness.evidence.rows import Replayed
from harness.evidence.run_record import Replay
from harness.files.names import shown

MOST_WAIT_S = 3.0
"""A repeated answer comes after the time that the server took for it, but not later than so: an app that polls would
else ask without end."""
_MOST_KINDS = 1000
MOST_ROWS = 300
"""Kinds of requests to one place, and recorded answers of one kind, that are looked at for one request."""
_MOST_TEXT = 2000
_EVENTS = "text/event-stream"
MOST_NAMED = 200
"""Places of each kind that the run's record names."""


class Played(NamedTuple):
    """A recorded answer for a request, and how long to wait before it is given, in seconds."""

    response: http.Response
    wait_s: float


class Player:
    """Plays a tape to one run. Called on mitmproxy's event loop only."""

    def __init__(
        self, tape: Tape, on_row: Callable[[Replayed], None] = lambda row: None, personal: Collection[str] = ()
    ) -> None:
        """``on_row`` is given what became of each request, with times of this host's clock; ``personal`` are the
        values of this run's persona.
        """
        self._tape = tape
        self._on_row = on_row
        self._personal = frozenset(personal) | tape.personal
        self._used = bytearray(1 + max((row.number for row in _rows(tape)), default=-1))
        self._next: dict[tuple[Place, Kind], int] = {}
        self._talks: dict[str, Talk] = {}
        self._counts: Counter[str] = Counter()
        self._named: dict[str, Counter[str]] = {"nearest": Counter(), "unrecorded": Counter()}

    def answer(self, item: http.HTTPFlow) -> Played | None:
        """Return the answer to a request that is whole; ``None`` when there is none, which is told as any other."""
        request = exchange_from_flow(item, 0)
        said = asked(request, self._personal)
        row = Replayed(
            exchange=item.id, time_us=now_us(), method=_plain(request.method), host=_plain(request.host),
            port=request.port, path=_plain(said.kind.path), outcome="unrecorded",
        )  # fmt: skip
        played = None
        for how, answer in self._candidates(said):
            again = bool(self._used[answer.number])
            played = self._played(item, answer, again)
            if played is not None:
                self._used[answer.number] = 1
                row.outcome, row.index, row.again = "recorded" if how.same else "nearest", answer.number, again
                break
        self._count(row, said.place)
        self._on_row(row)
        return played

    def other(self, item: flow.Flow) -> None:
        """Tell of a stream or datagrams, which no recording answers here."""
        said = exchange_from_flow(item, 0)
        row = Replayed(
            exchange=item.id, time_us=now_us(), method=said.kind.upper(), host=_plain(said.host), port=said.port,
            path="", outcome="unrecorded",
        )  # fmt: skip
        self._count(row, Place(row.method, row.host, row.port, ""))
        self._on_row(row)

    def knows(self, item: http.HTTPFlow) -> bool:
        """Whether anything was recorded at the place of a request, of which there may only be the head yet."""
        return asked(exchange_from_flow(item, 0)).place in self._tape.places

    def _count(self, row: Replayed, place: Place) -> None:
        self._counts[row.outcome] += 1
        self._counts["again"] += row.again
        named = self._named.get(row.outcome)
        name = _plain(f"{place.method} {place.host}:{place.port}{place.path}")[:300]
        if named is not None and (name in named or len(named) < MOST_NAMED):
            named[name] += 1

    def record(self) -> Replay:
        """Return what came of it all, for the run's record."""
        return Replay(
            source=self._tape.source.name,
            sha256=self._tape.source.sha256,
            exchanges=self._tape.count,
            left_out=self._tape.left_out,
            recorded=self._counts["recorded"],
            again=self._counts["again"],
            nearest=self._counts["nearest"],
            nearest_named=dict(self._named["nearest"]),
            unrecorded=self._counts["unrecorded"],
            unrecorded_named=dict(self._named["unrecorded"]),
        )

    def talk(self, item: http.HTTPFlow) -> Talk | None:
        """Return who answers on a WebSocket that was opened as it was recorded, once."""
        return self._talks.pop(item.id, None)

    def _candidates(self, said: Asked) -> Iterator[tuple[Likeness, Answer]]:
        """Yield recorded answers, the best first: by kind, by how many values are the same, unused ones first, in the
        order of the recording.
        """
        kinds = self._tape.places.get(said.place, {})
        found = [
            (how, kind)
            for kind, _ in zip(kinds, range(_MOST_KINDS), strict=False)
            if (how := likeness(said.kind, kind)) is not None
        ]
        values = set(said.values)
        for how, kind in sorted(found, key=lambda pair: pair[0], reverse=True):
            rows = self._near(said.place, kind, kinds[kind])
            fit = [row for row in rows if row.range in ("", said.range) and (said.conditional or not row.unchanged)]
            for row in sorted(fit, key=lambda row: (-len(values.intersection(row.values)), *self._turn(row.number))):
                yield how, row

    def _turn(self, number: int) -> tuple[int, int]:
        """Unused ones come first, in order; of used ones the last, since a server's state goes on."""
        used = self._used[number]
        return used, -number if used else number

    def _near(self, place: Place, kind: Kind, rows: list[Answer]) -> Sequence[Answer]:
        """Return the answers of one kind that are looked at: from the first unused one on, of very many."""
        if len(rows) <= MOST_ROWS:
            return rows
        at = self._next.get((place, kind), 0)
        while at < len(rows) and self._used[rows[at].number]:
            at += 1
        self._next[place, kind] = at
        return rows[max(0, min(at, len(rows) - MOST_ROWS)) :][:MOST_ROWS]

    def _played(self, item: http.HTTPFlow, answer: Answer, again: bool) -> Played | None:
        try:
            recorded = self._tape.read(answer)
        except (*UNREADABLE, OSError):
            return None
        old = recorded.response
        assert old is not None  # noqa: S101 - for the type checker: see ``Tape.read``
        if again and old.headers.get("content-type", "").lower().startswith(_EVENTS):
            return None  # a stream of events goes on where it ended: with what was not recorded
        took = (old.timestamp_end or 0.0) - (recorded.request.timestamp_start or 0.0) if again else 0.0
        response = response_for(item.request, recorded)
        if response is None:
            return None
        if response.status_code == 101 and recorded.websocket is not None:
            self._talks[item.id] = Talk(recorded.websocket)
        item.comment = f"answered from the recording (its exchange {answer.number})"
        item.is_replay = "response"
        return Played(response, min(max(took, 0.0), MOST_WAIT_S))


def _plain(text: str) -> str:
    """A text of the app's as one that any file can hold."""
    return shown(text[:_MOST_TEXT])[:_MOST_TEXT]


def _rows(tape: Tape) -> Iterator[Answer]:
    for kinds in tape.places.values():
        for rows in kinds.values():
            yield from rows
