"""The stream: takes what a source gives, has it analysed as it comes, and tells listeners what was seen and found.

One thread does all of it, so that no listener and no screen can hold up the capture: they take events in lists, when
they like, from a queue of their own.
"""

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any, NamedTuple, Self

from harness.analysis.model import Actor, Sighting
from harness.analysis.search.found import Layer
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Observation
from harness.explore.events import Ended, Event, Exchanged, Missed, Observed
from harness.explore.follow import Follower
from harness.explore.judged import Judge
from harness.explore.pieces import Packed
from harness.explore.sources import Source
from harness.explore.state import State
from harness.values.needle import Needle

MOST_WAITING = 50_000
"""Events that wait for a listener which may miss some."""


class Behind(NamedTuple):
    """How many observations and exchanges were heard and not told of yet, and for how long the oldest has waited."""

    observations: int = 0
    exchanges: int = 0
    seconds: float = 0.0


class Listener:
    """One reader's queue of events. ``patient`` ones miss nothing: the stream waits for them, and the run never does.

    Others that do not keep up lose observations and exchanges, never anything else, and are told how many.
    """

    def __init__(self, *, patient: bool, packed: bool = False, most: int = MOST_WAITING) -> None:
        """Begin with nothing. ``packed``: observations may come packed, so that who shows few of them unpacks few."""
        self._patient = patient
        self._packed = packed
        self._most = most
        self._events: deque[Event | Packed] = deque()
        self._waiting = 0
        self._changed = threading.Condition()
        self._observations = self._exchanges = 0
        self._over = False

    def take(self, timeout_s: float | None = None) -> list[Any] | None:
        """Return the events that wait, empty when none came within so many seconds; ``None`` after the last one."""
        with self._changed:
            self._changed.wait_for(lambda: self._events or self._over or self._missed, timeout_s)
            found = list(self._events)
            self._events.clear()
            self._waiting = 0
            if self._missed:
                found.append(Missed(observations=self._observations, exchanges=self._exchanges))
                self._observations = self._exchanges = 0
            self._changed.notify_all()
            return None if self._over and not found else found

    @property
    def _missed(self) -> int:
        return self._observations + self._exchanges

    def put(self, events: Sequence[Event | Packed]) -> None:
        """Add events (the stream does)."""
        with self._changed:
            if self._patient:
                self._changed.wait_for(lambda: self._waiting < self._most or self._over)
            for event in events:
                many = len(event) if isinstance(event, Packed) else 1
                if not self._patient and self._waiting >= self._most:
                    if isinstance(event, Observed | Packed):
                        self._observations += many
                        continue
                    if isinstance(event, Exchanged):
                        self._exchanges += 1
                        continue
                if isinstance(event, Packed) and not self._packed:
                    self._events.extend(event)
                else:
                    self._events.append(event)
                self._waiting += many
            self._changed.notify_all()

    def end(self) -> None:
        """Nothing more comes, or nobody listens any more."""
        with self._changed:
            self._over = True
            self._changed.notify_all()


class Stream:
    """What comes from one source, told as it comes.

    A screen draws from :attr:`state` (hold ``state.lock`` while reading lists) and is woken by a listener. Details of
    what has left the state's windows are read back with :meth:`observation` and :meth:`exchange`.
    """

    def __init__(self, source: Source, wanted: list[Needle] | None = None, judge: Judge | None = None) -> None:
        """``wanted`` are values to look for besides the persona's; ``judge`` judges what stands."""
        self.state = State()
        self._source = source
        self._follower = Follower(source, self.state, self._tell, wanted or (), judge=judge)
        self._listeners: list[Listener] = []
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="stream", daemon=True)
        self.failure: BaseException | None = None

    # -- for listeners --------------------------------------------------------------------------------------------

    def listen(self, *, patient: bool = False, packed: bool = False) -> Listener:
        """Return a queue of all events from now on; call it before :meth:`start` to miss none.

        See :class:`Listener`.
        """
        listener = Listener(patient=patient, packed=packed)
        with self._lock:
            self._listeners.append(listener)
        if not self._thread.is_alive() and self._stop.is_set():
            listener.end()
        return listener

    def leave(self, listener: Listener) -> None:
        """Stop listening."""
        with self._lock:
            if listener in self._listeners:
                self._listeners.remove(listener)
        listener.end()

    def events(self) -> Iterator[Event]:
        """Start, and yield every event to the end: for who only prints them."""
        listener = self.listen(patient=True)
        self.start()
        while (found := listener.take()) is not None:
            yield from found
        if self.failure is not None:
            raise self.failure

    # -- for screens ----------------------------------------------------------------------------------------------

    def observation(self, number: int) -> Observation:
        """Return an observation in full, from the bundle. Raises ``LookupError``. May be called on any thread."""
        return self._source.observation(number)

    def exchange(self, index: int) -> Exchange:
        """Return an exchange in full, from the bundle. Raises ``LookupError``. May be called on any thread."""
        return self._source.exchange(index)

    @property
    def behind(self) -> Behind:
        """How far what is told is behind what was heard; a source that is followed on a thread here does not say."""
        return Behind()

    @property
    def package(self) -> str:
        """The app's package, empty as long as it is not known."""
        return self._source.base.run.app if self._source.base is not None else ""

    def steps(self, exchange: Exchange, sightings: Sequence[Sighting]) -> list[tuple[Layer, ...]]:
        """Return the way from the wire to the value for each sighting of an exchange, outermost step first; empty
        where it cannot be walked. May be called on any thread.
        """
        return self._follower.steps(exchange, sightings)

    def owners(self, stack: Sequence[str]) -> list[Actor]:
        """Return whose each line of a stack is, as the assessment names it. May be called on any thread."""
        return self._follower.owners(stack)

    def search(self, needle: Needle) -> None:
        """Look for a value from now on, and in everything that came before; what is found comes as events.

        Returns at once. A value that is looked for already changes nothing.
        """
        self._follower.want(needle)

    # -- its life -------------------------------------------------------------------------------------------------

    def stay(self) -> None:
        """Go on answering when the source has ended; a stream whose analysis is in this process always does."""

    def start(self) -> None:
        """Begin to listen to the source."""
        self._thread.start()

    def close(self) -> None:
        """Stop before the source ends, if it has not; wait for the thread."""
        self._stop.set()
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener.end()
        if self._thread.ident is not None:
            self._thread.join()
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def join(self, timeout_s: float | None = None) -> bool:
        """Wait for the end of the source; whether it has ended."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._follow()
        except BaseException as error:  # noqa: BLE001 - told to whoever waits for the stream
            self.failure = error
        finally:
            self._stop.set()
            with self._lock:
                for listener in self._listeners:
                    listener.end()

    def _follow(self) -> None:
        ended: Ended | None = None
        while ended is None and not self._stop.is_set():
            ended = self._follower.take()
        if ended is not None:
            self._follower.finish()
            self._tell([ended])

    def _tell(self, events: Sequence[Event | Packed]) -> None:
        if not events:
            return
        self.state.take(events)
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener.put(events)
