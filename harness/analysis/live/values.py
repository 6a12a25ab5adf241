"""The values that are looked for while a run goes on: each keeps its place once it has one."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from harness.analysis.search.assigned import CATEGORY, MOST, lasting_cookies
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Observation
from harness.values.needle import Needle, Observed, from_persona, unique

_Key = tuple[str, str, tuple[float, float] | None, str]


def _key(needle: Needle) -> _Key:
    """What patterns are made of: the same needle under another name is looked for in the same way."""
    return needle.category, needle.text, needle.place, needle.written


class Values:
    """What is known to be worth looking for. ``needles`` are all there ever were, by their places, as they are named
    now; those at the places in ``gone`` are no values any more."""

    def __init__(self, package: str, persona: Mapping[str, Any] | None, extra: Sequence[Needle] = ()) -> None:
        """``persona`` and ``extra`` are what is known beforehand. Raises ``ValuesError``."""
        self.needles: list[Needle] = []
        self.gone: set[int] = set()
        self.named = 0
        """How often they were named."""
        self._places: dict[_Key, int] = {}
        self._persona = persona
        self._extra = list(extra)
        self._planted = self._known()
        self._observed = Observed((), package)
        self._cookies: dict[str, None] = {}
        self._stale = True

    def _known(self) -> list[Needle]:
        return unique([*(from_persona(self._persona) if self._persona else ()), *self._extra])

    def plant(self, persona: Mapping[str, Any]) -> None:
        """Take the persona as it is now. Raises ``ValuesError``."""
        self._persona = persona
        self._planted, self._stale = self._known(), True

    def want(self, needles: Sequence[Needle]) -> None:
        """Look for further values."""
        self._extra += needles
        self._planted, self._stale = self._known(), True

    def observe(self, row: Observation) -> None:
        """Take what a call returned."""
        self._stale |= self._observed.take(row)

    def exchange(self, exchange: Exchange) -> None:
        """Take the lasting cookies of a response."""
        for text in lasting_cookies(exchange):
            if text not in self._cookies and len(self._cookies) < 10 * MOST:
                self._cookies[text] = None
                self._stale = True

    def settle(self) -> list[int]:
        """Name everything anew, as the analysis of a whole recording does; return the places of what is new."""
        if not self._stale:
            return []
        self._stale = False
        self.named += 1
        fresh: list[int] = []
        standing: set[int] = set()
        for needle in self._all():
            key = _key(needle)
            place = self._places.get(key)
            if place is None:
                place = self._places[key] = len(self.needles)
                self.needles.append(needle)
                fresh.append(place)
            self.needles[place] = needle
            standing.add(place)
        self.gone = set(range(len(self.needles))) - standing
        for place in self.gone:
            self.needles[place] = msgspec.structs.replace(self.needles[place], value_id=f"gone.{place}", origin="gone")
        return fresh

    def _all(self) -> list[Needle]:
        """Planted values go before those that were read, and both before cookies, whenever each was learnt."""
        planted = {needle.text.lower() for needle in self._planted}
        counts: dict[str, int] = {}
        read = []
        for needle in self._observed.found:
            if needle.text.lower() not in planted:
                counts[needle.category] = counts.get(needle.category, 0) + 1
                value_id = f"seen.{needle.category}.{counts[needle.category]}"
                read.append(msgspec.structs.replace(needle, value_id=value_id))
        seen = [*self._planted, *read]
        have = {needle.text for needle in seen}
        cookies = [text for text in self._cookies if text not in have][:MOST]
        given = [
            Needle(value_id=f"set.{CATEGORY}.{number}", category=CATEGORY, text=text, origin="server")
            for number, text in enumerate(cookies, 1)
        ]
        return unique([*seen, *given])
