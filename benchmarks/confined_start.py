"""What the confinement costs a start: ``python benchmarks/confined_start.py [ROUNDS]`` (default 12).

Starts ``java -version`` unconfined and at each level that this machine allows, in turn, so that the machine's other
work falls on all alike. Prints one JSON line: by level the median and the least milliseconds from the start to the end,
``cost_ms`` (the median of the differences to the unconfined start of the same round), how long the choice of a level
took, and the load average.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from harness.sandbox.cage.levels import Level
from harness.sandbox.cage.start import Cage, environment
from harness.sandbox.runtime.jvm import confined_java

LEVELS: tuple[Level, ...] = ("full", "partial")


async def plain(folder: Path) -> float:
    """One unconfined start, in seconds."""
    command, _ = confined_java()
    begun = time.perf_counter()
    child = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=environment(folder), stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    await child.communicate()
    assert child.returncode == 0
    return time.perf_counter() - begun


async def confined(cage: Cage, folder: Path) -> float:
    """One confined start, in seconds."""
    command, needs = confined_java()
    begun = time.perf_counter()
    caged = await cage.start(
        "benchmark", command, needs=needs, system=folder / "system", data=folder / "data", network="sinkhole"
    )
    await caged.child.communicate()
    assert caged.child.returncode == 0
    return time.perf_counter() - begun


async def measure(rounds: int) -> dict[str, object]:
    """All rounds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data").mkdir()
        (folder / "system").touch()
        cages: dict[str, Cage] = {}
        choice: dict[str, float] = {}
        for level in LEVELS:
            cage = Cage(folder / level, level)
            begun = time.perf_counter()
            if (await cage.level()).level == level:
                cages[level] = cage
                choice[level] = round((time.perf_counter() - begun) * 1e3, 1)
        times: dict[str, list[float]] = {"none": [], **{level: [] for level in cages}}
        for _ in range(rounds):
            times["none"].append(await plain(folder))
            for level, cage in cages.items():
                times[level].append(await confined(cage, folder))
        for cage in cages.values():
            cage.close()
    cost = {
        level: statistics.median(mine - base for mine, base in zip(times[level], times["none"], strict=True))
        for level in cages
    }
    return {
        "rounds": rounds,
        "median_ms": {level: round(statistics.median(taken) * 1e3, 1) for level, taken in times.items()},
        "least_ms": {level: round(min(taken) * 1e3, 1) for level, taken in times.items()},
        "cost_ms": {level: round(taken * 1e3, 1) for level, taken in cost.items()},
        "choice_ms": choice,
        "load": os.getloadavg()[0],
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 12))))
