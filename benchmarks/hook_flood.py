"""Hooked calls as fast as an app can make them: ``python benchmarks/hook_flood.py [SECONDS] [THREADS]``, in a checkout.

First with the same values in every call, then with other values in each, then mixed; rows go into a bundle. Prints one
JSON line a run: calls by the app's count and by ours, rows, what was lost, how much the app's process grew, and how
long after the app's last call the last row was written. ``observed_to_calls`` is the ratio of our count to the app's
(aim: 1.0, with ``lost`` 0), ``grown_mib`` the agent's memory (aim: below 64).
"""

import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from harness.evidence.rows import Observation
from harness.evidence.run_record import RunRecord
from harness.evidence.writer import BundleWriter
from tests.capture.agent.app import App, started


def resident(pid: int) -> float:
    """Return a process's resident memory in MiB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


class Highest:
    """The highest resident memory while it watches."""

    def __init__(self, pid: int) -> None:
        """Watch ``pid`` from now on."""
        self.pid, self.first, self.most = pid, resident(pid), 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._stop.wait(0.05):
            self.most = max(self.most, resident(self.pid))

    def grown(self) -> float:
        """Stop watching; return the growth in MiB."""
        self._stop.set()
        self._thread.join()
        return self.most - self.first


def flood(app: App, seen: list[int], how: str, seconds: float, threads: int) -> dict[str, object]:
    """Run one flood and return what is known of it."""
    seen[:] = [0, 0]
    memory = Highest(app.process.pid)
    own = int(app.run(f"flood {threads} {seconds} {how}"))
    ended = time.monotonic()
    app.agent.flush()
    settled = time.monotonic() - ended
    process = app.processes[-1]
    return {
        "benchmark": "hook_flood", "values": how, "seconds": seconds, "threads": threads, "cores": os.cpu_count(),
        "calls": own, "observed": seen[0], "observed_to_calls": seen[0] / own, "rows": seen[1], "lost": process.lost,
        "grown_mib": round(memory.grown(), 1), "settled_s": round(settled, 2),
    }  # fmt: skip


def main() -> None:
    """Run and print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 20.0
    threads = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    seen = [0, 0]
    with tempfile.TemporaryDirectory() as folder, BundleWriter(Path(folder) / "bundle", RunRecord()) as writer:

        def take(row: Observation) -> None:
            writer.append(row)
            seen[0] += row.count
            seen[1] += 1

        # the JVM's own heap is full before the first figure is taken, so that what grows is the agent
        heap = ("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch")
        with started(options=heap, on_observation=take) as app:
            app.run("flood 4 1 same")
            app.agent.flush()
            for how in ("same", "distinct", "mixed"):
                print(json.dumps(flood(app, seen, how, seconds, threads)), flush=True)


if __name__ == "__main__":
    main()
