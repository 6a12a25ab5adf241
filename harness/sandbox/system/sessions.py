"""Install sessions: what ``pm install-create`` opens and ``pm install-write`` fills."""

from __future__ import annotations

import itertools
import secrets
import shutil
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """Flags of an install; by default an existing app is replaced, as since Android 9's ``pm``."""

    replace: bool = True
    grant: bool = False
    downgrade: bool = False
    bypass_target: bool = False


@dataclass(slots=True)
class Session:
    """An open session and the APKs written into it."""

    number: int
    options: Options
    files: dict[str, Path] = field(default_factory=dict)


class InstallSessions:
    """The open sessions of one device."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._numbers = itertools.count(1 + secrets.randbelow(1 << 30))
        self._open: dict[int, Session] = {}

    def create(self, options: Options) -> Session:
        """Open a session."""
        session = Session(next(self._numbers), options)
        self._open[session.number] = session
        return session

    def get(self, number: int) -> Session | None:
        """An open session."""
        return self._open.get(number)

    def file(self) -> Path:
        """A new file to write an APK to; whoever asks deletes it."""
        self._directory.mkdir(parents=True, exist_ok=True)
        return self._directory / f"{secrets.token_hex(8)}.apk"

    def abandon(self, number: int) -> bool:
        """Drop a session and what was written; False when there is none."""
        session = self._open.pop(number, None)
        if session is None:
            return False
        for path in session.files.values():
            path.unlink(missing_ok=True)
        return True

    def reset(self) -> None:
        """Drop all sessions, and whatever was being written."""
        self._open.clear()
        shutil.rmtree(self._directory, ignore_errors=True)
