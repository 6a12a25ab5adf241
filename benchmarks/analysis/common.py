"""What the benchmarks of the analysis share: the persona, its values, and the shape of their output."""

import itertools
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import msgspec  # noqa: E402

from harness.analysis.search.match import Matcher  # noqa: E402
from harness.analysis.search.patterns import PatternSet  # noqa: E402
from harness.persona.generate import generate  # noqa: E402
from harness.values.needle import Needle, from_persona  # noqa: E402

SEED = 20190


def persona() -> dict[str, Any]:
    """Return the persona's file, the same in every run."""
    return msgspec.to_builtins(generate(SEED))


def needles(count: int) -> list[Needle]:
    """Return the values of as many personas as it takes to have ``count`` of them."""
    found: list[Needle] = []
    seed = SEED
    while len(found) < count:
        found += from_persona(msgspec.to_builtins(generate(seed)))
        seed += 1
    return found[:count]


def compiled(count: int) -> tuple[Matcher, float]:
    """Return a matcher for ``count`` values, and the seconds it took to make."""
    patterns = PatternSet()
    patterns.add_needles(needles(count))
    begun = time.perf_counter()
    matcher = Matcher(patterns)
    return matcher, time.perf_counter() - begun


def numbers(*defaults: int) -> tuple[int, ...]:
    """Return the numbers that the command was given before its options, and defaults for those that it was not."""
    given = [int(text) for text in itertools.takewhile(str.isdigit, sys.argv[1:])]
    return (*given, *defaults[len(given) :])


def option(name: str) -> str:
    """Return what stands behind an option of the command, nothing without it."""
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else ""


def say(**figures: Any) -> None:
    """Print one JSON line, with the machine's cores and its load."""
    line = {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 2), **figures}
    print(json.dumps(line), flush=True)


def peak_mib() -> float:
    """Return this process's highest resident memory in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
