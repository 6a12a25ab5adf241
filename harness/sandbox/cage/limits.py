"""How much of the machine a confined app may use."""

import os
import resource
from pathlib import Path

MEMORY = 3 << 30
"""Bytes of private memory of one process (``RLIMIT_DATA``): the JVM's heap has 256 MB, the rest is for Frida."""
TASKS = 512
"""Processes and threads together. In a user namespace they are counted there; without, the user's others count too, and
for root the kernel counts nothing: those are counted by :mod:`.judge`."""
FILES = 4096
FILE_BYTES = 256 << 20
"""Bytes of one file."""


def resources(*, namespaces: bool) -> list[tuple[int, int]]:
    """Return what setrlimit(2) is called with."""
    tasks = TASKS if namespaces else TASKS + _tasks_of(os.getuid())
    return [
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_NPROC, tasks),
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_MEMLOCK, 8 << 20),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_CORE, 0),
    ]


def _tasks_of(uid: int) -> int:
    """How many threads a user has by now."""
    found = 0
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                if process.stat().st_uid == uid:
                    found += sum(1 for _ in (process / "task").iterdir())
            except OSError:
                continue
    return found
