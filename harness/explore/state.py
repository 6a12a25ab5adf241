"""What a screen draws: the newest of everything, and what stands.

Old observations and exchanges leave the windows, never the bundle (``Stream.observation`` reads them back).
"""

import threading
import time
from collections import Counter, deque
from collections.abc import Iterable, Sequence

from harness.analysis.live.engine import Covering
from harness.analysis.model import Disclosure, Sighting
from harness.analysis.model_findings import Finding
from harness.explore.events import (
    Asked,
    Covered,
    Ended,
    Event,
    Exchanged,
    Health,
    Judged,
    Observed,
    Opaque,
    PhaseBegan,
    Said,
    Stepped,
)
from harness.explore.pieces import Packed, Pieces

OBSERVATIONS = 20_000
EXCHANGES = 5_000
TALK = 2_000
"""How many of each are kept at hand. A screen shows fifty; the rest is for scrolling and filtering."""


class State:
    """Hold :attr:`lock` while reading; the stream's thread writes."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.lock = threading.RLock()
        self.observations: Pieces[Observed] = Pieces(OBSERVATIONS)
        self.call_us = self.exchange_us = 0
        """When the last observation was, and the last exchange."""
        self.exchanges: deque[Exchanged] = deque(maxlen=EXCHANGES)
        self.sightings: dict[int, Sighting] = {}
        """What stands now, by numbers: exactly what an assessment made now would have."""
        self.in_exchange: dict[int, dict[int, Sighting]] = {}
        """The sightings of an exchange, by its index and their numbers."""
        self.disclosures: dict[int, Disclosure] = {}
        """By their numbers."""
        self.findings: dict[str, Finding] = {}
        """What rules say now, by the findings' ids."""
        self.judged: tuple[float, float] | None = None
        """When rules were asked last (monotonic), and after how many seconds they are again (0: never)."""
        self.phases: list[PhaseBegan] = []
        self.health: deque[Health] = deque(maxlen=TALK)
        self.opaque: deque[Opaque] = deque(maxlen=TALK)
        self._opaque_in: dict[int, int] = {}
        """Bytes of which nothing could be made, by the exchange's index; also where they have left the window."""
        self.said: deque[Said] = deque(maxlen=TALK)
        self.steps: deque[Stepped] = deque(maxlen=TALK)
        self.asked: Asked | None = None
        self.covered: Covered | None = None
        self.covering: Covering | None = None
        """The whole coverage as it is now, and what an assessment would conclude."""
        self.ended: Ended | None = None
        self.share = 0.0
        """How much of a finished recording was read so far, where that is known."""
        self.totals: Counter[str] = Counter()
        """``observations`` (calls, with those that were only counted), ``exchanges``, ``opaque_bytes``."""
        self.by_category: Counter[str] = Counter()
        """Calls by the category of what they read."""
        self.by_recipient: Counter[str] = Counter()
        """Exchanges by host."""

    def take(self, events: Sequence[Event | Packed]) -> None:
        """Add what the stream tells."""
        with self.lock:
            for event in events:
                self._take(event)

    def _take(self, event: Event | Packed) -> None:
        if isinstance(event, Packed):
            self.observations.extend(event)
            self.call_us = event.time_us
            self.totals["observations"] += event.calls
            self.by_category.update(event.categories)
        elif isinstance(event, Observed):
            self.observations.append(event)
            self.call_us = event.time_us
            self.totals["observations"] += event.count
            if event.category:
                self.by_category[event.category] += event.count
        elif isinstance(event, Exchanged):
            self._exchanged(event)
        elif isinstance(event, Opaque):
            self.opaque.append(event)
            self._opaque_in[event.index] = self._opaque_in.get(event.index, 0) + event.bytes
            self.totals["opaque_bytes"] += event.bytes
        else:
            self._of_the_run(event)

    def _exchanged(self, event: Exchanged) -> None:
        if event.change == "new":
            self.exchanges.append(event)
            self.exchange_us = event.time_us
            self.totals["exchanges"] += 1
            self.by_recipient[event.host] += 1
            return
        at = event.index - self.exchanges[0].index if self.exchanges else -1  # they come in the order of their indexes
        if 0 <= at < len(self.exchanges):
            self.exchanges[at] = event
        if gone := self._opaque_in.pop(event.index, 0):  # what still is opaque in it is told again
            self.totals["opaque_bytes"] -= gone
            self.opaque = deque((row for row in self.opaque if row.index != event.index), maxlen=TALK)

    def stand(self, sightings: dict[int, Sighting], disclosures: dict[int, Disclosure]) -> None:
        """Take what stands now, by numbers."""
        with self.lock:
            self.sightings, self.disclosures = sightings, disclosures
            self.in_exchange = {}
            for number, row in sightings.items():
                self.in_exchange.setdefault(row.index, {})[number] = row

    def amend(
        self,
        sightings: dict[int, Sighting],
        gone_sightings: Iterable[int],
        disclosures: dict[int, Disclosure],
        gone_disclosures: Iterable[int],
    ) -> None:
        """Take what stands now, as far as it is not what stood before."""
        with self.lock:
            all_of, left = {**self.sightings, **sightings}, {**self.disclosures, **disclosures}
            for number in gone_sightings:
                all_of.pop(number, None)
            for number in gone_disclosures:
                left.pop(number, None)
            self.stand(all_of, left)

    def cover(self, found: Covering) -> None:
        """Take how far the run is seen now."""
        with self.lock:
            self.covering = found

    def judge(self, pause_s: float) -> None:
        """Take that rules have been asked."""
        with self.lock:
            self.judged = (time.monotonic(), pause_s)

    def _of_the_run(self, event: Event) -> None:
        if isinstance(event, Judged):
            if event.change == "gone":
                self.findings.pop(event.finding.id, None)
            else:
                self.findings[event.finding.id] = event.finding
        elif isinstance(event, PhaseBegan):
            self.phases.append(event)
        elif isinstance(event, Health):
            self.health.append(event)
        elif isinstance(event, Said):
            self.said.append(event)
        elif isinstance(event, Stepped):
            self.steps.append(event)
            self.asked = None if event.step.startswith("ask") else self.asked
        elif isinstance(event, Asked):
            self.asked = event
        elif isinstance(event, Covered):
            self.covered = event
        elif isinstance(event, Ended):
            self.ended = event

    # -- jumps ----------------------------------------------------------------------------------------------------

    def carried(self, value_ids: list[str]) -> list[Sighting]:
        """Return where any of these values were seen, in the order of time."""
        with self.lock:
            wanted = set(value_ids)
            found = [row for row in self.sightings.values() if row.value_id in wanted]
        return sorted(found, key=lambda row: (row.time, row.index, row.offset))

    def read(self, value_ids: list[str]) -> list[Observed]:
        """Return the observations in the window that hold any of these values."""
        with self.lock:
            wanted = set(value_ids)
            return [row for row in self.observations if wanted.intersection(row.values)]
