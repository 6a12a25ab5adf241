"""From the agent's batches to rows, on a thread of our own."""

import queue
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from harness.capture.agent.wire import MOST_TEXT, BatchError, LateHook, cut, decode, frames, named, observation
from harness.evidence.rows import Defence, Hook, Observation, Process

_MAX_STACKS = 200_000
_MOST_STACKS = 256 << 20
"""Characters of the stacks of one process that are remembered; an app with so many makes them up."""
_MOST_ERRORS = 100
_OTHERS = "errors of other kinds"
_END = object()


class Pump:
    """Rows of one process.

    ``push`` is called on Frida's thread and only puts the batch away. Rows leave on the pump's thread, in order.
    """

    def __init__(
        self,
        process: Process,
        points: list[tuple[str, str | None]],
        emit: Callable[[Observation], None],
        acknowledge: Callable[[int], None],
        on_hook: Callable[[Hook], None] = lambda hook: None,
        on_defence: Callable[[Defence], None] = lambda defence: None,
    ) -> None:
        self.process = process
        self.skipped: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self._points = points
        self._emit = emit
        self._acknowledge = acknowledge
        self._on_hook = on_hook
        self._on_defence = on_defence
        self.canaries: set[str] = set()
        self._stacks: dict[int, list[str]] = {}
        self._stacks_size = 0
        self._next = 0
        self._rows = 0
        self._reported = 0
        self._queue: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._pending = 0
        self._done = threading.Condition()
        self._thread = threading.Thread(target=self._run, name=f"observations-{process.pid}", daemon=True)
        self._thread.start()

    def push(self, size: int, data: bytes) -> None:
        """Take a batch (called on Frida's thread)."""
        with self._done:
            self._pending += 1
        self._queue.put((size, data))

    def settle(self, timeout: float) -> bool:
        """Wait until everything pushed so far has become rows."""
        end = time.monotonic() + timeout
        with self._done:
            while self._pending:
                left = end - time.monotonic()
                if left <= 0 or not self._thread.is_alive():
                    return False
                self._done.wait(left)
        return True

    def stop(self) -> None:
        """Finish what is queued and end the thread."""
        self._queue.put(_END)
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout=30)

    def _run(self) -> None:
        while (item := self._queue.get()) is not _END:
            try:
                self._batch(*item)
            except BatchError as error:
                self.count(str(error))
            except Exception as error:  # noqa: BLE001 - a failing receiver must not end the capture of a process
                self.count(f"{type(error).__name__}: {error}")
            finally:
                with self._done:
                    self._pending -= 1
                    self._done.notify_all()

    def count(self, error: str, times: int = 1) -> None:
        """Count what went wrong: so many kinds of it at most, since the app may make them up."""
        text = cut(error, MOST_TEXT)
        self.errors[text if text in self.errors or len(self.errors) < _MOST_ERRORS else _OTHERS] += times

    def _batch(self, size: int, data: bytes) -> None:
        batch, blobs = decode(size, data)
        self._acknowledge(batch.n)
        for number, lines in batch.stacks:
            self._remember(number, frames(lines))
        for point, count in batch.skipped.items():
            self.skipped[self._point(int(point))[0] if point.isdigit() else "?"] += count
        for said, count in batch.errors.items():
            self.count(said, count)
        self._reported += batch.lost
        for late in batch.hooks:
            self._late(late, batch.offset)
        for sign in batch.signs:
            self._on_defence(
                Defence(
                    time_us=int(sign.mono) // 1000 + batch.offset, pid=self.process.pid, process=self.process.name,
                    kind=named(sign.kind), name=named(sign.name), detail=cut(sign.detail, MOST_TEXT), how="runtime",
                )
            )  # fmt: skip
        for event in batch.events:
            if event.kind == "canary":  # a call of the agent's own, in the self-test
                self.canaries.add(self._point(event.point)[0])
                self._rows += 1
                continue
            row = observation(
                event, batch, blobs, self.process.pid, self.process.name,
                self._point(event.point), self._stack(event.stack),
                self._point(event.within)[0] if event.within >= 0 else "",
            )  # fmt: skip
            self._emit(row)
            self._rows += 1
            self.process.observed += row.count
        self.process.flushed = batch.final
        self._next = max(self._next, batch.next)
        self.process.lost = max(self._reported, self._next - self._rows)

    def _remember(self, number: int, lines: list[str]) -> None:
        """Keep a stack, and forget those that were told longest ago: the agent gives new numbers after so many."""
        self._stacks_size += sum(map(len, lines)) - sum(map(len, self._stacks.pop(number, ())))
        self._stacks[number] = lines
        while len(self._stacks) > _MAX_STACKS or self._stacks_size > _MOST_STACKS:
            self._stacks_size -= sum(map(len, self._stacks.pop(next(iter(self._stacks)))))

    def _stack(self, number: int) -> list[str]:
        if number and number not in self._stacks:
            self.count("a call's stack is not known (any more)")
        return self._stacks.get(number, [])

    def _late(self, late: LateHook, offset: int) -> None:
        process = self.process
        self._on_hook(
            Hook(
                pid=process.pid, process=process.name, point=named(late.point), resolved=late.resolved,
                overloads=late.overloads, reason=None if late.reason is None else cut(late.reason, MOST_TEXT),
                why=named(late.why),
                extra={"time_us": int(late.mono) // 1000 + offset, "loader": named(late.loader)},
            )
        )  # fmt: skip

    def _point(self, index: int) -> tuple[str, str | None]:
        return self._points[index] if 0 <= index < len(self._points) else ("?", None)
