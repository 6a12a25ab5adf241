"""What ctrl-C, SIGTERM and SIGHUP do, at each moment: this program ends with 130, and what it has begun is put back.

Three moments are told apart. At first, while modules are loaded, there is nothing to put back: the program ends at
once. Where a command works (:func:`heard`), the signal is ``KeyboardInterrupt``. Where things are put back or closed
(:func:`held`), it waits until that is done; whoever sends another one does not want to wait and gets it raised there.

Signals are the main thread's: what another one does with them is nothing.

Imports nothing that takes time: it must be there before everything else.
"""

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""A terminal's ctrl-C, a service manager's stop, and the loss of the terminal."""
INTERRUPTED = 130
"""The exit code: what a shell gives for a program that SIGINT has ended."""

_QUIT, _RAISE, _HOLD = "quit", "raise", "hold"


class _State:
    mode = _QUIT
    below = _QUIT
    waiting = False
    listener: Callable[[], None] | None = None


def install() -> None:
    """Take the signals, but for those that whoever started this program has it ignore (``nohup``)."""
    for number in SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _take)


def over() -> None:
    """From now on the exit code stands: a signal only makes the end come sooner."""
    _State.mode = _QUIT


def _take(_number: int, _frame: FrameType | None) -> None:
    if _State.listener is not None:
        listener, _State.listener = _State.listener, None
        listener()
        return
    if _State.mode == _QUIT:
        _say(b"harness: Interrupted.\n")
        os._exit(INTERRUPTED)
    if _State.mode == _RAISE:
        _State.mode = _State.below  # before it is raised: the next one must not disturb those who put things back
        raise KeyboardInterrupt
    if _State.waiting:
        raise KeyboardInterrupt
    _State.waiting = True
    _say(b"harness: ending: the bundle is closed and the device put back; once more ends at once.\n")


def _say(text: bytes) -> None:
    with contextlib.suppress(OSError):
        os.write(2, text)


@contextlib.contextmanager
def heard() -> Iterator[None]:
    """Within it a signal is raised as ``KeyboardInterrupt``, once; also one that has waited."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with _mode(_RAISE, _State.mode):
        if _State.waiting:
            _State.waiting = False
            _State.mode = _State.below
            raise KeyboardInterrupt
        yield


@contextlib.contextmanager
def told(listener: Callable[[], None]) -> Iterator[None]:
    """Within it the first signal is told to ``listener``, which ends what goes on in good order; another one is taken
    as without it.
    """
    _State.listener = listener
    try:
        yield
    finally:
        _State.listener = None


@contextlib.contextmanager
def held() -> Iterator[None]:
    """Within it a signal waits, except where :func:`heard` is again. It is raised at the end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with _mode(_HOLD, _State.below):
        yield
    if _State.waiting:
        _State.waiting = False
        raise KeyboardInterrupt


@contextlib.contextmanager
def _mode(mode: str, below: str) -> Iterator[None]:
    before = _State.mode, _State.below
    _State.below, _State.mode = below, mode
    try:
        yield
    finally:
        _State.mode, _State.below = before
