"""Runs the suite's app on a sandbox device, with or without the agent, and reads what it saw."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from harness.catalog.points import Point, with_own
from tests.hooks.invisible.app import PACKAGE
from tests.hooks.points.run import Seen, lab

HERE = Path(__file__).parent
LAUNCHER = HERE / "launcher.py"
PATIENCE = 400.0
#: What ends the process, or waits for what never comes.
NOT_SWEPT = ("exit", "field", "reflection", "manifest")
_INITIALISED = re.compile(r"^\d+ Initializing '([^']+)'")
#: Classes of the app and of the device's Android; the agent's own calls may need more of the JDK's.
_APPS = re.compile(r"^(com/|cn/|org/json|okhttp3|android/|androidx/)")


def points() -> list[Point]:
    """The catalogue and the suite's own points."""
    return with_own([HERE / "shapes.yaml"])


@dataclass
class Run:
    """What one process of the app saw, and what it left behind: text by place."""

    facts: dict[str, str] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)


def run(
    server_port: int,
    scratch: Path,
    hooked: list[Point] | None,
    before: Callable[[int], object] = lambda pid: None,
    part: str = "all",
) -> Run:
    """Run the app on a fresh device; ``hooked`` are the points to hook, or None for no agent at all.

    ``before`` is given the process before its first line. ``part`` is "all", or "shapes" for only what is quick.
    """
    folder = scratch / "app"
    folder.mkdir(parents=True)
    (folder / "points.txt").write_text("".join(f"{line}\n" for line in swept()), "utf-8")
    made = Run()
    with lab(server_port, scratch, PACKAGE, (str(LAUNCHER), str(folder), part)) as device:
        device.install(scratch)
        with device.started(hooked, PATIENCE, before) as made.seen:
            pass
        for number, line in enumerate(device.adb.out(f"ls -R /data/data/{PACKAGE}").splitlines()):
            made.facts[f"files/{number}"] = line
    assert (folder / "report.txt").exists(), [line[:300] for line in made.seen.log.splitlines() if " Invisible" in line]
    for line in (folder / "report.txt").read_text("utf-8").split("\n")[:-1]:
        path, _, what = line.partition("\t")
        assert path not in made.facts, path
        made.facts[path] = what
    for number, name in enumerate(_initialised(folder / "initialised.txt")):
        made.facts[f"initialised/{number}"] = name
    made.facts |= _state(scratch / "device")
    return made


def swept() -> list[str]:
    """``CLASS METHOD`` of every Java method that the points name."""
    found = {
        f"{name} {point.method}"
        for point in points()
        if point.kind not in NOT_SWEPT and point.method and not point.class_.startswith(PACKAGE)
        for name in (*point.hook_class, point.class_)
    }
    return sorted(found)


def _initialised(log: Path) -> list[str]:
    """Classes whose initialisers ran, in order."""
    found = [match[1] for line in log.read_text("utf-8").splitlines() if (match := _INITIALISED.match(line))]
    return [name for name in found if _APPS.match(name) and "$$Lambda" not in name]  # two threads may both make one


def _state(folder: Path) -> dict[str, str]:
    """All files that the device keeps, by content."""
    facts: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        name = re.sub(r"~~[^/]*|-[^/]*==", "", path.relative_to(folder).as_posix())
        if path.suffix == ".json":
            facts |= _leaves(f"state/{name}", json.loads(path.read_text("utf-8")))
        else:
            facts[f"state/{name}"] = hashlib.sha256(path.read_bytes()).hexdigest()
    return facts


def _leaves(path: str, value: object) -> dict[str, str]:
    if isinstance(value, dict):
        return {k: v for name, part in value.items() for k, v in _leaves(f"{path}/{name}", part).items()}
    if isinstance(value, list):
        return {k: v for number, part in enumerate(value) for k, v in _leaves(f"{path}/{number}", part).items()}
    return {path: json.dumps(value)}
