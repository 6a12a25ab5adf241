"""An app's processes among those that Android's ``ps`` lists."""

import re

from harness.capture.device.link import outputs
from harness.capture.device.structs import Running

TOYBOX_SINCE = 26
"""Before, ``ps`` was toolbox's: it lists every process without being told so, and takes ``-A`` for a name."""
_ISOLATED = re.compile(r"u\d+_(?:a\d+)?i\d+")
_RENDERER = re.compile(r"webview\S*:sandboxed_process")
"""Renderers of web views run in the web view's package, under an isolated user, whichever app they draw for."""


def ps_command(api_level: int) -> list[str]:
    """Return the command that lists every process; toolbox does not tell how long they have run."""
    return ["ps", "-A", "-o", "PID,PPID,USER,ETIME,NAME"] if api_level >= TOYBOX_SINCE else ["ps"]


def app_processes(text: str, package: str) -> list[Running]:
    """Read what :func:`ps_command` prints: the app's processes, those below them, and isolated ones."""
    rows = outputs.processes(text)
    users = {row.user for row in rows if _named(row.name, package) and not _ISOLATED.fullmatch(row.user)}
    found: dict[int, Running] = {}
    for row in rows:
        isolated = _ISOLATED.fullmatch(row.user) is not None
        own = _named(row.name, package) or (isolated and _RENDERER.search(row.name) is not None)
        if own or row.user in users or row.parent in found:
            found[row.pid] = Running(pid=row.pid, name=row.name, age_s=row.age_s, isolated=isolated)
    return list(found.values())


def _named(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}:")
