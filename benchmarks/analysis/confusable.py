"""False sightings in traffic that holds no value and much that is like one: ``confusable.py [MEGABYTES] [SEED]``.

The generator (``tests/analysis/strangers/confusable.py``) shares no code with the decoders. Looked for are the values
of ``made.py``, short and common ones, and a position in whose city all the points lie. Prints one JSON line, and on
stderr each sighting that is not weak; there should be none.
"""

import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from common import numbers, say

from tests.analysis.strangers.confusable import exchanges
from tests.analysis.strangers.scan import MORE, scanner_of_all


def searched(size: int, seed: int) -> tuple[int, list[str], Counter[str], float]:
    """Search ``size`` bytes; return how many exchanges, what was found, weak sightings by form, and CPU seconds."""
    strong: list[str] = []
    weak: Counter[str] = Counter()
    count = 0
    scanner = scanner_of_all()
    seconds = 0.0
    for exchange in exchanges(size, seed):
        count += 1
        begun = time.process_time()
        spots = scanner.scan(exchange).spots
        seconds += time.process_time() - begun
        for spot in spots:
            if spot.found.weak:
                weak[f"{MORE[spot.found.ref].category} {spot.found.form}"] += 1
            else:
                strong.append(
                    f"{MORE[spot.found.ref].value_id} {spot.found.form} {spot.where} {spot.found.path} "
                    f"{seed}:{exchange.id}"
                )
    return count, strong, weak, seconds


def main(megabytes: int, seed: int) -> None:
    """Search and print."""
    cores = os.cpu_count() or 1
    pieces = max(1, megabytes // 10)
    count = 0
    strong: list[str] = []
    weak: Counter[str] = Counter()
    seconds = 0.0
    with ProcessPoolExecutor(cores) as pool:
        sizes = [megabytes * 1_000_000 // pieces] * pieces
        for some, found, weakly, took in pool.map(searched, sizes, range(seed * 1000, seed * 1000 + pieces)):
            count, seconds = count + some, seconds + took
            strong += found
            weak += weakly
    for line in strong:
        print(line, file=sys.stderr)
    say(
        benchmark="confusable",
        megabytes=megabytes,
        exchanges=count,
        false_sightings=len(strong),
        weak=dict(weak.most_common(12)),
        megabytes_cpu_s=round(megabytes / seconds, 2),
    )


if __name__ == "__main__":
    main(*numbers(200, 1))
