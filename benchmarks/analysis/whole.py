"""A whole analysis, from the flow file to the assessment: ``python benchmarks/analysis/whole.py [EXCHANGES]``.

Generates a recording shaped like real traffic (``traffic.py``; bodies of 2 to 20 KB before compression) and analyses it
with as many processes as there are cores, and a tenth of it for comparison. Prints one JSON line: exchanges a second,
CPU seconds, and the highest memory of all processes together (proportional set size, sampled), which must not grow
with the number of exchanges.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import traffic
from common import ROOT, persona, say

from harness.evidence.run_record import RunRecord

VALUES = ("imei", "android_id", "oaid", "gaid", "phone_number", "mac_wifi", "email")


def analyse(path: str) -> None:
    """Analyse one file and print what it took; runs in a process of its own."""
    from harness.analysis.assessment import assess, to_json
    from harness.analysis.recording import Recording
    from harness.evidence.flows import FlowsFile

    recording = Recording(run=RunRecord(package="example.app"), exchanges=FlowsFile(Path(path)), persona=persona())
    begun = time.perf_counter()
    found = assess(recording, workers=os.cpu_count() or 1)
    text = to_json(found)
    seconds = time.perf_counter() - begun
    times = os.times()
    cpu = times.user + times.system + times.children_user + times.children_system
    digest = hashlib.sha256(text).hexdigest()[:16]
    print(json.dumps({"seconds": seconds, "cpu": cpu, "sightings": len(found.sightings), "sha256": digest}))


def memory(pid: int) -> float:
    """Return the proportional set size of a process and its children in MiB."""
    total = 0
    pids = [pid]
    for one in pids:
        try:
            pids += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total / 1024


def measured(path: Path) -> dict[str, float]:
    """Analyse in a new process, with its memory watched."""
    process = subprocess.Popen([sys.executable, __file__, "--analyse", str(path)], stdout=subprocess.PIPE, text=True)
    highest = 0.0
    done = threading.Event()

    def watch() -> None:
        nonlocal highest
        while not done.wait(1):
            highest = max(highest, memory(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    out, _ = process.communicate()
    done.set()
    watcher.join()
    return json.loads(out) | {"mib": highest}


def main(count: int) -> None:
    """Generate, measure and print."""
    texts = {item["id"]: item["value"] for item in persona()["values"] if item["id"] in VALUES}
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "flows.mitm"
        traffic.write_flows(path, count // 10, texts)
        tenth = measured(path)
        size = traffic.write_flows(path, count, texts)
        file_mib = path.stat().st_size / (1 << 20)
        whole = measured(path)
    say(
        benchmark="whole",
        exchanges=count,
        body_bytes=size // count,
        file_mib=round(file_mib),
        exchanges_s=round(count / whole["seconds"]),
        exchanges_cpu_s=round(count / whole["cpu"]),
        sightings=whole["sightings"],
        peak_mib=round(whole["mib"]),
        peak_mib_of_a_tenth=round(tenth["mib"]),
        sha256=whole["sha256"],
    )


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    if sys.argv[1:2] == ["--analyse"]:
        analyse(sys.argv[2])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
