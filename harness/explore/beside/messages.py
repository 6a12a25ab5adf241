"""What the two processes say to each other, over a pipe that only they have."""

import pickle
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from harness.analysis.live.engine import Covering
from harness.analysis.model import Disclosure, Sighting
from harness.analysis.recording import Recording
from harness.evidence.rows import Observation
from harness.explore.caught import Calls, Heard
from harness.explore.events import Any_, Event
from harness.explore.follow import Known
from harness.explore.pieces import Packed
from harness.jobs.judge import Judging
from harness.jobs.source import Request
from harness.values.needle import Needle

# -- to the process beside ----------------------------------------------------------------------------------------


class Begin(NamedTuple):
    """What is to be followed: a run (its items come as :class:`Given`), or a finished ``request``.

    ``waits``: the request is opened, and read when :class:`Go` is said. ``judging`` are the rules for a run; a request
    names its own.
    """

    request: Request | None
    wanted: Sequence[Needle]
    known: Known
    waits: bool = False
    judging: Judging | None = None


class Go(NamedTuple):
    """Whoever wants to hear of what was opened listens."""


class Begun(NamedTuple):
    """The run has begun its bundle."""

    path: Path
    base: Recording


class Given(NamedTuple):
    """What a run told. ``calls`` are (first, count, rows or nothing), ``places`` where each of them begins, ``run`` its
    record, pickled, where that has grown."""

    others: list[Heard]
    calls: list[tuple[int, int, bytes]]
    places: bytes
    run: bytes = b""


class Ask(NamedTuple):
    """A question; the answer bears its ``number``. ``what`` is one of those that ``child.answer`` knows."""

    number: int
    what: str
    given: tuple[Any, ...]


class Want(NamedTuple):
    """Look for a value, too."""

    needle: Needle


# -- from it ------------------------------------------------------------------------------------------------------


class Opened(NamedTuple):
    """The source is open."""

    package: str


class Spoke(NamedTuple):
    """What a job says of its source: a method of ``Told`` and what it is given."""

    method: str
    given: tuple[Any, ...]


class Stands(NamedTuple):
    """What stands now, as far as it is not what stood before."""

    sightings: dict[int, Sighting]
    gone_sightings: list[int]
    disclosures: dict[int, Disclosure]
    gone_disclosures: list[int]


class Covers(NamedTuple):
    """How far the run is seen now."""

    found: Covering


class Judges(NamedTuple):
    """The rules have been asked; they are again after so many seconds, or never (0)."""

    pause_s: float


class Read(NamedTuple):
    """How much of a finished source was read."""

    share: float


class Answer(NamedTuple):
    """The answer to a question, or what went wrong."""

    number: int
    given: Any
    error: BaseException | None = None


class Failed(NamedTuple):
    """The source, or the analysis, cannot be gone on with."""

    error: BaseException


class Told(NamedTuple):
    """Events, and how many items that are neither observations nor exchanges have been taken so far."""

    others: int
    events: Sequence[Event | Packed]


_EVENTS, _OTHER = b"e", b"o"
_encode = msgspec.msgpack.Encoder().encode
_events: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(list[Any_ | Packed])
_rows = msgspec.msgpack.Decoder(list[Observation])


def send(pipe: Connection, message: Any) -> None:
    """Send a message. Raises ``OSError`` where nobody reads any more."""
    if isinstance(message, Told):
        pipe.send_bytes(_EVENTS + message.others.to_bytes(8) + _encode(message.events))
    else:
        pipe.send_bytes(_OTHER + pickle.dumps(message, pickle.HIGHEST_PROTOCOL))


def receive(pipe: Connection) -> Any:
    """Return the next message. Raises ``EOFError`` and ``OSError`` where none comes any more.

    The other end is this program, too: nobody else can write into the pipe.
    """
    data = pipe.recv_bytes()
    if data[:1] == _EVENTS:
        return Told(int.from_bytes(data[1:9]), _events.decode(memoryview(data)[9:]))
    return pickle.loads(memoryview(data)[1:])  # noqa: S301 - see above


def given(others: list[Heard], calls: Sequence[Calls], places: bytes, run: bytes = b"") -> Given:
    """Pack what a run told."""
    packed = [(each.first, each.count, _encode(each.rows) if each.rows else b"") for each in calls]
    return Given(others, packed, places, run)


def calls_of(message: Given) -> list[Calls]:
    """Return the calls that were packed."""
    found = []
    for first, count, rows in message.calls:
        calls = Calls(first)
        calls.count, calls.rows = count, _rows.decode(rows) if rows else []
        found.append(calls)
    return found
