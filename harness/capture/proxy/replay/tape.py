"""A recording as it is played back: where on the disk each answer stands, and to which request it was given."""

import contextlib
import tempfile
from collections.abc import Collection, Iterable, Iterator
from typing import Any, BinaryIO, NamedTuple

import msgspec
from mitmproxy import flow, http
from mitmproxy.io import FlowWriter, compat, tnetstring

from harness.capture.proxy.replay.asked import Kind, Place, asked
from harness.capture.proxy.unheard import MOST_BODY
from harness.evidence.exchange import Exchange
from harness.evidence.flow_states import frames
from harness.evidence.flow_write import flow_from_exchange
from harness.evidence.flows import UNREADABLE, FlowsFile, open_recording, read_flow

MOST_FLOW = MOST_BODY + (16 << 20)
"""Bytes of one recorded exchange that is played back: it is in memory while it is sent."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """What is played back, for the record: its name, and the sha256 of the file or of a bundle's manifest."""

    name: str
    sha256: str


class Answer(NamedTuple):
    """One recorded answer: its exchange's place in the recording, its bytes on the disk, and what was asked.

    ``range`` is the part of a resource that was asked for, where only that was answered (206).
    """

    number: int
    start: int
    end: int
    values: tuple[int, ...]
    unchanged: bool
    range: str


class Tape:
    """A recording's answers. Only where they stand is in memory, and under which names the requests had values."""

    def __init__(self, file: BinaryIO, source: Source, personal: Collection[str] = ()) -> None:
        """``file`` has mitmproxy's flows; it is read here, and again for each answer. ``personal``: see ``asked``.

        ``ended`` says where it stops being a file of flows (after how many, at which byte, and why), if it does.
        """
        self.source = source
        self.personal = frozenset(personal)
        self.places: dict[Place, dict[Kind, list[Answer]]] = {}
        self.count = 0
        self.left_out = 0
        self._file = file
        self._same: dict[Any, Any] = {}
        self.ended: tuple[int, int, BaseException] | None = None
        index = whole = 0
        try:
            for start, end in frames(file):
                self._take(index, start, end)
                index, whole = index + 1, end
        except UNREADABLE as error:
            self.ended = index, whole, error
        self._same.clear()

    def _take(self, index: int, start: int, end: int) -> None:
        try:
            exchange = read_flow(self._file, start, end, index)
        except UNREADABLE:
            exchange = None
        if exchange is None or exchange.kind not in ("http", "websocket") or exchange.method == "CONNECT":
            return
        if not exchange.status or end - start > MOST_FLOW:
            self.left_out += 1
            return
        said = asked(exchange, self.personal)
        kind = said.kind._replace(
            names=self._once(said.kind.names), selects=self._once(said.kind.selects), words=self._once(said.kind.words)
        )
        part = said.range if exchange.status == 206 else ""
        row = Answer(index, start, end, said.values, exchange.status == 304, part)
        self.places.setdefault(said.place, {}).setdefault(kind, []).append(row)
        self.count += 1

    def _once(self, value: Any) -> Any:
        """Keep equal values once: most requests have the names of many others."""
        return self._same.setdefault(value, value)

    def read(self, row: Answer) -> http.HTTPFlow:
        """Return a recorded exchange. Raises one of ``UNREADABLE``, and ``OSError``, for a file that has changed."""
        self._file.seek(row.start)
        state: Any = tnetstring.loads(self._file.read(row.end - row.start))
        item = flow.Flow.from_state(compat.migrate_flow(state))
        if not isinstance(item, http.HTTPFlow) or item.response is None:
            raise ValueError("the recording has changed")
        return item


@contextlib.contextmanager
def opened(exchanges: Iterable[Exchange], source: Source, personal: Collection[str] = ()) -> Iterator[Tape]:
    """Open a recording to be played back; while it is, it is not to be changed.

    What is no flow file is written as one to the temporary directory, where only this program finds it. Raises
    ``RecordingError``, and ``OSError`` where there is no room.
    """
    if isinstance(exchanges, FlowsFile):
        with open_recording(exchanges.path) as file:
            tape = Tape(file, source, personal)
            if tape.ended is not None:
                exchanges.stop(*tape.ended)
            yield tape
        return
    with tempfile.TemporaryFile(prefix="harness-replay-") as file:
        rows = FlowWriter(file)
        for exchange in exchanges:
            if exchange.kind in ("http", "websocket"):
                rows.add(flow_from_exchange(exchange))
        file.flush()
        yield Tape(file, source, personal)
