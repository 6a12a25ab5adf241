"""Has what a source gives analysed as it comes, and tells what was seen and found."""

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from harness.analysis.join.actors import NOBODY
from harness.analysis.live.engine import WORK_S, Live
from harness.analysis.model import Actor, Disclosure, Sighting
from harness.analysis.search.found import Layer
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Observation, Phase
from harness.evidence.rows.row import Row
from harness.explore.events import Ended, Event, Exchanged, Observed, Opaque
from harness.explore.judged import Judge
from harness.explore.notice import Notices
from harness.explore.sources import Ahead, Began, Item, Planted, Source, Unfinished
from harness.explore.state import State
from harness.values.needle import Needle

SHORT_S = 0.05
"""How long the stream waits for more before it looks after what it has."""
JOIN_S = 0.15
"""How often the join is made again, at most; where it takes long, no more than a third of the time goes into it."""
MOST_PAUSE_S = 1.0
"""What is left undone for longer than this is late, whatever it costs; nothing that was recorded before is."""
_RECORDED_SHARE = 10
"""Of the time that goes into what was recorded before, one part of so many goes into joins while it is read."""
_RECORDED_PAUSE_S = 30.0
"""How long a join of it may be put off."""
COVER_S = 1.0
"""How often coverage is looked at, at most."""

Tell = Callable[[list[Event]], None]


class Known(NamedTuple):
    """What one who followed the same source before has told already: it is not told again."""

    observations: int = 0
    exchanges: int = 0
    others: int = 0
    sightings: dict[int, Sighting] = {}  # noqa: RUF012 - nobody adds to it
    disclosures: dict[int, Disclosure] = {}  # noqa: RUF012


class Follower:
    """Follows one source, on one thread; :meth:`want`, :meth:`steps` and :meth:`owners` may be called on any."""

    def __init__(
        self,
        source: Source,
        state: State,
        tell: Tell,
        wanted: Sequence[Needle] = (),
        known: Known | None = None,
        *,
        recorded: bool = False,
        judge: Judge | None = None,
    ) -> None:
        """``state`` gets what stands, ``tell`` what happened. ``wanted`` are values to look for besides the persona's.

        ``known`` was told before; of the source's items that are neither observations nor exchanges the first
        ``known.others`` are only taken in. ``recorded``: it is all there, and nobody waits for what is the newest.
        ``judge`` judges what stands, if anybody asked for it.
        """
        self._source = source
        self._state = state
        self._tell = tell
        self._wanted = list(wanted)
        self._known = known or Known()
        self._live: Live | None = None
        self._notices: Notices | None = None
        self._searched: deque[Needle] = deque()
        self._turn, self._using = threading.Lock(), threading.Lock()
        self._judge = judge
        self._joined = self._covered = 0.0
        self._recorded = recorded
        self._spent = 0.0
        """Seconds of this thread when things were joined last."""
        self.others = 0
        """How many items came that are neither observations nor exchanges."""
        self._calls = self._exchanges = 0
        """How many of those came."""

    def want(self, needle: Needle) -> None:
        """Look for a value from now on, and in everything that came before. Returns at once."""
        self._searched.append(needle)

    def steps(self, exchange: Exchange, sightings: Sequence[Sighting]) -> list[tuple[Layer, ...]]:
        """Return the way from the wire to the value for each sighting of an exchange, outermost step first; empty
        where it cannot be walked.
        """
        with self._alone():
            return self._live.steps(exchange, sightings) if self._live is not None else [() for _ in sightings]

    def owners(self, stack: Sequence[str]) -> list[Actor]:
        """Return whose each line of a stack is, as the analysis has it now; waits for nothing."""
        return self._live.owners(stack) if self._live is not None else [NOBODY for _ in stack]

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """The analysis works for one thread at a time, and for whoever has waited for it next."""
        with self._turn:
            self._using.acquire()
        try:
            yield
        finally:
            self._using.release()

    def take(self, timeout_s: float = SHORT_S) -> Ended | None:
        """Take what has come, and tell what follows; return how the source ended when it has."""
        items = self._source.take(timeout_s)
        if items is None:
            return Ended(outcome="")
        ended = next((item for item in items if isinstance(item, Ended)), None)
        with self._alone():
            told = self._took([item for item in items if not isinstance(item, Ended)])
        self._tell(told)
        if ended is None:
            self.look()
        return ended

    def look(self) -> None:
        """Join what came, and look at how far the run is seen, where it is time to."""
        if self._live is None or self._notices is None or not self._caught_up:
            return
        with self._alone():
            self._look_for_more(self._live)
        now = time.monotonic()
        if self._live.stale and self._due(now - self._joined, self._live.took_s):
            with self._alone():
                told = self._notices.joined(self._live.refresh())
            self._tell(told)
            self._joined, self._spent = time.monotonic(), time.thread_time()
        if now - self._covered >= COVER_S and self._live.uncovered:
            with self._alone():
                told = self._notices.covered()
                if self._judge is not None and self._judge.due:
                    told += self._judge.look(self._live.assessment)
                    self._state.judge(self._judge.pause_s)
            self._tell(told)
            self._covered = time.monotonic()

    @property
    def _caught_up(self) -> bool:
        """Whether all that is known has come again: what rests on the rest of it would seem to be gone before."""
        known = self._known
        return self.others >= known.others and self._calls >= known.observations and self._exchanges >= known.exchanges

    def _due(self, gone_s: float, took_s: float) -> bool:
        """Whether it is time to join again, so long after the last time, which took so long."""
        if self._recorded:  # what others take of the processor meanwhile would leave little of it for reading
            spent = time.thread_time() - self._spent
            return gone_s >= JOIN_S and (spent >= _RECORDED_SHARE * took_s or gone_s >= _RECORDED_PAUSE_S)
        return gone_s >= min(max(JOIN_S, 2 * took_s), MOST_PAUSE_S)

    def finish(self) -> None:
        """Nothing more comes from the source: bring everything to its end, also what was wanted since."""
        if self._live is not None and self._notices is not None:
            with self._alone():
                self._look_for_more(self._live)
                self._live.end()
            while self._live.waiting:
                with self._alone():
                    self._live.work(WORK_S)
                    told = self._notices.exchanged(self._live.revised(), "revised")
                self._tell(told)  # what is kept to be told has its bodies with it
            with self._alone():
                told = [*self._notices.joined(self._live.finish()), *self._notices.covered()]
                if self._judge is not None:
                    told += self._judge.look(self._live.assessment, over=True)
                    self._state.judge(0.0)
            self._tell(told)

    @property
    def wants(self) -> bool:
        """Whether a value is wanted that is not looked for yet."""
        return bool(self._searched)

    def _look_for_more(self, live: Live) -> None:
        while self._searched:
            live.want([self._searched.popleft()])

    def _took(self, items: list[Item]) -> list[Event]:
        """Give what came to the analysis, and return what is to be told of it."""
        told: list[Event] = []
        if self._live is None and self._source.base is not None:
            self._live = Live(self._source.base, self._wanted, self._source.observation, self._source.exchange)
            self._notices = Notices(self._live, self._state, self._known.sightings, self._known.disclosures)
        observations: list[Observation] = []
        exchanges: list[Exchange] = []
        for item in items:
            if isinstance(item, Observation):
                observations.append(item)
            elif isinstance(item, Exchange):
                exchanges.append(item)
            elif isinstance(item, Unfinished):
                if self._live is not None:
                    self._live.unfinished(item.exchange)
            elif isinstance(item, Ahead):
                if self._live is not None:
                    self._live.ahead(item.number, item.row)
            else:
                found = self._other(item)
                self.others += 1
                told += found if self.others > self._known.others else []
        if self._live is None or self._notices is None:
            return told
        self._calls += len(observations)
        self._exchanges += len(exchanges)
        told += self._notices.observed(self._live.observe(observations)) if observations else []
        told += self._notices.exchanged(self._live.exchange(exchanges)) if exchanges else []
        return told if not self._known.observations and not self._known.exchanges else self._unknown(told)

    def _other(self, item: Item) -> list[Event]:
        if isinstance(item, Event):
            return [item]
        if self._live is None or self._notices is None:
            return []
        if isinstance(item, Planted):
            self._live.plant(item.persona)
        elif isinstance(item, Began | Phase):
            return self._notices.phase(item.phase if isinstance(item, Began) else item)
        elif isinstance(item, Row):
            return self._notices.row(item)
        return []

    def _unknown(self, told: list[Event]) -> list[Event]:
        return [
            one
            for one in told
            if not (
                (isinstance(one, Observed) and one.number < self._known.observations)
                or (isinstance(one, Exchanged | Opaque) and one.index < self._known.exchanges)
            )
        ]
