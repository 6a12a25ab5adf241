"""The process beside: follows the source, tells what follows, and answers. Ends when nobody listens any more.

Questions come by a pipe of their own, and are answered on a thread of its own: a join of a large recording takes
seconds, and may not let a person wait who looks at a call meanwhile.

python -m harness.explore.beside.child FD FD
"""

import contextlib
import gc
import pickle
import signal
import sys
import threading
from array import array
from collections import deque
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from harness import interrupt
from harness.analysis.live.engine import Covering
from harness.analysis.live.warm import warm
from harness.analysis.model import Disclosure, Sighting
from harness.analysis.recording import Recording
from harness.errors import HarnessError
from harness.evidence.bundle import Bundle
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Observation
from harness.evidence.seal import Verification
from harness.explore.beside.messages import (
    Answer,
    Ask,
    Begin,
    Begun,
    Covers,
    Failed,
    Given,
    Go,
    Judges,
    Opened,
    Read,
    Spoke,
    Stands,
    Told,
    Want,
    calls_of,
    receive,
    send,
)
from harness.explore.caught import Caught, Flow
from harness.explore.events import Event
from harness.explore.follow import SHORT_S, Follower, Known
from harness.explore.garbage import Garbage
from harness.explore.judged import Judge, judge_of
from harness.explore.pieces import runs
from harness.explore.replay import Replay, replay
from harness.explore.shelf import Shelf
from harness.explore.sources import Item, Source
from harness.explore.state import State

_COLLECT = (50_000, 20, 50)
"""When garbage is looked for: rows come by the thousand and hold no circles, and looking took an eighth of the time."""
_STEP = 0.005
"""How much more of a source has been read when it is said again."""
_TURNS_S = 0.001
"""How long an answer waits for the thread that analyses, each time it has read something."""


class _Inbox:
    """What the other process says: the run's items are kept until they are taken, all else is seen to at once."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self.items: deque[Given | Begun] = deque()
        self.gone_on = False
        """Whether what was opened is to be read."""
        self.on_want: Callable[[Want], None] = lambda message: None

    def look(self, timeout_s: float | None) -> None:
        """Take what was said, within so many seconds; no more of a run's items than are wanted."""
        while not self.items and self._pipe.poll(timeout_s):
            message = receive(self._pipe)
            if isinstance(message, Go):
                self.gone_on = True
                return
            if isinstance(message, Want):
                self.on_want(message)
            else:
                self.items.append(message)
            timeout_s = 0.0


class _FromRun:
    """A run that another process records, as a source."""

    def __init__(self, inbox: _Inbox) -> None:
        self.base: Recording | None = None
        self._inbox = inbox
        self._shelf = Shelf()
        self._caught = Caught(self._shelf)

    def take(self, timeout_s: float) -> Sequence[Item]:
        self._inbox.look(timeout_s)
        if not self._inbox.items:
            return []
        message = self._inbox.items.popleft()
        if isinstance(message, Begun):
            self._shelf.path, self.base = message.path, message.base
            return []
        if message.run and self.base is not None:
            grown = pickle.loads(message.run)  # noqa: S301 - the other process' own
            for name in grown.__struct_fields__:  # who has this record sees it grow
                setattr(self.base.run, name, getattr(grown, name))
        places = array("Q")
        places.frombytes(message.places)
        self._shelf.rows.extend(places)
        found: list[Item] = []
        for each in message.others:
            if isinstance(each, Flow):
                self._shelf.flows.extend((each.start, each.end))
            found += self._caught.other(each)
        for calls in calls_of(message):
            rows = list(self._caught.calls(calls))
            self._shelf.keep(calls.first, rows)
            found += rows
        return found

    def observation(self, number: int) -> Observation:
        return self._shelf.observation(number)

    def exchange(self, index: int) -> Exchange:
        return self._shelf.exchange(index)

    def bundle(self) -> Bundle | None:
        """Return the bundle that the run writes, once it has begun."""
        return self._shelf.bundle if self._shelf.path is not None else None

    def close(self) -> None:
        self._caught.close()


class _Attentive:
    """A finished source that is read while somebody may want more looked for."""

    def __init__(self, source: Replay, inbox: _Inbox, say: Callable[[Any], None]) -> None:
        self.base = source.base
        self._source, self._inbox, self._say = source, inbox, say
        self._said = 0.0

    def take(self, timeout_s: float) -> Sequence[Item] | None:
        self._inbox.look(0.0)
        if (share := self._source.share) >= self._said + _STEP:
            self._said = share
            self._say(Read(share))
        return self._source.take(timeout_s)

    def observation(self, number: int) -> Observation:
        return self._source.observation(number)

    def exchange(self, index: int) -> Exchange:
        return self._source.exchange(index)

    def close(self) -> None:
        self._source.close()


class _Standing(State):
    """What stands, told to the other process as far as it changes; the rest of the state is kept there alone."""

    def __init__(self, say: Callable[[Any], None], known: Known) -> None:
        super().__init__()
        self._say = say
        self.sightings, self.disclosures = dict(known.sightings), dict(known.disclosures)  # the other process has them

    def stand(self, sightings: dict[int, Sighting], disclosures: dict[int, Disclosure]) -> None:
        found = Stands(
            *_changes(self.sightings, sightings),
            *_changes(self.disclosures, disclosures),
        )
        self.sightings, self.disclosures = sightings, disclosures
        if any(found):
            self._say(found)

    def cover(self, found: Covering) -> None:
        self._say(Covers(found))

    def judge(self, pause_s: float) -> None:
        self._say(Judges(pause_s))


def _changes(before: dict[int, Any], now: dict[int, Any]) -> tuple[dict[int, Any], list[int]]:
    changed = {number: row for number, row in now.items() if (known := before.get(number)) is not row and known != row}
    return changed, [number for number in before if number not in now]


class _Job:
    """Says what opening the source says to the other process."""

    def __init__(self, say: Callable[[Any], None]) -> None:
        self._say = say

    def progress(self, text: str) -> None:
        self._say(Spoke("progress", (text,)))

    def warn(self, text: str) -> None:
        self._say(Spoke("warn", (text,)))

    def broken(self, bundle: Path, found: Verification) -> None:
        self._say(Spoke("broken", (bundle, found)))


def answer(questions: Connection, source: Source, follower: Follower) -> None:
    """Answer questions until nobody asks any more."""
    known: dict[str, Callable[..., Any]] = {
        "observation": source.observation, "exchange": source.exchange, "steps": follower.steps,
        "owners": follower.owners,
    }  # fmt: skip
    with contextlib.suppress(EOFError, OSError):
        while True:
            message: Ask = receive(questions)
            try:
                said = Answer(message.number, known[message.what](*message.given))
            except Exception as error:  # noqa: BLE001 - told to whoever asks
                said = Answer(message.number, None, _sendable(error))
            send(questions, said)


def serve(pipe: Connection, questions: Connection) -> None:
    """Do all of it. Raises ``EOFError`` and ``OSError`` when the other process is gone."""

    def say(message: Any) -> None:
        send(pipe, message)

    inbox = _Inbox(pipe)
    begin: Begin = receive(pipe)
    wanted, request = list(begin.wanted), begin.request
    source: Source
    judge: Judge | None = None
    if request is None:
        warm()
        source = _FromRun(inbox)
        judge = Judge(begin.judging, source.bundle) if begin.judging is not None else None
    else:
        wanted += request.wanted(_Job(say))
        source = _Attentive(replay(request, _Job(say)), inbox, say)
        judge = judge_of(request, source.base, _Job(say))
        say(Opened(source.base.run.app if source.base is not None else ""))

    def tell(events: list[Event]) -> None:
        say(Told(follower.others, runs(events)))

    follower = Follower(
        source, _Standing(say, begin.known), tell, wanted, begin.known, recorded=request is not None, judge=judge
    )
    inbox.on_want = lambda message: follower.want(message.needle)
    threading.Thread(target=answer, args=[questions, source, follower], name="answers", daemon=True).start()
    while begin.waits and not inbox.gone_on:
        inbox.look(None)
    garbage = Garbage(ends=request is not None)
    while (ended := follower.take(SHORT_S)) is None:
        garbage.look()
    if request is not None:
        say(Read(1.0))
    follower.finish()
    tell([ended])
    while True:
        inbox.look(None)
        if follower.wants:
            follower.finish()


def main() -> None:
    """Serve the process that started this one."""
    for number in interrupt.SIGNALS:  # the terminal's are for who started this
        signal.signal(number, signal.SIG_IGN)
    gc.set_threshold(*_COLLECT)
    sys.setswitchinterval(_TURNS_S)
    pipe, questions = (Connection(int(number)) for number in sys.argv[1:3])
    try:
        serve(pipe, questions)
    except (EOFError, OSError):
        return
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - told to whoever waits for the stream
        send(pipe, Failed(_sendable(error)))


def _sendable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    except Exception:  # noqa: BLE001 - some errors cannot be made of what they say
        return HarnessError(str(error)) if isinstance(error, HarnessError) else RuntimeError(repr(error))
    return error


if __name__ == "__main__":
    main()
