"""The journal: every change to a device is first on this host's disk, with what undoes it.

A run that ends in any way, even by SIGKILL, leaves its journal; whoever opens the device next replays it. One file per
serial in the user's state directory, one JSON line per entry, each written and synced *before* the change is made, so
that a change without an entry cannot exist. Undoing is idempotent: it also holds for a change that was never made.
"""

import contextlib
import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import msgspec

from harness.capture.device.errors import DeviceBusy, DeviceError, DeviceLost

SCHEMA = 1


class Identity(msgspec.Struct, frozen=True):
    """Which device it is and which of its lives: serials come back on other devices, mounts end with a boot.

    ``serialno`` and ``fingerprint`` are the device's own properties; ``boot_id`` is the kernel's, or empty.
    """

    serialno: str = ""
    fingerprint: str = ""
    boot_id: str = ""

    def same_device(self, other: "Identity") -> bool:
        """Whether both are one device, whatever its life."""
        return (self.serialno, self.fingerprint) == (other.serialno, other.fingerprint)


class Command(msgspec.Struct, tag="command", frozen=True):
    """Undo by a shell command. With ``needed``, only while that command succeeds on the device."""

    argv: list[str]
    root: bool = False
    needed: list[str] | None = None


class Setting(msgspec.Struct, tag="setting", frozen=True):
    """Give a setting its old value back (``None``: it was not set), unless somebody else changed it since."""

    namespace: str
    key: str
    was: str | None
    ours: str | None


class Forward(msgspec.Struct, tag="forward", frozen=True):
    """Remove a forward of the adb server; ``local`` is its end on this host."""

    local: str


class Reverse(msgspec.Struct, tag="reverse", frozen=True):
    """Remove a reverse forward; ``remote`` is its end on the device."""

    remote: str


class Unroot(msgspec.Struct, tag="unroot", frozen=True):
    """Let adbd run as shell again."""


class Mounts(msgspec.Struct, tag="mounts", frozen=True):
    """Unmount ``target`` in the mount namespace of every process that has it mounted from the source ``token``.

    Processes that started since inherited it from their zygote, so the list is made when it is undone.
    """

    token: str
    target: str


class WallClock(msgspec.Struct, tag="wall_clock", frozen=True):
    """Put the wall clock back, unless somebody else set it since. Both are offsets from this host's, in microseconds:
    it stood at ``was_us`` and was set to ``ours_us``."""

    was_us: int
    ours_us: int


Undo = Command | Setting | Forward | Reverse | Unroot | Mounts | WallClock


class Change(msgspec.Struct, kw_only=True):
    """One entry. ``what`` is a sentence for the user. A ``volatile`` change ends with the boot it was made in."""

    number: int
    what: str
    undo: Undo
    volatile: bool = False
    boot_id: str = ""


class _Header(msgspec.Struct, kw_only=True):
    schema: int
    serial: str
    identity: Identity
    pid: int


class _Line(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One line: the header of a run, a change, or the number of a change that is undone."""

    header: _Header | None = None
    change: Change | None = None
    undone: int | None = None


def journal_dir() -> Path:
    """Where journals lie (XDG state directory)."""
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "harness" / "devices"


def pending() -> list[str]:
    """Return the serials whose journal holds changes that are not undone."""
    found = []
    for path in sorted(journal_dir().glob("*.jsonl")):
        with contextlib.suppress(OSError):
            header, changes = _read(path.read_bytes())
            if header is not None and changes:
                found.append(header.serial)
    return found


def _read(data: bytes) -> tuple[_Header | None, dict[int, Change]]:
    """Return the last header and the changes that are not undone. A torn last line is no entry: nothing followed it."""
    header: _Header | None = None
    changes: dict[int, Change] = {}
    for raw in data.split(b"\n"):
        try:
            line = msgspec.json.decode(raw, type=_Line)
        except (msgspec.DecodeError, msgspec.ValidationError):
            continue
        header = line.header or header
        if line.change is not None:
            changes[line.change.number] = line.change
        if line.undone is not None:
            changes.pop(line.undone, None)
    return header, changes


class Journal:
    """The journal of one device. Without a directory it is kept in memory, for a device that ends with the run."""

    def __init__(self, serial: str, directory: Path | None) -> None:
        """Nothing is opened yet; :meth:`begin` does."""
        self.serial = serial
        self.path = directory / f"{quote(serial, safe='')}.jsonl" if directory is not None else None
        self._file: IO[bytes] | None = None
        self._identity = Identity()
        self._changes: dict[int, Change] = {}
        # What ends with the run needs no identity to be found again.
        self.begun = directory is None

    @property
    def identity(self) -> Identity:
        """The device as it was at :meth:`begin`."""
        return self._identity

    @property
    def changes(self) -> list[Change]:
        """The changes that are not undone, oldest first."""
        return [self._changes[number] for number in sorted(self._changes)]

    def begin(self, identity: Identity) -> None:
        """Take the device for this process and read what an earlier run left.

        Raises :class:`DeviceBusy` when another process has it, :class:`DeviceError` when the file cannot be written or
        belongs to another device of the same serial.
        """
        if self.path is None:
            self._identity = identity
        if self.path is None or self.begun:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise DeviceError(f"Cannot keep the journal {self.path}: {error.strerror}.") from None
        file = os.fdopen(handle, "r+b", buffering=0)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            header, _ = _read(self.path.read_bytes())
            file.close()
            by = f" (process {header.pid})" if header is not None else ""
            raise DeviceBusy(f"Another run{by} uses the device {self.serial}; wait for it or stop it.") from None
        header, self._changes = _read(self.path.read_bytes())
        if self._changes and header is not None and not header.identity.same_device(identity):
            file.close()
            self._changes = {}
            raise DeviceError(
                f"The journal {self.path} holds changes to another device of the serial {self.serial} "
                f"({header.identity.serialno}, {header.identity.fingerprint}). Attach that one and run "
                "'harness doctor --mend', or delete the file if that device is gone for good."
            )
        self._file, self._identity, self.begun = file, identity, True
        self._write(_Line(header=_Header(schema=SCHEMA, serial=self.serial, identity=identity, pid=os.getpid())))
        with contextlib.suppress(OSError):
            directory = os.open(self.path.parent, os.O_RDONLY)
            os.fsync(directory)
            os.close(directory)

    def _write(self, line: _Line) -> None:
        if self._file is None:
            return
        try:
            # A torn line of a run that was killed must not swallow this one: begin with a line end.
            self._file.write(b"\n" + msgspec.json.encode(line) + b"\n")
            os.fsync(self._file.fileno())
        except OSError as error:
            raise DeviceError(f"Cannot write the journal {self.path}: {error.strerror}.") from None

    def change(self, what: str, undo: Undo, *, volatile: bool = False) -> int:
        """Note a change that is about to be made; return its number. It must be called before the change."""
        if not self.begun:
            raise DeviceError(f"Nothing may be changed on {self.serial} before its journal is open.")
        number = max(self._changes, default=0) + 1
        entry = Change(number=number, what=what, undo=undo, volatile=volatile, boot_id=self._identity.boot_id)
        self._write(_Line(change=entry))
        self._changes[number] = entry
        return number

    def forget(self, number: int) -> None:
        """Note that a change is undone."""
        if self._changes.pop(number, None) is not None:
            self._write(_Line(undone=number))

    def undo(self, boot_id: str, execute: Callable[[Undo], Any], *, numbers: set[int] | None = None) -> list[str]:
        """Undo the changes, newest first, and return a sentence for each that could not be.

        ``execute`` undoes one and raises :class:`DeviceError` when that fails; the entry then stays. Changes that ended
        with an earlier boot are only struck out. ``numbers`` limits it to some. Raises :class:`DeviceLost` as soon as
        the device is gone.
        """
        failures = []
        for entry in reversed(self.changes):
            if numbers is not None and entry.number not in numbers:
                continue
            over = entry.volatile and entry.boot_id and boot_id and entry.boot_id != boot_id
            if not over:
                try:
                    execute(entry.undo)
                except DeviceLost:
                    raise
                except DeviceError as error:
                    failures.append(f"Not undone: {entry.what} ({error})")
                    continue
            self.forget(entry.number)
        return failures

    def end(self) -> None:
        """Let the device go. A journal without open changes becomes an empty file; one with some waits for a replay."""
        file, self._file = self._file, None
        if file is not None:
            if not self._changes:
                with contextlib.suppress(OSError):
                    # Emptied, not removed: whoever waits for the lock holds this very file.
                    file.truncate(0)
                    os.fsync(file.fileno())
            file.close()
        self.begun = self.path is None
