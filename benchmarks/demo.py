"""How long the sample run takes, from a warm install to the finished report: ``python benchmarks/demo.py [RUNS]``.

Prints one JSON line: the medians in seconds, and the ratio of the whole to the 25 s that the project allows itself.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ALLOWED_SECONDS = 25.0


def one() -> dict[str, float]:
    """Run the demo once and return its timings."""
    with tempfile.TemporaryDirectory() as out:
        begun = time.monotonic()
        command = [sys.executable, "-m", "harness", "demo", "--out", out]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wall = time.monotonic() - begun
        (run,) = Path(out).glob("*/run.json")
        waiting = json.loads(run.read_text("utf-8"))["timings"]["scenario_waiting"]
    return {"wall": wall, "waiting": waiting, "orchestration": wall - waiting}


def main() -> None:
    """Run and print."""
    runs = [one() for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 5)]
    medians = {name: round(statistics.median(run[name] for run in runs), 2) for name in runs[0]}
    ratio = round(medians["wall"] / ALLOWED_SECONDS, 3)
    print(json.dumps({"benchmark": "demo", "runs": len(runs), "cores": os.cpu_count(), **medians, "ratio": ratio}))


if __name__ == "__main__":
    main()
