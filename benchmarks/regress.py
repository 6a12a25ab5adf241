"""A suite of recordings, from the command to its exit code: ``python benchmarks/regress.py [RECORDINGS] [EXCHANGES]``.

Each recording is a flow file of its own traffic (``analysis/traffic.py``), with expectations written from it by
``--update``, which is not timed. Prints one JSON line.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks" / "analysis")]

import traffic  # noqa: E402
from common import numbers, persona, say  # noqa: E402

VALUES = ("imei", "android_id", "oaid", "gaid", "phone_number", "mac_wifi", "email")


def suite(where: Path, recordings: int, exchanges: int) -> int:
    """Write the recordings and the values to look for; return their bytes."""
    known = {row["id"]: row for row in persona()["values"]}
    values = {name: str(known[name]["value"]) for name in VALUES}
    rows = [{"category": known[name]["category"], "value": value} for name, value in values.items()]
    (where / "values.yaml").write_text(json.dumps(rows))
    for number in range(recordings):
        path = where / f"{number:03}.mitm"
        traffic.write_flows(path, exchanges, values, first=number * exchanges)
    return sum(path.stat().st_size for path in where.glob("*.mitm"))


def harness(*words: str) -> tuple[subprocess.CompletedProcess[str], float]:
    """Run the command; return what came of it, and the seconds it took."""
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "harness", *words], cwd=ROOT, capture_output=True, text=True)
    return done, time.perf_counter() - begun


def main() -> None:
    """Measure."""
    recordings, exchanges = numbers(200, 200)[:2]
    with tempfile.TemporaryDirectory() as place:
        size = suite(Path(place), recordings, exchanges)
        written, update_s = harness("regress", place, "--update", "--values", f"{place}/values.yaml", "--json")
        if written.returncode not in (0, 3):
            sys.exit(written.stderr[-2000:])
        before = os.times()
        done, seconds = harness("regress", place, "--json")
        after = os.times()
        found = json.loads(done.stdout)
    states: dict[str, int] = {}
    for row in found:
        states[row["state"]] = states.get(row["state"], 0) + 1
    say(
        benchmark="regress",
        recordings=recordings,
        exchanges=exchanges,
        file_mib=size >> 20,
        seconds=round(seconds, 1),
        cpu_s=round(sum(after[2:4]) - sum(before[2:4]), 1),
        update_s=round(update_s, 1),
        expectations=sum(len(row["checks"]) for row in found),
        states=states,
        exit=done.returncode,
    )


if __name__ == "__main__":
    main()
