"""The process in which Python is evaluated. It ends when the session does.

It is a process and not a thread so that nothing that is typed harms the session: an endless loop is interrupted by a
signal, which ends a ``sleep`` or a long regular expression too, and holds up neither the capture nor a key; and what
takes all memory, or ends the process, ends this one.

``harness.explore.process`` starts it, with the number of its pipe and the source.
"""

import ast
import asyncio
import contextlib
import inspect
import io
import itertools
import os
import pprint
import resource
import rlcompleter
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Iterator
from multiprocessing.connection import Connection
from types import CodeType, FrameType
from typing import Any

from harness.explore.console.messages import Answered, Called, Complete, Done, Evaluate, Names, Printed
from harness.explore.console.offered import Offered, SessionError

MOST_MEMORY = 8 << 30
"""Bytes of address space that it may have."""
MOST_PRINTED = 200_000
"""Characters of one evaluation that are shown: a loop that prints must not hold up the session."""
INTERRUPTED = Done("interrupted", failed=True)
_MOST_TEXT = 20_000
_MOST_ITEMS = 100
_WIDTH = 100
_LOOK_S = 1.0
_FILE = "<prompt>"


class _Pipe:
    """The way to the session. An interrupt is raised between messages, never inside one."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe: Any = pipe
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()
        self._held = 0
        self._pending = False
        self.evaluating = False

    def interrupted(self, _number: int, _frame: FrameType | None) -> None:
        """Take the signal."""
        if not self.evaluating:
            return
        if self._held:
            self._pending = True
        else:
            raise KeyboardInterrupt

    @contextlib.contextmanager
    def _whole(self) -> Iterator[None]:
        main = threading.current_thread() is threading.main_thread()
        self._held += main
        try:
            yield
        finally:
            self._held -= main
            if main and not self._held and self._pending:
                self._pending = False
                if self.evaluating:
                    raise KeyboardInterrupt

    def say(self, message: Any) -> None:
        """Send a message."""
        with self._whole(), self._lock:
            self._pipe.send(message)

    def next(self) -> Evaluate | Complete:
        """Return the next thing to do. Raises ``EOFError`` at the session's end."""
        while True:
            message = self._pipe.recv()
            if isinstance(message, Evaluate | Complete):
                return message

    def call(self, name: str, *args: Any, **named: Any) -> Any:
        """Have the session do something, and return what came of it. Raises ``SessionError``."""
        if not self.evaluating:
            raise SessionError("the session does nothing between two evaluations")
        with self._lock:
            number = next(self._numbers)
            self.say(Called(number, name, args, named))
            while True:
                self._pipe.poll(None)  # this waits, and may be interrupted; the message behind it is read whole
                with self._whole():
                    message = self._pipe.recv()
                if isinstance(message, Answered) and message.number == number:
                    break
        if message.failed:
            raise SessionError(message.failed)
        return message.value


class _Print(io.StringIO):
    """Standard output: goes to the session."""

    def __init__(self, pipe: _Pipe) -> None:
        super().__init__()
        self._pipe = pipe
        self.left = MOST_PRINTED
        self._begun = ""

    def write(self, text: str) -> int:
        if self.left > 0:
            self.left -= len(text)
            self._begun += text[:_MOST_TEXT] if self.left > 0 else "\n(more is not shown)\n"
            if "\n" in text or self.left <= 0:
                self.flush()
        return len(text)

    def flush(self) -> None:
        if self._begun:
            text, self._begun = self._begun, ""
            self._pipe.say(Printed(text))

    def writable(self) -> bool:
        return True


def shown(value: object) -> str:
    """Return a value as text, a long collection by its first items."""
    if isinstance(value, list | tuple | set | frozenset | dict) and len(value) > _MOST_ITEMS:
        if isinstance(value, dict):
            first: object = dict(itertools.islice(value.items(), _MOST_ITEMS))
        else:
            first = list(itertools.islice(value, _MOST_ITEMS))
        return f"{pprint.pformat(first, width=_WIDTH)[:_MOST_TEXT]}\n({len(value) - _MOST_ITEMS} more)"
    text = pprint.pformat(value, width=_WIDTH, sort_dicts=False)
    return text if len(text) <= _MOST_TEXT else f"{text[:_MOST_TEXT]}\u2026"


def told(error: BaseException) -> str:
    """Return an error in one line: its kind, what it says, and where in what was typed it came up."""
    if isinstance(error, SyntaxError) and error.filename == _FILE:
        return f"SyntaxError: {error.msg}, line {error.lineno}"
    kind = "" if isinstance(error, SessionError) else f"{type(error).__name__}: "
    said = " ".join(str(error).split()) or "it says nothing more"
    frames = [each.lineno for each in traceback.extract_tb(error.__traceback__) if each.filename == _FILE]
    where = f", line {frames[-1]}" if frames and frames[-1] and frames[-1] > 1 else ""
    return f"{kind}{said}{where}"[:_MOST_TEXT]


class Console:
    """Evaluates what is typed, with names that stay."""

    def __init__(self, names: dict[str, Any]) -> None:
        """``names`` are there from the beginning."""
        self.names = {"__name__": "__console__", "__builtins__": __builtins__, **names}
        self._loop = asyncio.new_event_loop()

    def evaluate(self, code: str) -> Done:
        """Execute statements; the value of the last one is the result, where it is an expression."""
        try:
            tree = ast.parse(code, _FILE)
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            self._run(compile(tree, _FILE, "exec", flags))
            if not isinstance(last, ast.Expr):
                return Done("")
            value = self._run(compile(ast.Expression(last.value), _FILE, "eval", flags))
            if value is None:
                return Done("")
            self.names["_"] = value
            return Done(shown(value))
        except KeyboardInterrupt:
            return INTERRUPTED
        except SystemExit:
            return Done("escape leaves the prompt, q the session", failed=True)
        except BaseException as error:  # noqa: BLE001 - what a person typed may raise anything
            return Done(told(error), failed=True)

    def _run(self, code: CodeType) -> Any:
        value = eval(code, self.names)  # noqa: S307 - that is what the prompt is for
        if not code.co_flags & inspect.CO_COROUTINE:
            return value
        task = self._loop.create_task(value)
        try:
            return self._loop.run_until_complete(task)
        except KeyboardInterrupt:
            task.cancel()
            with contextlib.suppress(BaseException):
                self._loop.run_until_complete(task)
            raise

    def complete(self, line: str) -> list[str]:
        """Return what may stand in the place of the last name in a line."""
        begun = line[len(line.rstrip("_.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")) :]
        found: list[str] = []
        with contextlib.suppress(Exception):  # completion looks at attributes, which may do anything
            completer = rlcompleter.Completer(self.names)
            for at in range(_MOST_ITEMS):
                name = completer.complete(begun, at)
                if name is None:
                    break
                found.append(name.rstrip("() :").rpartition(".")[2])
        return sorted(set(found))


def main() -> None:
    """Evaluate what the session says. The source is a finished bundle or recording, empty for a session's own."""
    number, source = int(sys.argv[1]), sys.argv[2]
    os.nice(5)  # the capture goes first
    limit = min(MOST_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1] % (1 << 64))
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    pipe = _Pipe(Connection(number))
    signal.signal(signal.SIGINT, pipe.interrupted)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sys.stdout = sys.stderr = output = _Print(pipe)
    sys.argv = [""]
    warnings.simplefilter("default")
    warnings.showwarning = lambda message, *_: print(message, file=output)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    console = Console(Offered(pipe.call, source).names())
    while True:
        try:
            message = pipe.next()
        except (EOFError, OSError):
            os._exit(0)
        if isinstance(message, Complete):
            pipe.say(Names(console.complete(message.line)))
            continue
        output.left = MOST_PRINTED
        try:
            pipe.evaluating = True
            done = console.evaluate(message.code)
        except KeyboardInterrupt:
            done = INTERRUPTED
        pipe.evaluating = False
        output.flush()
        pipe.say(done)


def _end_with(parent: int) -> None:
    """End this process when the session has ended, however it did: an endless loop looks at no pipe."""
    while os.getppid() == parent:
        time.sleep(_LOOK_S)
    os._exit(0)
