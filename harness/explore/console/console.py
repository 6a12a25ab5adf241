"""The session's side of Python at its prompt: starts the process, has things evaluated there, and answers its calls."""

import contextlib
import signal
import socket
import subprocess
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from harness.capture.agent.prompt import Evaluated
from harness.errors import HarnessError
from harness.explore.console.answers import Answers
from harness.explore.console.messages import Answered, Called, Complete, Done, Evaluate, Names, Printed
from harness.explore.process import begun

INTERRUPT_S = 3.0
"""How long an evaluation has to end once it is interrupted, in seconds; then its process is ended."""
_NAMES_S = 2.0
_DIED = "Python {how}; what was defined there is gone, and it is started again with the next line"


class Console:
    """Python at the prompt. One evaluation at a time."""

    def __init__(self, answers: Answers, source: str = "", on_print: Callable[[str], None] = lambda text: None) -> None:
        """``source`` is a finished bundle or recording. ``on_print`` hears what is printed, as it is, on any thread."""
        self._answers = answers
        self._source = source
        self._on_print = on_print
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection[Any, Any] | None = None
        self._sending = threading.Lock()
        self._over = threading.Event()
        self._over.set()
        self._ended = ""

    def evaluate(self, code: str) -> Evaluated:
        """Evaluate something, and wait until that is over, or was interrupted."""
        self._over.clear()
        self._ended = ""
        try:
            pipe = self._started()
            self._send(pipe, Evaluate(code))
            while not isinstance(message := pipe.recv(), Done):
                if isinstance(message, Printed):
                    self._on_print(message.text)
                elif isinstance(message, Called):
                    threading.Thread(target=self._answer, args=(pipe, message), name="console", daemon=True).start()
            return Evaluated(text=message.text, failed=message.failed)
        except (EOFError, OSError):
            how = self._death()
            return Evaluated(text=_DIED.format(how=self._ended or how), failed=True)
        finally:
            self._over.set()

    def interrupt(self) -> None:
        """End the evaluation that is under way, if there is one. May wait some seconds; raises nothing."""
        process = self._process
        if self._over.is_set() or process is None:
            return
        process.send_signal(signal.SIGINT)
        self._answers.interrupt()
        if not self._over.wait(INTERRUPT_S):
            self._ended = "could not be interrupted, and was ended"
            process.kill()

    def complete(self, line: str) -> list[str]:
        """Return what may stand in the place of the last name in a line: nothing while something is evaluated."""
        if not self._over.is_set() or self._pipe is None:
            return []
        with contextlib.suppress(EOFError, OSError):
            self._send(self._pipe, Complete(line))
            if self._pipe.poll(_NAMES_S) and isinstance(message := self._pipe.recv(), Names):
                return message.names
        return []

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        if self._over.wait(INTERRUPT_S) and self._pipe is not None:
            self._pipe.close()

    def _started(self) -> "Connection[Any, Any]":
        if self._pipe is not None and self._process is not None and self._process.poll() is None:
            return self._pipe
        mine, theirs = socket.socketpair()
        with theirs:
            self._process = begun("harness.explore.console.child", [theirs.fileno()], self._source, apart=True)
        self._pipe = Connection(mine.detach())
        return self._pipe

    def _death(self) -> str:
        """Let go of a process that has ended; return how it did."""
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        code = self._process.wait() if self._process is not None else 0
        return f"ended with {f'signal {-code}' if code < 0 else f'code {code}'}"

    def _send(self, pipe: "Connection[Any, Any]", message: Any) -> None:
        with self._sending:
            pipe.send(message)

    def _answer(self, pipe: "Connection[Any, Any]", asked: Called) -> None:
        """Answer a call, on a thread of its own: it may wait for the device, and an interrupt must not."""
        try:
            answer = Answered(asked.number, self._answers.give(asked.name, asked.args, asked.named))
        except HarnessError as error:
            answer = Answered(asked.number, None, str(error))
        except Exception as error:  # noqa: BLE001 - a wrong argument, mostly; whoever typed it hears of it
            answer = Answered(asked.number, None, f"{type(error).__name__}: {error}")
        with contextlib.suppress(OSError, EOFError):
            self._send(pipe, answer)
