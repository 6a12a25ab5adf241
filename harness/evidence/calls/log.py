"""A hook log as a source of observations."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.evidence.calls.access import known_ids
from harness.evidence.calls.call import fits, observation
from harness.evidence.calls.mapping import Mapping, read_mapping, shipped
from harness.evidence.calls.scan import records, unwrapped
from harness.evidence.exchange import RecordingError
from harness.evidence.rows import Observation, decode_row, encode_row
from harness.evidence.run_record import CallsFrom
from harness.evidence.seal import sha256_file
from harness.evidence.unpack import plain, written
from harness.files.names import shown

_NAMED = 20
_MOST_NAME = 200


@dataclass(frozen=True)
class CallsRequest:
    """A log to join to a recording: ``mapping`` says what its keys mean, ``ahead_s`` how many seconds its clock is
    ahead of the traffic's (``None``: nobody knows).
    """

    log: Path
    mapping: Path | None = None
    ahead_s: float | None = None


class CallLog:
    """The calls of a log, each time from the first. ``said`` is what the run record says of them."""

    def __init__(self, rows: Path, said: CallsFrom) -> None:
        """``rows`` is a file of ours with a row a line."""
        self._rows = rows
        self.said = said

    def __iter__(self) -> Iterator[Observation]:
        """Yield the calls in the log's order."""
        with self._rows.open("rb") as file:
            for line in file:
                yield decode_row(Observation, line)


def open_log(asked: CallsRequest) -> CallLog:
    """Read a log once, into rows of our own that go with the process.

    Raises ``ReadError`` for a mapping that cannot be used and :class:`RecordingError`, one sentence, for a log without
    one call in it.
    """
    file = plain(asked.log)
    mappings = (read_mapping(asked.mapping),) if asked.mapping is not None else shipped()
    said = CallsFrom(file=shown(file.name.name), sha256=sha256_file(file.path), clock="given")
    reader = _Reader(file.path, mappings, said, round((asked.ahead_s or 0) * 1_000_000))
    rows, cut = written(reader.rows(), file.name)
    if not said.calls:
        raise RecordingError(_empty(said, reader.other, asked.log, mapped=asked.mapping is not None))
    said.others = reader.others
    said.named = [f"{name}: {count}" for name, count in reader.unknown.most_common(_NAMED)]
    said.unnamed = sum(reader.unknown.values())
    if cut or file.cut:
        said.unreadable, said.lost = said.unreadable + 1, [*said.lost, cut or file.cut or ""][:_NAMED]
    if reader.untimed:
        said.clock = "untimed"
    elif asked.ahead_s is None:
        said.clock = "unknown"
    else:
        said.ahead_us = round(asked.ahead_s * 1_000_000)
    return CallLog(rows, said)


class _Reader:
    def __init__(self, path: Path, mappings: tuple[Mapping, ...], said: CallsFrom, ahead_us: int) -> None:
        self._path = path
        self._mappings = mappings
        self._said = said
        self._ahead_us = ahead_us
        self.others = self.untimed = 0
        self.other = ""
        self.unknown = Counter[str]()

    def rows(self) -> Iterator[bytes]:
        for found in records(self._path):
            for record in [found] if found.problem else unwrapped(found.line, found.value):
                if record.problem:
                    self._lost(record.line, record.problem)
                elif (mapping := self._mapping(record.value)) is not None:
                    yield self._row(record.value, mapping)
                else:
                    self.others += 1
                    self.other = self.other or _keys(record.value)

    def _mapping(self, record: object) -> Mapping | None:
        return next((mapping for mapping in self._mappings if fits(record, mapping)), None)

    def _row(self, record: dict[str, Any], mapping: Mapping) -> bytes:
        row = observation(record, mapping, self._said.calls, self._ahead_us)
        self._said.calls += 1
        self.untimed += not row.time_us
        if row.category is None and row.point not in known_ids():
            self.unknown[row.point[:_MOST_NAME]] += 1
        return encode_row(row) + b"\n"

    def _lost(self, line: int, problem: str) -> None:
        self._said.unreadable += 1
        if len(self._said.lost) < _NAMED:
            self._said.lost.append(f"line {line}: {problem}")


def _keys(record: object) -> str:
    """Return the keys of a record, for the user to see which of them a mapping should name."""
    if not isinstance(record, dict):
        return ""
    return shown(", ".join(map(str, list(record)[:12]))[:_MOST_NAME])


def _empty(said: CallsFrom, keys: str, log: Path, *, mapped: bool) -> str:
    if keys:
        what = "by this mapping" if mapped else "as they are usually named"
        advice = "" if mapped else "; --mapping FILE says which keys do"
        return f"{shown(log)} holds no call: no record names a class and a method {what} (keys: {keys}){advice}."
    if said.unreadable:
        return f"{shown(log)} holds no call that can be read: {said.lost[0]}."
    return f"{shown(log)} is no log of calls: there is no JSON object in it."
