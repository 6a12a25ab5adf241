"""A finished bundle, or somebody's recording, as a source: read once from the beginning, in the order of time."""

import copy
import dataclasses
import heapq
import itertools
import threading
from array import array
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import TypeVar

from harness.analysis.from_bundle import recording_from_bundle
from harness.analysis.recording import Recording
from harness.evidence.bundle import Bundle, BundleError
from harness.evidence.exchange import Divisible, Exchange, Piece, PieceError, RecordingError
from harness.evidence.rows import Incident, Observation, StepTaken, file_of
from harness.evidence.rows.row import kind_of
from harness.explore.events import Ended
from harness.explore.sources import Item
from harness.jobs.source import Request
from harness.jobs.told import Told

_AT_ONCE = 256
"""Items that are given at a time."""
_BYTES_AT_ONCE = 1 << 20
"""Bytes of exchanges that are: what is given is searched before anything of it stands on a screen."""
_PIECE = 32
"""Exchanges that are read over to come to one of them."""
_NEAR = 16 << 20
"""Bytes of these that are kept at hand: who searches again goes from one to the next."""

_T = TypeVar("_T")
_Timed = tuple[int, Item]


class Replay:
    """Reads a recording lazily: of its large parts nothing is kept but where each observation begins."""

    def __init__(self, recording: Recording, bundle: Bundle | None = None) -> None:
        """``bundle`` is the one that ``recording`` was made of."""
        self.base: Recording | None = dataclasses.replace(
            recording, exchanges=(), observations=(), phases=(), connections=(), hooks=(), processes=(), permissions=(),
            selftests=(), defences=(), gaps=(), attempts=(), consent=(), places=(), screens=(),
        )  # fmt: skip
        self._recording = recording
        self._bundle = bundle
        self._places = array("Q")
        self._pieces: list[Piece] = []
        self._more: Iterator[Piece] | None = None
        self._near: dict[int, Exchange] = {}
        self._reading = threading.Lock()
        self._items = self._all()
        self._over = False
        self._size = self._rows_size()

    def _rows_size(self) -> int:
        if self._bundle is None or not self._bundle.has(file_of(Observation)):
            return 0
        with self._bundle.open(file_of(Observation)) as file:
            return file.seek(0, 2)

    @property
    def share(self) -> float:
        """How much of it was read, as its observations tell; 0 where they do not."""
        return 1.0 if self._over else self._places[-1] / self._size if self._size and self._places else 0.0

    def take(self, timeout_s: float) -> Sequence[Item] | None:  # noqa: ARG002 - what is there is there
        """Return the next items, ``None`` at the end."""
        found: list[Item] = []
        size = 0
        for item in self._items:
            found.append(item)
            size += item.size if isinstance(item, Exchange) else 0
            if len(found) >= _AT_ONCE or size >= _BYTES_AT_ONCE:
                break
        if found or not self._over:
            self._over = not found
            return found
        return None

    def _all(self) -> Iterator[Item]:
        found = self._recording
        offset = found.run.clock_offset_us or 0
        yield from found.hooks
        yield from found.selftests
        exchanges = ((one.time_us + offset, one) for one in found.exchanges)
        calls = ((row.time_us, row) for row in self._observations())
        rows: list[_Timed] = [(row.start_us, row) for row in found.phases]
        rows += [(row.start_us, row) for row in found.processes]
        for kind in (found.connections, found.attempts, found.permissions, found.defences, found.consent,
                     found.places, found.screens):  # fmt: skip
            rows += [(kind_of(type(row)).time_us(row), row) for row in kind]
        rows += [(row.from_us, row) for row in found.gaps]
        if self._bundle is not None:
            rows += [(row.time_us, row) for row in self._bundle.rows(Incident)]
            rows += [(row.end_us, row) for row in self._bundle.rows(StepTaken)]
        rows.sort(key=itemgetter(0))
        parts: list[Iterable[_Timed]] = [rows, calls, exchanges]
        for _, item in heapq.merge(*parts, key=itemgetter(0)):
            yield item
        run = found.run
        name = str(self._bundle.path) if self._bundle is not None else run.source or ""
        yield Ended(outcome=run.outcome or "", reason=run.reason or "", bundle=name)

    def _observations(self) -> Iterator[Observation]:
        if self._bundle is None:
            yield from self._recording.observations
            return
        for place, row in self._bundle.placed(Observation):
            self._places.append(place)
            yield row

    def observation(self, number: int) -> Observation:
        """Read an observation back. Raises ``LookupError``."""
        if self._bundle is None:
            return _nth(self._recording.observations, number)
        try:
            return self._bundle.row_at(Observation, self._places[number])
        except (IndexError, BundleError):
            raise LookupError(number) from None

    def exchange(self, index: int) -> Exchange:
        """Read an exchange back: through the recording's pieces, where it has such, as far as they are needed.

        May be called on any thread. Raises ``LookupError``.
        """
        exchanges = self._recording.exchanges
        if not isinstance(exchanges, Divisible):
            return _nth(exchanges, index)
        with self._reading:
            if index in self._near:
                return self._near[index]
            if self._more is None:  # of a copy, which notes for itself where the recording ends early
                self._more = copy.copy(exchanges).pieces(_PIECE)
            try:
                self._pieces += itertools.islice(self._more, max(0, index // _PIECE + 1 - len(self._pieces)))
                return self._looked_through(self._pieces[index // _PIECE], index)
            except (IndexError, PieceError, RecordingError):
                raise LookupError(index) from None

    def _looked_through(self, piece: Piece, index: int) -> Exchange:
        """Return an exchange of a piece, and keep those beside it, as far as there is room."""
        self._near, size = {}, 0
        found: Exchange | None = None
        for one in piece:
            found = one if one.index == index else found
            size += one.size
            if size <= _NEAR:
                self._near[one.index] = one
            elif found is not None:
                break
        if found is None:
            raise IndexError(index)
        return found

    def close(self) -> None:
        """Nothing is open between two calls."""


def replay_bundle(bundle: Bundle) -> Replay:
    """Return a bundle as a source. Raises ``BundleError``."""
    return Replay(recording_from_bundle(bundle), bundle)


def replay(request: Request, told: Told) -> Replay:
    """Return a bundle or somebody's recording as a source; a broken seal is told.

    Raises ``BundleError`` and ``RecordingError``.
    """
    bundle = Bundle(request.source) if request.source.is_dir() else None
    return Replay(request.open(told), bundle)


def _nth(items: Iterable[_T], number: int) -> _T:
    for item in itertools.islice(items, number, number + 1):
        return item
    raise LookupError(number)
