"""What speaks against a run's "no": a run of which something could not be seen never says that it did not happen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from harness.analysis.facts.blind_spots import BlindSpot, Conclusion, doubts, of_assessment
from harness.analysis.model import Assessment

State = Literal["yes", "no", "unknown", "refused"]
"""Whether a run shows it. ``unknown``: it does not, but could not see everything either. ``refused``: it was asked for,
and the system refused it each time.
"""
_MOST_NAMES = 8


class Doubt(msgspec.Struct, kw_only=True, frozen=True):
    """Why something cannot be said: the key of a blind spot (``blind_spots.TABLE``) or one of :data:`OWN`.

    ``count`` says how much of it, ``names`` what, as far as it is named.
    """

    key: str
    count: int = 0
    names: list[str] = []


OWN = (
    "not_looked_for", "phase_missing", "scenario_differs", "network_differs", "explored_less", "point_not_hooked",
    "no_screen", "no_apk", "rule_open",
)  # fmt: skip
"""What makes a comparison undetermined besides the blind spots of a run: the two did not look for, go through or try
the same."""


@dataclass(frozen=True)
class Side:
    """One of the runs that are compared: ``name`` is what it is shown by.

    ``looked`` are the kinds of data of which a value was looked for, ``None`` where that is not known.
    ``not_planted`` is the run record's list of what the device could not be given. ``unhooked`` are the access points
    that could not be hooked in some process, ``None`` where only what the assessment names of them is known.
    """

    name: str
    found: Assessment
    looked: frozenset[str] | None = None
    not_planted: Sequence[str] = ()
    unhooked: frozenset[str] | None = None


class Eyes:
    """What one run could see."""

    def __init__(self, side: Side) -> None:
        """Find the blind spots of the run."""
        seal = side.found.coverage.seal
        self.void = bool(seal and seal.void)
        self.side = side
        self.spots = of_assessment(side.found, side.not_planted)

    def blind(self, conclusion: Conclusion, category: str = "") -> bool:
        """Whether a conclusion about a kind of data is undetermined."""
        return doubts(self.spots, conclusion, category)

    def without_hooks(self, category: str) -> bool:
        """Whether a blind spot says of this kind of data by name that reads of it were not seen."""
        return any("reads" in spot.blinds and category in spot.categories for spot in self.spots)

    def state(self, *, shown: bool, refused: bool = False, unseen: bool = False) -> State:
        """Return what the run says of something; a void seal says nothing, neither yes nor no."""
        missing: State = "unknown" if unseen else "no"
        if self.void:
            return missing
        return "yes" if shown else "refused" if refused else missing

    def why(self, conclusion: Conclusion, category: str = "", *, without: Iterable[str] = ()) -> list[Doubt]:
        """Return the blind spots that take a conclusion away; those of ``without`` are judged by who asks."""
        return [
            doubt(spot)
            for spot in self.spots
            if conclusion in spot.blinds
            and (not spot.categories or category in spot.categories)
            and spot.key not in without
        ]


def doubt(spot: BlindSpot) -> Doubt:
    """Return a blind spot as a reason."""
    names = [text for text in map(_name, spot.names) if text]
    return Doubt(key=spot.key, count=spot.count, names=list(dict.fromkeys(names))[:_MOST_NAMES])


def _name(item: object) -> str:
    if isinstance(item, str):
        return item
    said = (getattr(item, name, None) for name in ("host", "point", "name", "family", "screen", "reason"))
    return next((str(text) for text in said if text), "")
