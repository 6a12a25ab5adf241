"""Temporary folders that say whose they are, so that those of a killed program are found and removed by the next one.

The name holds the owner's process id, when that process started (ids are used again) and its PID namespace (a container
that shares the folder has other ids): ``harness-sandbox-1a2b.7c3d4e.f000003c-XXXXXXXX``.
"""

import contextlib
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Literal, get_args

Kind = Literal[
    "harness-app-",
    "harness-attach-",
    "harness-fetch-",
    "harness-parquet-",
    "harness-pcap-",
    "harness-questions-",
    "harness-recording-",
    "harness-redacted-",
    "harness-rename-",
    "harness-sandbox-",
    "harness-selftest-",
    "hsb-",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What may be removed. ``hsb-`` are a sandbox's sockets, and short: a socket's path has 107 bytes."""
_NAME = re.compile(rf"(?:{'|'.join(KINDS)})(?P<pid>[0-9a-f]+)\.(?P<start>[0-9a-f]+)\.(?P<space>[0-9a-f]+)-\w+")


def owned(kind: Kind) -> str:
    """Return the beginning of the name of a temporary folder of this process."""
    return f"{kind}{os.getpid():x}.{_started(os.getpid()):x}.{_namespace():x}-"


def sweep() -> list[str]:
    """Remove the folders in the temporary directory whose owner is dead; return their names."""
    gone = []
    for path in Path(tempfile.gettempdir()).iterdir():
        found = _NAME.fullmatch(path.name)
        if found is None or int(found["space"], 16) != _namespace():
            continue
        with contextlib.suppress(OSError):
            own = not path.is_symlink() and path.is_dir() and path.lstat().st_uid == os.getuid()
            if own and _started(int(found["pid"], 16)) != int(found["start"], 16):
                shutil.rmtree(path)
                gone.append(path.name)
    return gone


def _started(pid: int) -> int:
    """When a process started, in clock ticks since boot; 0 for one that is not there, or not on this system."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return 0
    return 0 if stat[0] == "Z" else int(stat[19])


def _namespace() -> int:
    try:
        return Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        return 0
