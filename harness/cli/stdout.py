"""The door to stdout and stderr: what a reader that went away, a full disk or a poor encoding become."""

import contextlib
import errno
import io
import os
import sys
from collections.abc import Iterator
from typing import Any, TextIO

from harness.files.as_json import to_bytes
from harness.files.write import NoRoomError, WriteError, write_error

_NAME = "the output (stdout)"


class ReaderGone(Exception):
    """Nobody reads our output any more (``| head``): nothing is wrong and there is nobody to tell."""


class _Guarded:
    """A text stream whose faults are :class:`ReaderGone` and ``WriteError``; all else is the stream's own."""

    def __init__(self, stream: TextIO | io.TextIOBase | None) -> None:
        self._stream: Any = stream

    def _there(self) -> Any:
        if self._stream is None:
            raise NoRoomError(f"Cannot write {_NAME}: it is closed.")
        return self._stream

    def write(self, text: str) -> int:
        """Write text; what the stream's encoding cannot say is escaped (see ``_tolerant``)."""
        with _faults():
            return int(self._there().write(text))

    def write_bytes(self, data: bytes) -> None:
        """Write bytes as they are, behind the text written before."""
        with _faults():
            stream = self._there()
            stream.flush()
            stream.buffer.write(data)

    def flush(self) -> None:
        """Hand on what was written."""
        if self._stream is not None:
            with _faults():
                self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._there(), name)


class _Mute(_Guarded):
    """A stream for talk: what cannot be said is not said, and is no fault of the command."""

    def write(self, text: str) -> int:
        with contextlib.suppress(ReaderGone, WriteError):
            return super().write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(ReaderGone, WriteError):
            super().flush()


class _Nowhere(io.TextIOBase):
    """What a closed stderr is to those who want to speak."""

    def write(self, text: str) -> int:
        return len(text)


@contextlib.contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise ReaderGone from None
    except OSError as error:
        raise write_error(error, _NAME) from None
    except ValueError as error:  # written to after it was closed
        if "closed file" not in str(error):
            raise
        raise NoRoomError(f"Cannot write {_NAME}: it is closed.") from None


def _tolerant(stream: TextIO | None) -> TextIO | None:
    """Let a stream escape what its encoding cannot say instead of failing in the middle of a table."""
    if isinstance(stream, io.TextIOWrapper) and stream.errors in ("strict", "surrogateescape"):
        stream.reconfigure(errors="backslashreplace")
    return stream


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """Stand between the program and its streams; what was written is out when the block ends.

    Raises :class:`ReaderGone` and ``WriteError``.
    """
    out, err = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Guarded(_tolerant(out)), _Mute(_tolerant(err) or _Nowhere())
    try:
        try:
            yield
        finally:
            sys.stderr.flush()
            sys.stdout.flush()
    except (ReaderGone, WriteError):
        _let_go(out)
        raise
    finally:
        sys.stdout, sys.stderr = out, err


def _let_go(stream: TextIO | None) -> None:
    """Send what is left in a stream's buffer nowhere: Python would try again at its end, and complain."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # type: ignore[union-attr]
        os.close(nowhere)


def keep_descriptors() -> None:
    """Open what of descriptors 0 to 2 is closed: the next file opened would be stdout, and get what others print."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError as error:
            if error.errno != errno.EBADF:
                raise
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free


def on_terminal() -> bool:
    """Whether somebody reads what is printed."""
    return sys.stdout.isatty()


def emit(text: str) -> None:
    """Write a document for a program to read: always in UTF-8, whatever the terminal's encoding is."""
    data = text.encode("utf-8", "backslashreplace")
    if isinstance(sys.stdout, _Guarded):
        sys.stdout.write_bytes(data)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)


def emit_json(value: Any, *, indent: int = 0) -> None:
    """Write a value as one JSON document and a line end. ``indent`` 0 is all on one line."""
    emit(to_bytes(value, indent=indent).decode() + "\n")
