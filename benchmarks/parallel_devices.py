"""Several sandbox devices at once: ``python benchmarks/parallel_devices.py [DEVICES] [processes|threads]``.

Starts that many runs of the sample app together, each with a device, a persona and a proxy of its own, and checks that
every bundle is complete, holds its own device's rows alone, and discloses what a run by itself does. Prints one JSON
line: seconds of wall time for one run by itself and for all together, the greatest resident memory of everything that
was started, and what was mixed up (nothing). Ends with 1 when anything was.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from harness.evidence.bundle import Bundle
from harness.evidence.rows import Observation, Process
from harness.persona.generate import generate
from harness.persona.persona import Persona

LANTERN = Path(__file__).resolve().parents[1] / "samples" / "lantern" / "lantern.apk"
BRANCHES = ("accept", "refuse", "ignore")
LEAST_LENGTH = 8
"""Shorter values (a country, a first name) may be in any app's traffic."""


def in_process(persona: Persona, branch: str, out: Path) -> None:
    """One run as a process of its own, as a user starts it."""
    file = out.with_suffix(".persona.yaml")
    file.write_text(persona.to_yaml(), "utf-8")
    command = [
        sys.executable, "-m", "harness", "run", str(LANTERN), "--device", "sandbox", "--branch", branch,
        "--persona", str(file), "--out", str(out), "--json",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)


def in_thread(persona: Persona, branch: str, out: Path) -> None:
    """One run in this process."""
    from harness.capture.device.choose import choose
    from harness.capture.options import RunOptions
    from harness.capture.run import run
    from harness.capture.scenario import load_scenario
    from harness.catalog.points import load_points

    run(
        RunOptions(
            apk=LANTERN, out=out / "bundle", scenario=load_scenario("consent"), branch=branch, persona=persona,
            points=load_points(),
        ),
        lambda: choose("sandbox"),
    )  # fmt: skip


def bundle_in(out: Path) -> Bundle:
    """The one bundle in a directory."""
    return Bundle(next(path for path in out.iterdir() if path.is_dir()))


def disclosed(bundle: Bundle) -> set[tuple[str, ...]]:
    """What of its own persona a bundle shows to have left, and to whom: analysed anew."""
    from harness.jobs.assess import assess_source
    from harness.jobs.source import Request
    from harness.jobs.told import Silent

    found = assess_source(Request(source=bundle.path), Silent(), workers=1).found
    return {(row.category, row.recipient.host) for row in found.disclosures}


def mixed_up(runs: list[tuple[Persona, Path]], expected: set[tuple[str, ...]]) -> list[str]:
    """What is in a bundle that belongs to another run, or is missing of its own; empty when all is well.

    ``expected`` is what a run of the first branch discloses when it is by itself.
    """
    found = [] if expected else ["the run by itself disclosed nothing"]
    bundles = [bundle_in(out) for _, out in runs]
    pids = [{row.pid for row in bundle.rows(Process)} for bundle in bundles]
    for number, ((persona, _), bundle) in enumerate(zip(runs, bundles, strict=True)):
        name = f"run {number}"
        if bundle.run.outcome != "complete":
            found.append(f"{name} is {bundle.run.outcome}: {bundle.run.reason}")
        content = {path: path.read_bytes() for path in bundle.path.rglob("*") if path.is_file()}
        for other, (stranger, _) in enumerate(runs):
            if other == number:
                continue
            for value in stranger.values:
                if len(value.value) >= LEAST_LENGTH and persona.get(value.id) != value.value:
                    word = value.value.encode()
                    found += [
                        f"{name} has {value.id} of run {other} in {p.name}"
                        for p, data in content.items()
                        if word in data
                    ]
        own = {row.pid for row in bundle.rows(Observation)}
        if not own or not own <= pids[number]:
            found.append(f"{name} observed processes {own - pids[number]} that are not its own")
        if any(pids[number] & pids[other] for other in range(len(runs)) if other != number):
            found.append(f"{name} shares a process with another run")
        if not any(str(persona.get("android_id")).encode() in data for data in content.values()):
            found.append(f"{name} does not have its own Android ID")
        if bundle.run.branch == BRANCHES[0] and (got := disclosed(bundle)) != expected:
            found.append(f"{name} disclosed {sorted(got ^ expected)} otherwise than the run by itself")
    return found


def memory_of(root: int) -> int:
    """Resident bytes of a process and all below it; memory that they share counts once per process."""
    parents, sizes = {}, {}
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError, IndexError):
            stat = (entry / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            parents[int(entry.name)], sizes[int(entry.name)] = int(stat[1]), int(stat[21]) * os.sysconf("SC_PAGE_SIZE")
    below = {root}
    while more := {pid for pid, parent in parents.items() if parent in below} - below:
        below |= more
    return sum(sizes.get(pid, 0) for pid in below)


@contextlib.contextmanager
def greatest_memory() -> Iterator[Callable[[], int]]:
    """Watch this process and all it starts; the value is the greatest sum seen, in bytes."""
    ended, greatest = threading.Event(), [0]

    def watch() -> None:
        while not ended.wait(0.1):
            greatest[0] = max(greatest[0], memory_of(os.getpid()))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    yield lambda: greatest[0]
    ended.set()
    thread.join()


def together(
    count: int, how: Callable[[Persona, str, Path], None], directory: Path
) -> tuple[float, list[tuple[Persona, Path]]]:
    """Start ``count`` runs at once; return the seconds until the last has ended, and their personas and directories."""
    runs = []
    for number in range(count):
        out = directory / f"run{number}"
        out.mkdir(parents=True)
        runs.append((generate(), out))
    begun = time.monotonic()
    with ThreadPoolExecutor(count) as pool:
        ends = [
            pool.submit(how, persona, BRANCHES[number % len(BRANCHES)], out)
            for number, (persona, out) in enumerate(runs)
        ]
        for end in ends:
            end.result()
    return time.monotonic() - begun, runs


def main() -> None:
    """Run, check and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    mode = sys.argv[2] if len(sys.argv) > 2 else "processes"
    how = {"processes": in_process, "threads": in_thread}[mode]
    with tempfile.TemporaryDirectory() as scratch:
        alone, [(_, out)] = together(1, how, Path(scratch) / "alone")
        expected = disclosed(bundle_in(out))
        with greatest_memory() as memory:
            wall, runs = together(count, how, Path(scratch) / "together")
        wrong = mixed_up(runs, expected)
    result = {
        "benchmark": "parallel_devices", "devices": count, "mode": mode, "cores": os.cpu_count(),
        "alone_s": round(alone, 2), "together_s": round(wall, 2), "memory_mb": memory() >> 20, "mixed_up": wrong,
    }  # fmt: skip
    print(json.dumps(result))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
