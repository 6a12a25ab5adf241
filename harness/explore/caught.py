"""What was heard of a run, made into rows and exchanges: where a run only says where they stand, from the bundle."""

import contextlib
import time
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from harness.evidence.bundle import FLOWS, PERSONA
from harness.evidence.exchange import Exchange
from harness.evidence.flows import flow_at
from harness.evidence.rows import Observation, decode_row, file_of
from harness.evidence.rows.row import Row
from harness.explore.events import Event
from harness.explore.shelf import Shelf, early
from harness.explore.sources import Ahead, Began, Item, Planted, Unfinished
from harness.files.read import YamlError, parse_yaml

_PATIENCE_S = 5.0
"""How long what was heard of may take until it stands in its file; the writer flushes twice a second."""


class Calls:
    """Observations that follow each other: the rows, or (without them) so many that are to be read from the bundle."""

    def __init__(self, first: int) -> None:
        """``first`` is the number of the first; none is there yet."""
        self.first, self.count = first, 0
        self.rows: list[Observation] = []


class Flow(NamedTuple):
    """A flow, by its number, that was written between two bytes."""

    number: int
    start: int
    end: int


class Early(NamedTuple):
    """A flow as it stands before it is written."""

    frame: bytes


class Persona(NamedTuple):
    """The persona was written anew."""


Heard = Flow | Early | Persona | Ahead | Began | Event | Row
"""What a run tells besides its calls."""


class Caught:
    """Makes items of what was heard; used on one thread."""

    def __init__(self, shelf: Shelf) -> None:
        """``shelf`` knows where things stand."""
        self._shelf = shelf
        self._files: dict[str, BinaryIO] = {}
        self._early = 0

    def other(self, heard: Heard) -> list[Item]:
        """Return what became of something that is no call."""
        if isinstance(heard, Flow):
            return [self._flow(heard)]
        if isinstance(heard, Ahead):
            return [heard._replace(row=heard.row.bounded())]
        if isinstance(heard, Persona):
            return self._persona()
        if isinstance(heard, Early):
            self._early += 1
            found = early(heard.frame, -self._early)
            return [Unfinished(found)] if found is not None else []
        return [heard]

    def calls(self, heard: Calls) -> Iterator[Observation]:
        """Yield observations."""
        if heard.rows:
            for row in heard.rows:
                yield row.bounded()
            return
        file = self._file(file_of(Observation))
        for place in self._shelf.rows[heard.first : heard.first + heard.count]:
            yield decode_row(Observation, self._line(file, place)).bounded()

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

    def _flow(self, heard: Flow) -> Exchange:
        return flow_at(self._file(FLOWS), heard.start, heard.end, heard.number)

    def _persona(self) -> list[Item]:
        text = self._shelf.bundle.persona_text()
        with contextlib.suppress(YamlError):
            said = parse_yaml(text or "", PERSONA)
            return [Planted(said)] if isinstance(said, dict) else []
        return []

    def _file(self, name: str) -> BinaryIO:
        if name not in self._files:
            self._files[name] = self._shelf.bundle.open(name)
        return self._files[name]

    def close(self) -> None:
        """Close the bundle's files."""
        for file in self._files.values():
            file.close()
