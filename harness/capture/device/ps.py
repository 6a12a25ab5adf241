"""An app's processes in the output of Android's ``ps``."""

import re

from harness.capture.device.protocol import Running

_ELAPSED = re.compile(r"(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)")
_ISOLATED = re.compile(r"u\d+_(?:a\d+)?i\d+")
_RENDERER = re.compile(r"webview\S*:sandboxed_process")
"""Renderers of web views run in the web view's package, under an isolated user, whichever app they draw for."""


def parse_ps(text: str, package: str) -> list[Running]:
    """Read ``ps -A -o PID,PPID,USER,ETIME,NAME``: the app's processes, those below them, and isolated ones."""
    rows = [line.split(None, 4) for line in text.splitlines()]
    table = [row for row in rows if len(row) == 5 and row[0].isdigit() and row[1].isdigit()]
    users = {row[2] for row in table if _named(row[4], package) and not _ISOLATED.fullmatch(row[2])}
    found: dict[int, Running] = {}
    for pid, parent, user, elapsed, name in table:
        isolated = _ISOLATED.fullmatch(user) is not None
        own = _named(name, package) or (isolated and _RENDERER.search(name) is not None)
        if own or user in users or int(parent) in found:
            found[int(pid)] = Running(pid=int(pid), name=name.strip(), age_s=_seconds(elapsed), isolated=isolated)
    return list(found.values())


def _named(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}:")


def _seconds(elapsed: str) -> float:
    match = _ELAPSED.fullmatch(elapsed)
    if match is None:
        return 0.0
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return float(((days * 24 + hours) * 60 + minutes) * 60 + seconds)
