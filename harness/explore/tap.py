"""A running session as a source: what the run writes down is heard as it is written.

The run's threads only put things away here. Where the stream does not keep up, observations are forgotten here and read
again from the bundle: nothing is lost, and what waits is bounded.
"""

import contextlib
import threading
import time
from array import array
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from harness.analysis.recording import Recording
from harness.evidence.bundle import FLOWS, PERSONA, Bundle, BundleError
from harness.evidence.exchange import Exchange
from harness.evidence.flows import UNREADABLE, read_flow
from harness.evidence.rows import Observation, Phase, decode_row, file_of
from harness.evidence.rows.row import Row
from harness.evidence.run_record import RunRecord
from harness.explore.events import Ended, Event
from harness.explore.sources import Began, Item, Planted
from harness.files.read import YamlError, parse_yaml

MOST_WAITING = 50_000
"""Observations that wait in memory: five seconds of a flood."""
_AT_ONCE = 1_000
_MANY = 100
TOGETHER_S = 0.02
"""How long what comes is collected: each taking has a price of its own, whatever is taken."""
_RECENT = 5_000
"""Observations that can be had without the bundle, which gets them half a second late."""
_PATIENCE_S = 5.0
"""How long what was heard of may take until it stands in its file; the writer flushes twice a second."""


class _Flow:
    def __init__(self, start: int, end: int) -> None:
        self.start, self.end = start, end


class _Behind:
    """Observations that are to be read from the bundle: so many, from a byte on."""

    def __init__(self, place: int) -> None:
        self.place, self.count = place, 1


class _Persona:
    pass


class Tap:
    """Hears a run (``Ear``) and gives what it heard (``Source``)."""

    def __init__(self, most: int = MOST_WAITING) -> None:
        """``most`` observations wait in memory."""
        self.base: Recording | None = None
        self._most = most
        self._path: Path | None = None
        self._waiting: deque[Any] = deque()
        self._rows = 0
        self._changed = threading.Condition()
        self._over = False
        self._places = array("Q")
        self._flows = array("Q")
        self._recent: dict[int, Observation] = {}
        self._files: dict[str, BinaryIO] = {}

    # -- what the run tells ---------------------------------------------------------------------------------------

    def begun(self, bundle: Path, run: RunRecord) -> None:
        """Hear that the bundle was begun."""
        self._path = bundle
        self.base = Recording(exchanges=(), run=run)

    def row(self, row: Row, place: int) -> None:
        """Hear a row."""
        with self._changed:
            if not isinstance(row, Observation):
                self._waiting.append(msgspec.structs.replace(row))  # some are changed, and written again
            elif self._rows < self._most:
                self._rows += 1
                self._waiting.append((row, place))
            elif self._waiting and isinstance(self._waiting[-1], _Behind):
                self._waiting[-1].count += 1
            else:
                self._waiting.append(_Behind(place))
            self._heard()

    def flow(self, start: int, end: int) -> None:
        """Hear of a flow."""
        self._put(_Flow(start, end))

    def file(self, name: str) -> None:
        """Hear of a file: the persona has more values now."""
        if name == PERSONA:
            self._put(_Persona())

    def phase(self, begun: Phase) -> None:
        """Hear that a phase began."""
        self._put(Began(begun))

    def tell(self, event: Event) -> None:
        """Tell something of the session itself."""
        self._put(event)

    def end(self, event: Ended) -> None:
        """Nothing more comes."""
        self._put(event)
        with self._changed:
            self._over = True
            self._heard()

    def _heard(self) -> None:
        """Wake the stream, unless it has not yet taken what it was woken for."""
        if len(self._waiting) <= 1 or self._over:
            self._changed.notify()

    def _put(self, item: Any) -> None:
        with self._changed:
            self._waiting.append(item)
            self._heard()

    # -- what the stream takes ------------------------------------------------------------------------------------

    def take(self, timeout_s: float) -> Sequence[Item] | None:
        """Return what has come; see ``Source``."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._over, timeout_s)
            if not self._waiting:
                return None if self._over else []
            many = len(self._waiting) >= _MANY or self._over
        if not many:
            time.sleep(TOGETHER_S)
        with self._changed:
            heard: list[Any] = []
            while self._waiting and len(heard) < _AT_ONCE:
                heard.append(self._waiting.popleft())
                self._rows -= isinstance(heard[-1], tuple) and isinstance(heard[-1][0], Observation)
        found: list[Item] = []
        for item in heard:
            if isinstance(item, _Flow):
                found.append(self._exchange(item))
            elif isinstance(item, _Behind):
                found += self._read_again(item)
            elif isinstance(item, _Persona):
                found += self._persona()
            elif isinstance(item, tuple) and not isinstance(item, Began):
                found.append(self._placed(*item))
            else:
                found.append(item)
        return found

    def _placed(self, row: Observation, place: int) -> Observation:
        number = len(self._places)
        self._places.append(place)
        self._recent[number] = row = row.bounded()
        self._recent.pop(number - _RECENT, None)
        return row

    def _read_again(self, behind: _Behind) -> Iterator[Observation]:
        file, place = self._file(file_of(Observation)), behind.place
        for _ in range(behind.count):
            line = self._line(file, place)
            yield self._placed(decode_row(Observation, line), place)
            place += len(line)

    def _line(self, file: BinaryIO, place: int) -> bytes:
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            file.seek(place)
            line = file.readline()
            if line.endswith(b"\n"):
                return line
            if time.monotonic() > deadline:
                raise LookupError(f"the row at byte {place} of {file_of(Observation)} was never written")
            time.sleep(0.05)

    def _exchange(self, flow: _Flow) -> Exchange:
        index = len(self._flows) // 2
        self._flows.extend((flow.start, flow.end))
        return self._flow(index)

    def _flow(self, index: int) -> Exchange:
        start, end = self._flows[2 * index], self._flows[2 * index + 1]
        try:
            return read_flow(self._file(FLOWS), start, end, index)
        except UNREADABLE as error:
            reason = f"flow {index} (byte {start}) cannot be read: {' '.join(str(error).split())[:200]}"
            return Exchange(index=index, id=str(index), time_us=0, kind="unreadable", unreadable=reason)

    def _persona(self) -> list[Item]:
        text = self._bundle().persona_text()
        with contextlib.suppress(YamlError):
            said = parse_yaml(text or "", PERSONA)
            return [Planted(said)] if isinstance(said, dict) else []
        return []

    def _file(self, name: str) -> BinaryIO:
        if name not in self._files:
            self._files[name] = self._bundle().open(name)
        return self._files[name]

    def _bundle(self) -> Bundle:
        if self._path is None:
            raise LookupError("the bundle was not begun")
        return Bundle(self._path)

    # -- what is read back ----------------------------------------------------------------------------------------

    def observation(self, number: int) -> Observation:
        """Read an observation back. Raises ``LookupError``."""
        if (row := self._recent.get(number)) is not None:
            return row
        try:
            return self._bundle().row_at(Observation, self._places[number])
        except (IndexError, BundleError):
            raise LookupError(number) from None

    def exchange(self, index: int) -> Exchange:
        """Read an exchange back. Raises ``LookupError``."""
        try:
            start, end = self._flows[2 * index], self._flows[2 * index + 1]
            with self._bundle().open(FLOWS) as file:  # not the stream's own: this is another thread
                return read_flow(file, start, end, index)
        except (IndexError, BundleError, *UNREADABLE):
            raise LookupError(index) from None

    def close(self) -> None:
        """Close the bundle's files."""
        for file in self._files.values():
            file.close()
