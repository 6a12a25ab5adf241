"""All rules over a large assessment: ``python benchmarks/rules.py [OBSERVATIONS] [EXCHANGES]``.

The assessment is as one of that many observations and exchanges might be at its worst: each access point, actor and
phase has its own row, 60 SDKs send all there is to 60 hosts, every tenth exchange carries two values. Prints one JSON
line: seconds to judge it (the aim: 2; ``cpu_s``: of a processor), seconds to load the rules, findings, and how large
the assessment is as JSON with them.
"""

import json
import os
import random
import sys
import time

from harness.analysis.model import Actor, Assessment, Recipient, to_json
from harness.catalog.categories import categories
from harness.rules.case import Case
from harness.rules.catalogue import shipped
from harness.rules.engine import judge
from harness.rules.testing import APP, PHASES, clean, read, send

HOSTS = 60
_A_ROW = 25
"""Observations that one row of readings stands for."""


def large(observations: int, exchanges: int) -> Assessment:
    """Return an assessment of so many observations and exchanges, not judged yet."""
    rng = random.Random(7)
    names = list(categories())
    actors = [APP, *(Actor(id=f"sdk:com.maker{n}", kind="sdk", name=f"Maker {n}") for n in range(60))]
    found = clean()
    for number in range(observations // _A_ROW):
        actor = actors[number % len(actors)]
        row = read(rng.choice(names), rng.choice(list(PHASES)), actor, count=_A_ROW, over_s=60)
        row.access_point = f"point.{number}"
        row.observations = [f"{number}:{each}" for each in range(_A_ROW)]
        found.collected.append(row)
    for number in range(exchanges):
        host = f"h{number % HOSTS}.example"
        party = "first" if number % 3 == 0 else "third"
        to = Recipient(host=host, domain=host, party=party, country=rng.choice(["CN", "US", ""]))
        phase = rng.choice(list(PHASES))
        for _ in range(2 if number % 10 == 0 else 1):
            send(found, rng.choice(names), phase, rng.choice(actors), to, index=number)
    return found


def main() -> None:
    """Make an assessment, judge it, and print what that took."""
    observations = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    exchanges = int(sys.argv[2]) if len(sys.argv) > 2 else 5_000
    found = large(observations, exchanges)
    begun = time.perf_counter()
    rules = list(shipped().rules.values())
    loaded = time.perf_counter()
    cpu = time.process_time()
    found.findings = judge(Case(found), rules)
    judged, used = time.perf_counter(), time.process_time() - cpu
    line = {
        "observations": observations,
        "exchanges": exchanges,
        "rules": len(rules),
        "judge_s": round(judged - loaded, 2),
        "cpu_s": round(used, 2),
        "load_s": round(loaded - begun, 2),
        "findings": len(found.findings),
        "assessment_mb": round(len(to_json(found)) / 1e6, 1),
        "load_average": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main()
