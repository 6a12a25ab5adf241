"""False sightings in traffic that holds no value and much that is like one.

``confusable.py [MEGABYTES] [SEED] [--kept FILE] [--workers N]``.

The generator (``tests/analysis/strangers/confusable.py``) shares no code with the decoders. Looked for are the values
of ``made.py``, short and common ones, and a position in whose city all the points lie. The traffic is made and searched
in pieces; with ``--kept`` each piece that is done is a line of that file, and a run that was stopped goes on behind it.
Prints one JSON line, and on stderr each sighting that is not weak, with what the exchange is made of; there should be
none.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from common import numbers, option, say

from tests.analysis.strangers.confusable import exchanges
from tests.analysis.strangers.scan import MORE, scanner_of_all

_PIECE = 1_000_000


def searched(seed: str) -> dict[str, Any]:
    """Search one piece: how many exchanges and bytes, what was found in which kind, weak sightings, CPU seconds."""
    strong: list[list[str]] = []
    weak: Counter[str] = Counter()
    count = size = 0
    scanner = scanner_of_all()
    seconds = 0.0
    for made in exchanges(_PIECE, seed):
        count += 1
        size += made.size
        begun = time.process_time()
        spots = scanner.scan(made.exchange).spots
        seconds += time.process_time() - begun
        for spot in spots:
            needle = MORE[spot.found.ref]
            if spot.found.weak:
                weak[f"{needle.category} {spot.found.form}"] += 1
            else:
                how = " > ".join(spot.found.path)
                strong.append([needle.value_id, spot.found.form, spot.where, how, made.kind, made.exchange.id])
    return {"seed": seed, "exchanges": count, "bytes": size, "strong": strong, "weak": weak, "cpu_s": seconds}


def rows(seeds: list[str], kept: Path | None, workers: int) -> Iterator[dict[str, Any]]:
    """Yield what came of each piece, those of an earlier run first."""
    done = (
        {row["seed"]: row for row in map(json.loads, kept.read_text().splitlines())} if kept and kept.exists() else {}
    )
    yield from (done[seed] for seed in seeds if seed in done)
    with ProcessPoolExecutor(workers) as pool:
        for row in pool.map(searched, [seed for seed in seeds if seed not in done]):
            if kept:
                with kept.open("a") as file:
                    file.write(json.dumps(row) + "\n")
            yield row


def main(megabytes: int, seed: int) -> None:
    """Search and print."""
    kept = option("--kept")
    total: Counter[str] = Counter()
    weak: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    seconds = 0.0
    workers = int(option("--workers") or os.cpu_count() or 1)
    for row in rows([f"{seed}:{piece}" for piece in range(megabytes)], Path(kept) if kept else None, workers):
        total.update({"exchanges": row["exchanges"], "bytes": row["bytes"], "false_sightings": len(row["strong"])})
        weak.update(row["weak"])
        seconds += row["cpu_s"]
        for value, form, where, how, kind, number in row["strong"]:
            kinds[kind.partition(" in ")[0]] += 1
            print(f"{value} {form} {where} {how}: {kind} ({row['seed']}, {number})", file=sys.stderr, flush=True)
    say(
        benchmark="confusable",
        megabytes=round(total["bytes"] / 1_000_000, 1),
        exchanges=total["exchanges"],
        false_sightings=total["false_sightings"],
        false_by_kind=dict(kinds),
        weak=dict(weak.most_common(12)),
        megabytes_cpu_s=round(total["bytes"] / 1_000_000 / seconds, 3),
    )


if __name__ == "__main__":
    main(*numbers(200, 1))
