"""What confinement this machine allows, tried by doing: the levels, and a confined JVM, without a device."""

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .landlock import abi
from .levels import Confinement, Level
from .start import Cage, Needs, NotConfined


@dataclass(frozen=True, slots=True)
class Trial:
    """``landlock`` is the kernel's version of it, 0 without. ``failed`` says why a program does not run confined."""

    confinement: Confinement
    landlock: int
    failed: str = ""


def try_here(command: Sequence[str], needs: Needs, forced: Level | None = None) -> Trial:
    """Confine a program and run it to its end."""
    return asyncio.run(_try(command, needs, forced))


async def _try(command: Sequence[str], needs: Needs, forced: Level | None) -> Trial:
    with tempfile.TemporaryDirectory() as folder:
        cage = Cage(Path(folder, "cage"), forced)
        try:
            found = await cage.level()
            failed = "" if found.level == "none" else await _run(cage, Path(folder), command, needs)
        finally:
            cage.close()
    return Trial(found, abi(), failed)


async def _run(cage: Cage, folder: Path, command: Sequence[str], needs: Needs) -> str:
    data, system = folder / "data", folder / "system"
    data.mkdir()
    system.touch()
    try:
        caged = await cage.start("trial", command, needs=needs, system=system, data=data, network="sinkhole")
    except NotConfined as error:
        return str(error)
    _, errors = await caged.child.communicate()
    code = caged.child.returncode
    last = errors.decode("utf-8", "replace").strip().splitlines()[-1:]
    return "" if code == 0 else f"it ended with {code}{': ' if last else ''}{''.join(last)[:200]}"
