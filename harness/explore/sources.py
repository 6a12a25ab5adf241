"""Where a stream comes from: a run that goes on, or a finished bundle."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from harness.analysis.recording import Recording
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Observation, Phase
from harness.evidence.rows.row import Row
from harness.explore.events import Event


class Began(NamedTuple):
    """A phase that has begun and not ended: its end and its ``cause`` are not known yet."""

    phase: Phase


class Planted(NamedTuple):
    """The persona as it is now: the device's own values are added to it as they are learnt."""

    persona: dict[str, Any]


class Unfinished(NamedTuple):
    """An exchange that waits for its answer, or goes on. Its index is below zero: its place is not known yet."""

    exchange: Exchange


class Ahead(NamedTuple):
    """A call by its number that goes before others, which it comes behind in its turn, too: exchanges do not wait for
    calls, and may carry what it made."""

    number: int
    row: Observation


Item = Row | Exchange | Unfinished | Ahead | Began | Planted | Event
"""One thing that a source gives: rows and exchanges as the bundle has them, in the order in which they came."""


class Source(Protocol):
    """Gives what a bundle holds, as it comes.

    ``base`` is the recording without what comes: its record, its persona so far, what a foreign one is. ``None`` until
    a run has begun its bundle.
    """

    base: Recording | None

    def take(self, timeout_s: float) -> Sequence[Item] | None:
        """Return what has come, empty when nothing has within so many seconds, ``None`` at the end."""

    def observation(self, number: int) -> Observation:
        """Read an observation back by its place among the bundle's. Raises ``LookupError``."""

    def exchange(self, index: int) -> Exchange:
        """Read an exchange back by its place among the bundle's. Raises ``LookupError``."""

    def close(self) -> None:
        """Let go of what is open."""
