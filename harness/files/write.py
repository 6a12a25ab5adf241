"""The door by which results go out to files: whole or not at all, and never in the place of what is no plain file."""

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from harness.errors import INCOMPLETE, BadInputError
from harness.files.names import shown

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOMEM, errno.EMFILE, errno.ENFILE})


class WriteError(BadInputError):
    """A file cannot be written. The message is one sentence that names it and the problem."""


class NoRoomError(WriteError):
    """A file cannot be written although its name is good: the disk is full or failing, or a limit is reached."""

    exit_code = INCOMPLETE


def exhausted(error: OSError) -> bool:
    """Whether room, memory or descriptors ran out, or a disk fails: no fault of whoever named the file."""
    return error.errno in _FULL


def write_error(error: OSError, path: Path | str) -> WriteError:
    """Return what an ``OSError`` from writing ``path`` means."""
    reason = error.strerror or str(error)
    if exhausted(error):
        return NoRoomError(f"Cannot write {shown(path)}: {reason}. Make room (or raise the limit) and do it again.")
    return WriteError(f"Cannot write {shown(path)}: {reason}.")


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open ``path`` for writing. A plain file appears whole when the block ends, and is untouched if it raises.

    A link is followed, a device or pipe written to as it is: neither is replaced. Raises :class:`WriteError`.
    """
    try:
        with _straight(path) if _special(path) else _beside(path.resolve() if path.is_symlink() else path) as file:
            yield file
    except OSError as error:
        raise write_error(error, path) from None


def write_whole(path: Path, data: bytes) -> None:
    """Write a file in one go; see :func:`replacing`. Raises :class:`WriteError`."""
    with replacing(path) as file:
        file.write(data)


def write_new(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a file that must not exist yet, with permissions ``mode`` less the umask. Raises :class:`WriteError`."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
        except OSError:
            path.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise write_error(error, path) from None


def _special(path: Path) -> bool:
    """Whether what is at ``path`` must be written to as it is: a device, a pipe, an open file by its number."""
    parent = path.parent.resolve()
    return path.exists() and (not path.is_file() or parent == Path("/dev") or parent.is_relative_to("/proc"))


@contextlib.contextmanager
def _straight(target: Path) -> Iterator[BinaryIO]:
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CLOEXEC), "wb") as file:
        yield file


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[BinaryIO]:
    """Write a file beside ``target`` and put it in its place, with the permissions of what was there."""
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(prefix=".", suffix=".new", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            yield file
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    # The umask can only be read by setting it; on Linux it also stands in /proc, without that moment for other threads.
    for line in Path("/proc/self/status").read_text("ascii", "replace").splitlines():
        if line.startswith("Umask:"):
            return int(line.split()[1], 8)
    current = os.umask(0)
    os.umask(current)
    return current
