"""Which processes of this host are stopped (SIGSTOP, a debugger): they answer nobody, and nothing else tells of it."""

import contextlib
import os
import tempfile
from pathlib import Path

HELPERS = ("frida-", "idun-")
"""Frida works on this host by helpers that it unpacks into folders of these names in the temporary directory."""


def is_stopped(pid: int) -> bool:
    """Whether a process is there and stopped (proc(5), ``T`` and ``t`` in ``stat``)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[:1] in (["T"], ["t"])


def stopped_helper() -> int | None:
    """Return a helper of Frida's, of this user and this temporary directory, that is stopped; ``None`` without."""
    folders = tuple(str(Path(tempfile.gettempdir()) / kind) for kind in HELPERS)
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or not is_stopped(int(entry.name)):
            continue
        with contextlib.suppress(OSError):
            line = (entry / "cmdline").read_bytes().decode("utf-8", "surrogateescape")
            if line.startswith(folders) and entry.stat().st_uid == os.getuid():
                return int(entry.name)
    return None
