"""The same evidence gives the same bytes, whatever the order of Python's sets."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import hashlib
from harness.analysis.assessment import assess, to_json
from harness.analysis.show.explain import explain
from tests.analysis.lantern import lantern
recording = lantern().recording()
found = assess(recording)
print(hashlib.sha256(to_json(found)).hexdigest())
print(hashlib.sha256(explain(recording, found.sightings[-1].id).json()).hexdigest())
"""


def test_any_hash_seed() -> None:
    seen = set()
    for seed in ("0", "1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        run = [sys.executable, "-c", PROGRAM]
        seen.add(subprocess.run(run, env=environment, cwd=ROOT, check=True, capture_output=True).stdout)
    assert len(seen) == 1 and len(seen.pop().split()) == 2
