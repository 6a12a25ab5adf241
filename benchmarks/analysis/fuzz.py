"""Every decoder on damaged and invented data: ``python benchmarks/analysis/fuzz.py [SECONDS] [SEED]``.

Runs in as many processes as there are cores. An input is bytes of no kind, or data hidden under one to three encodings
(``tests/analysis/corpus.py``) and then cut, flipped, spliced or repeated. Each goes through every decoder and structure
on its own, and through a whole search, which also calls the lenses at the traces it finds. A crash is any exception; a
hang is an input that takes longer than its limit; both end the run with the input. Prints one JSON line;
``fuzz_guided.py`` does the same led by coverage.
"""

import base64
import os
import random
import signal
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from types import FrameType

from common import numbers, say

from tests.analysis.fuzzing import HANG_S, SOURCES, invent, try_all


def hung(_number: int, _frame: FrameType | None) -> None:
    """Say that an input takes too long."""
    raise TimeoutError("this input hangs")


def work(seconds: float, seed: str) -> tuple[int, int, float, str]:
    """Try inputs for some time; return their number, their bytes, the longest time, and the one that failed."""
    rng = random.Random(seed)
    signal.signal(signal.SIGALRM, hung)
    end = time.monotonic() + seconds
    inputs = size = 0
    longest = 0.0
    while time.monotonic() < end:
        data = invent(rng)
        signal.alarm(HANG_S)
        begun = time.process_time()
        try:
            try_all(data)
        except Exception as error:  # noqa: BLE001 - any exception is a finding
            return inputs, size, longest, f"{type(error).__name__}: {error}: {base64.b64encode(data).decode()}"
        finally:
            signal.alarm(0)
        longest = max(longest, time.process_time() - begun)
        inputs, size = inputs + 1, size + len(data)
    return inputs, size, longest, ""


def main(seconds: int, seed: int) -> None:
    """Run in all cores and print."""
    cores = os.cpu_count() or 1
    with ProcessPoolExecutor(cores) as pool:
        done = list(pool.map(work, [float(seconds)] * cores, [f"{seed}:{core}" for core in range(cores)]))
    failed = [problem for *_, problem in done if problem]
    say(
        benchmark="fuzz",
        seconds=seconds,
        decoders=len(SOURCES),
        inputs=sum(row[0] for row in done),
        calls=sum(row[0] for row in done) * (len(SOURCES) + 1),
        megabytes=round(sum(row[1] for row in done) / 1e6, 1),
        longest_s=round(max(row[2] for row in done), 2),
        failed=failed,
    )
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(*numbers(600, 1))
