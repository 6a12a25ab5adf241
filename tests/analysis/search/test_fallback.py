"""Without hyperscan the same is found: the Aho-Corasick engine, and Python's for shapes."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import hashlib, random, sys
if sys.argv[1] == "without":
    sys.modules["hyperscan"] = None
from harness.analysis.search import literals
from harness.analysis.decode import shapes
assert (literals.hyperscan is None) == (shapes.hyperscan is None) == (sys.argv[1] == "without")
from harness.analysis.assessment import assess, to_json
from harness.evidence.exchange import Exchange
from harness.analysis.recording import Recording
from harness.persona.generate import generate
from tests.analysis.corpus import PLAIN, noise, wrap
from tests.analysis.lantern import lantern
import msgspec
persona = msgspec.to_builtins(generate(3))
rng = random.Random(1)
texts = [item["value"] for item in persona["values"] if isinstance(item["value"], str)]
stacks = [[rng.choice(sorted(PLAIN)) for _ in range(rng.randint(1, 3))] for _ in range(250)]
bodies = [wrap(rng.choice(texts), stack, rng) for stack in stacks]
bodies += ["&".join(f"{word}={noise(rng)}" for word in ("tel", "lat", "last4")).encode() for _ in range(50)]
rows = [Exchange(index=n, id=str(n), time_us=n, host="a.example", url="https://a.example/", request_body=body)
        for n, body in enumerate(bodies)]
found = assess(Recording(exchanges=rows, persona=persona))
assert len(found.sightings) > 200
print(hashlib.sha256(to_json(found) + to_json(assess(lantern().recording()))).hexdigest())
"""


def test_the_same_sightings_with_and_without_hyperscan() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    said = [
        subprocess.run([sys.executable, "-c", PROGRAM, how], env=environment, cwd=ROOT, check=True, capture_output=True)
        for how in ("with", "without")
    ]
    assert said[0].stdout == said[1].stdout and said[0].stdout
