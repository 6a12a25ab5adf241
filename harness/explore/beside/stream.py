"""The stream as this process has it: the analysis is another's, which is replaced when it dies."""

import contextlib
import pickle
import queue
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any

from harness.analysis.join.actors import NOBODY
from harness.analysis.model import Actor, Sighting
from harness.analysis.search.found import Layer
from harness.errors import HarnessError
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Observation
from harness.explore.beside.messages import (
    Answer,
    Ask,
    Begin,
    Begun,
    Covers,
    Failed,
    Go,
    Judges,
    Opened,
    Read,
    Spoke,
    Stands,
    Told,
    Want,
    given,
    receive,
    send,
)
from harness.explore.caught import Calls, Early, Flow, Heard
from harness.explore.events import Ended, Exchanged, Said
from harness.explore.follow import Known
from harness.explore.pieces import Packed
from harness.explore.process import begun
from harness.explore.sources import Ahead
from harness.explore.stream import Behind, Stream
from harness.explore.tap import Tap
from harness.jobs.judge import Judging
from harness.jobs.source import Request
from harness.jobs.told import Silent
from harness.jobs.told import Told as Listens
from harness.values.needle import Needle

_SHORT_S = 0.05
_RECORD_S = 1.0
"""How often it is looked whether the run's record has grown."""
_ANSWER_S = 30.0
"""How long an answer is waited for: of the way to a value, the process beside may be in a join of a large bundle."""
_LIVES = 3
"""Processes that may die one after the other before any of them has told something new."""
_AGAIN = 500
"""Observations and flows of a bundle that are given to a new process at a time."""


class AnalysisLostError(HarnessError):
    """The process that analyses dies whenever it is started."""


class _Process:
    """One process beside, and who listens to it."""

    def __init__(self, begin: Begin, hear: Callable[[Any], None]) -> None:
        (mine, theirs), (asks, answers) = socket.socketpair(), socket.socketpair()
        with theirs, answers:
            self._process = begun("harness.explore.beside.child", [theirs.fileno(), answers.fileno()])
        self.pipe, self._questions = Connection(mine.detach()), Connection(asks.detach())
        self.over = threading.Event()
        """Nothing more comes from it."""
        self._hear = hear
        self._asking = threading.Lock()
        self._readers = [
            threading.Thread(target=self._read, name="stream-beside", daemon=True),
            threading.Thread(target=self._read_answers, name="answers-beside", daemon=True),
        ]
        for reader in self._readers:
            reader.start()
        with contextlib.suppress(OSError):  # it died: that is seen by whoever reads
            send(self.pipe, begin)

    @property
    def pid(self) -> int:
        return self._process.pid

    def _read(self) -> None:
        try:
            while True:
                self._hear(receive(self.pipe))
        except (EOFError, OSError):
            pass
        finally:
            self.over.set()

    def _read_answers(self) -> None:
        with contextlib.suppress(EOFError, OSError):
            while True:
                self._hear(receive(self._questions))

    def ask(self, question: Ask) -> None:
        """Ask; may be called on any thread. Raises ``OSError`` when it is gone."""
        with self._asking:
            send(self._questions, question)

    def kill(self) -> None:
        """Have it end at once; may be called on any thread."""
        self._process.kill()

    def end(self) -> int:
        """Have it end, and return its exit code (below zero: the signal)."""
        if self._process.poll() is None and not self.over.is_set():
            self._process.kill()
        code = self._process.wait()
        for reader in self._readers:
            reader.join()
        self.pipe.close()
        with self._asking:
            self._questions.close()
        return code


class BesideStream(Stream):
    """A stream whose source is followed by a process beside: of a run (``Tap``), or of a finished ``Request``."""

    def __init__(
        self,
        source: Tap | Request,
        wanted: Sequence[Needle] = (),
        told: Listens | None = None,
        judging: Judging | None = None,
    ) -> None:
        """``wanted`` are values to look for besides the persona's; ``told`` hears what opening a request says.

        ``judging`` are the rules by which a run is judged as it goes on; a request names its own.
        """
        self._tap = source if isinstance(source, Tap) else Tap()
        super().__init__(self._tap)
        self._request = source if isinstance(source, Request) else None
        self._also = list(wanted)
        self._judging = judging
        self._told = told or Silent()
        self._process: _Process | None = None
        self._told_run = False
        self._package = ""
        self._opened = threading.Event()
        self._orders: queue.SimpleQueue[Want | Go] = queue.SimpleQueue()
        self._asked: dict[int, queue.SimpleQueue[Answer | None]] = {}
        self._journal: list[Heard] = []
        """What the run told that stands in no file, or nowhere in particular."""
        self._ahead: deque[Ahead] = deque()
        """What went ahead, and whose turn is still to come."""
        self._sent_calls = self._sent_flows = 0
        self._heard: deque[tuple[float, int, int]] = deque()
        """When how many calls and exchanges had been heard, of those that are not told of."""
        self._record = b""
        self._looked = 0.0
        self._others = self._seen_calls = self._seen_exchanges = 0
        """How much the process has told of."""
        self._lives = _LIVES
        self._heard_all = False
        self._end: Ended | None = None
        self._stays = False
        self._ended = threading.Event()

    # -- for screens ----------------------------------------------------------------------------------------------

    def observation(self, number: int) -> Observation:
        """Return an observation in full; see ``Stream``."""
        if self._request is None:
            return super().observation(number)
        found: Observation = self._answer("observation", number)
        return found

    def exchange(self, index: int) -> Exchange:
        """Return an exchange in full; see ``Stream``."""
        if self._request is None and index >= 0:
            return super().exchange(index)
        found: Exchange = self._answer("exchange", index)
        return found

    @property
    def package(self) -> str:
        """The app's package, empty as long as it is not known."""
        return self._package or super().package

    def steps(self, exchange: Exchange, sightings: Sequence[Sighting]) -> list[tuple[Layer, ...]]:
        """Return the way from the wire to the value for each sighting; see ``Stream``."""
        if not sightings:
            return []
        try:
            found: list[tuple[Layer, ...]] = self._answer("steps", exchange, list(sightings))
        except LookupError:
            return [() for _ in sightings]
        return found

    def owners(self, stack: Sequence[str]) -> list[Actor]:
        """Return whose each line of a stack is; nobody's where nobody answers. See ``Stream``."""
        try:
            found: list[Actor] = self._answer("owners", list(stack))
        except LookupError:
            return [NOBODY for _ in stack]
        return found

    def _answer(self, what: str, *given: Any) -> Any:
        """Ask the process beside. Raises ``LookupError``, also when nobody answers."""
        reply: queue.SimpleQueue[Answer | None] = queue.SimpleQueue()
        number = id(reply)
        self._asked[number] = reply
        try:
            self._beside.ask(Ask(number, what, given))
            found = None if self._stop.is_set() else reply.get(timeout=_ANSWER_S)
        except (queue.Empty, OSError):
            found = None
        finally:
            self._asked.pop(number, None)
        if found is None:
            raise LookupError(what)
        if found.error is not None:
            raise found.error
        return found.given

    def search(self, needle: Needle) -> None:
        """Look for a value from now on, and in everything that came before, also in what has ended."""
        self._also.append(needle)
        self._orders.put(Want(needle))

    @property
    def beside_pid(self) -> int:
        """The process that analyses now."""
        return self._beside.pid

    # -- its life -------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Wait until the source is open; it is read after :meth:`start`. Raises what opening it raises."""
        self._thread.start()
        self._opened.wait()
        if self.failure is not None:
            raise self.failure

    def start(self) -> None:
        """Begin to listen to the source."""
        if self._thread.ident is None:
            self._thread.start()
        self._orders.put(Go())

    def join(self, timeout_s: float | None = None) -> bool:
        """Wait for the end of the source; whether it has ended."""
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while self._thread.is_alive() and not self._ended.is_set():
            left = _SHORT_S if deadline is None else min(_SHORT_S, deadline - time.monotonic())
            if left <= 0:
                return False
            self._ended.wait(left)
        return True

    def stay(self) -> None:
        """Go on answering and searching when the source has ended, until it is closed."""
        self._stays = True

    def close(self) -> None:
        """Stop before the source ends, if it has not; wait for the thread."""
        self._stop.set()
        if self._process is not None:
            self._process.kill()
        super().close()

    def _follow(self) -> None:
        try:
            self._start(Known())
            while not self._stop.is_set():
                self._pass_on(self._beside)
        finally:
            self._opened.set()
            if self._process is not None:
                self._process.end()
            self._unanswered()

    def _start(self, known: Known) -> None:
        waits = self._request is not None and self._lives == _LIVES
        begin = Begin(self._request, list(self._also), known, waits, self._judging)
        self._process = _Process(begin, self._hear)
        self._told_run = False

    @property
    def _beside(self) -> _Process:
        if self._process is None:
            raise RuntimeError("not started")
        return self._process

    # -- to the process beside ------------------------------------------------------------------------------------

    def _pass_on(self, process: _Process) -> None:
        """Give the process what there is to give, or another one its place."""
        try:
            if process.over.is_set():
                self._replace(process)
                return
            while not self._orders.empty():
                send(process.pipe, self._orders.get())
            if self._request is None and not self._heard_all:
                self._give(process)
            else:
                with contextlib.suppress(queue.Empty):
                    send(process.pipe, self._orders.get(timeout=_SHORT_S))
        except OSError:
            process.over.wait()

    @property
    def behind(self) -> Behind:
        """How far the analysis is behind what was heard of a run."""
        calls, flows = len(self._tap.shelf.rows), len(self._tap.shelf.flows) // 2
        try:
            since = time.monotonic() - self._heard[0][0]
        except IndexError:  # nothing is
            since = 0.0
        return Behind(max(0, calls - self._seen_calls), max(0, flows - self._seen_exchanges), since)

    def _note(self) -> None:
        """Note when what was heard that is not told of yet."""
        while self._heard and self._heard[0][1] <= self._seen_calls and self._heard[0][2] <= self._seen_exchanges:
            self._heard.popleft()
        calls, flows, now = len(self._tap.shelf.rows), len(self._tap.shelf.flows) // 2, time.monotonic()
        if (calls > self._seen_calls or flows > self._seen_exchanges) and (
            not self._heard or now > self._heard[-1][0] + _SHORT_S
        ):
            self._heard.append((now, calls, flows))

    def _give(self, process: _Process) -> None:
        self._note()
        heard = self._tap.hear(_SHORT_S)
        if heard is None:
            self._heard_all = True
            return
        self._tell_run(process)
        if heard.others or heard.calls:
            self._journal += (each for each in heard.others if not isinstance(each, Flow | Early | Ended | Ahead))
            self._ahead += (each for each in heard.others if isinstance(each, Ahead))
            flows = [each for each in heard.others if isinstance(each, Flow)]
            first, self._sent_calls = self._sent_calls, self._sent_calls + sum(each.count for each in heard.calls)
            self._sent_flows += len(flows)
            while self._ahead and self._ahead[0].number < self._sent_calls:
                self._ahead.popleft()
            places = self._tap.shelf.rows[first : self._sent_calls].tobytes()
            self._end = next((each for each in heard.others if isinstance(each, Ended)), None)
            grown = self._grown(now=self._end is not None)
            send(process.pipe, given(heard.others, heard.calls, places, grown))

    def _tell_run(self, process: _Process) -> None:
        """Tell that the bundle was begun, once."""
        path, base = self._tap.shelf.path, self._tap.base
        if not self._told_run and path is not None and base is not None:
            self._told_run = True
            send(process.pipe, Begun(path, base))

    def _grown(self, *, now: bool) -> bytes:
        """Return the run's record if it has grown; not oftener than needs be, but for ``now``."""
        if self._tap.base is None or (not now and time.monotonic() - self._looked < _RECORD_S):
            return b""
        self._looked = time.monotonic()
        with contextlib.suppress(RuntimeError):  # the run adds to it at this moment
            record = pickle.dumps(self._tap.base.run)
            if record != self._record:
                self._record = record
                return record
        return b""

    def _replace(self, process: _Process) -> None:
        """Have another process do what one did that died: it reads what there was from the bundle."""
        code = process.end()
        self._unanswered()
        if self._stop.is_set():
            return
        self._lives -= 1
        how = f"signal {-code}" if code < 0 else f"code {code}"
        if not self._lives:
            raise AnalysisLostError(
                f"The process that analyses ended with {how}, {_LIVES} times; the bundle is whole: harness analyze it."
            )
        said = f"The process that analyses ended with {how}; another one goes through the bundle again."
        self._tell([Said(text=said, warning=True)])
        state = self.state
        with state.lock:
            known = Known(
                self._seen_calls, self._seen_exchanges, self._others, dict(state.sightings), dict(state.disclosures)
            )
        self._start(known)
        if self._request is None:
            self._give_again(self._beside)

    def _give_again(self, process: _Process) -> None:
        self._tell_run(process)
        shelf = self._tap.shelf
        send(process.pipe, given(list(self._journal), [], b""))
        for first in range(0, self._sent_calls, _AGAIN):
            calls = Calls(first)
            calls.count = min(_AGAIN, self._sent_calls - first)
            send(process.pipe, given([], [calls], shelf.rows[first : first + calls.count].tobytes()))
        for first in range(0, self._sent_flows, _AGAIN):
            flows: list[Heard] = [
                Flow(index, shelf.flows[2 * index], shelf.flows[2 * index + 1])
                for index in range(first, min(first + _AGAIN, self._sent_flows))
            ]
            send(process.pipe, given(flows, [], b""))
        send(process.pipe, given([*self._ahead], [], b""))
        if self._end is not None:
            send(process.pipe, given([self._end], [], b""))

    # -- from it --------------------------------------------------------------------------------------------------

    def _hear(self, message: Any) -> None:
        if isinstance(message, Told):
            self._happened(message)
        elif isinstance(message, Stands):
            self.state.amend(*message)
        elif isinstance(message, Covers):
            self.state.cover(message.found)
        elif isinstance(message, Judges):
            self.state.judge(message.pause_s)
        elif isinstance(message, Read):
            self.state.share = message.share
        elif isinstance(message, Answer):
            if (reply := self._asked.get(message.number)) is not None:
                reply.put(message)
        elif isinstance(message, Opened):
            self._package = message.package
            self._opened.set()
        elif isinstance(message, Spoke):
            getattr(self._told, message.method)(*message.given)
        elif isinstance(message, Failed):
            self.failure = message.error
            self._stop.set()

    def _happened(self, message: Told) -> None:
        self._others = message.others
        ended = False
        for event in message.events:
            if isinstance(event, Packed):
                self._seen_calls, self._lives = event.last + 1, _LIVES
            elif isinstance(event, Exchanged) and event.change == "new":
                self._seen_exchanges, self._lives = event.index + 1, _LIVES
            elif isinstance(event, Ended):
                ended = True
        self._tell(message.events)
        if ended:
            self._ended.set()
            if not self._stays:
                self._stop.set()

    def _unanswered(self) -> None:
        for reply in list(self._asked.values()):
            reply.put(None)
