"""The same inputs as ``fuzz.py``, led by coverage: ``python benchmarks/analysis/fuzz_guided.py [SECONDS] [SEED]``.

Needs Google's atheris (``pip install atheris``), no dependency of the project since few platforms have wheels of it. It
instruments the analysis, begins with inputs of ``fuzz.py``, and keeps those that reach new code. A crash is any
exception, a hang an input that takes longer than its limit; both end the run, with the input in a file that is named.
Prints one JSON line.
"""

import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from common import ROOT, numbers, say

_SEEDS = 400
_SLACK_S = 120


def child(directory: str, seconds: str, seed: str) -> None:
    """Hand over to atheris; it ends the process."""
    import atheris

    with atheris.instrument_imports(include=["harness.analysis"]):
        from tests.analysis import fuzzing
    corpus = Path(directory) / "corpus"
    corpus.mkdir()
    rng = random.Random(seed)
    for number in range(_SEEDS):
        (corpus / str(number)).write_bytes(fuzzing.invent(rng))
    options = {
        "timeout": fuzzing.HANG_S,
        "max_len": fuzzing.LARGEST,
        "max_total_time": seconds,
        "seed": seed,
        "print_final_stats": 1,
        "artifact_prefix": f"{directory}/",
    }
    atheris.Setup([sys.argv[0], str(corpus), *(f"-{name}={value}" for name, value in options.items())], fuzzing.try_all)
    atheris.Fuzz()


def main(seconds: int, seed: int) -> None:
    """Run atheris in a process of its own and print what it says."""
    directory = tempfile.mkdtemp(prefix="harness-fuzz-")
    done = subprocess.run(
        [sys.executable, __file__, "--child", directory, str(seconds), str(seed)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        errors="replace",
        timeout=seconds * 2 + _SLACK_S,
    )
    inputs = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
    coverage = re.findall(r"cov: (\d+)", done.stderr)
    kept = sorted(str(path) for path in Path(directory).iterdir() if path.is_file())
    if done.returncode or not inputs:
        sys.stderr.write(done.stderr[-4000:])
    if not kept:
        shutil.rmtree(directory)
    say(
        benchmark="fuzz_guided",
        seconds=seconds,
        inputs=int(inputs[1]) if inputs else 0,
        branches_at_first=int(coverage[0]) if coverage else 0,
        branches=int(coverage[-1]) if coverage else 0,
        failed=kept,
    )
    sys.exit(1 if done.returncode or kept or not inputs else 0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:5])
    else:
        main(*numbers(600, 1))
