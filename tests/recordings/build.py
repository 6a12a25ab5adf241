"""Makes the bundles of the corpus anew: ``python -m tests.recordings.build [NAME...]``, of all without a name.

Needs what the sandbox needs, and some minutes. Times, ports and process ids are other ones each time; the persona
is always the same. What is expected of them stays: ``harness regress tests/recordings`` says what has changed.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from harness.evidence.bundle import MANIFEST
from harness.evidence.rows import kinds
from harness.evidence.seal import seal
from harness.persona.generate import generate
from tests.recordings import HERE, bundle

SAMPLES = HERE.parents[1] / "samples"
SEED = 20260101
"""Of the persona, all of whose values are made up."""
_SHORT = {"before": 4, "idle": 4, "use": 60, "background": 7, "denied_use": 20, "relaunches": 2}
"""The waits of the scenario ``full``, in seconds, and how often it begins anew."""
RUNS: dict[str, list[str]] = {
    **{
        f"{app}-{branch}": ["--branch", branch]
        for app in ("bully", "lantern", "maze", "polite")
        for branch in ("accept", "refuse")
        if (app, branch) != ("polite", "accept")  # which is in polite-full
    },
    **{
        f"{app}-full": [
            *("--scenario", "full", "--branch", "accept"),
            *(word for name, value in _SHORT.items() for word in ("--set", f"{name}={value}")),
        ]
        for app in ("facelift", "polite", "sleeper")
    },
}
"""What each bundle is a run of: the app that its name begins with, and words of ``harness run``."""


def made(name: str, persona: Path, room: Path) -> Path:
    """Run an app, and return its bundle. Raises ``RuntimeError`` when the run is not whole."""
    app = name.partition("-")[0]
    words = [*RUNS[name], "--device", "sandbox", "--persona", str(persona), "--out", str(room), "--json"]
    apk = SAMPLES / app / f"{app}.apk"
    done = subprocess.run(
        [sys.executable, "-m", "harness", "run", str(apk), *words], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{name} (exit code {done.returncode}): {done.stderr}")
    return Path(json.loads(done.stdout)["bundle"])


def slim(source: Path, target: Path) -> None:
    """Copy a bundle without its pictures, which are two thirds of it, and seal it again."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.png", MANIFEST))
    for kind in kinds():
        path = target / kind.file
        if path.suffix == ".jsonl" and path.exists():
            path.write_bytes(b"".join(map(_without_pictures, path.read_bytes().splitlines())))
    seal(target)


def _without_pictures(line: bytes) -> bytes:
    row = {name: said for name, said in json.loads(line).items() if not str(said).endswith(".png")}
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def main(names: list[str]) -> None:
    """Make the bundles of these names, or all."""
    if unknown := set(names) - set(RUNS):
        sys.exit(f"There are no bundles {', '.join(sorted(unknown))}; there are {', '.join(RUNS)}.")
    with tempfile.TemporaryDirectory() as folder:
        persona = Path(folder) / "persona.yaml"
        persona.write_text(generate(SEED).to_yaml())
        for name in names or RUNS:
            slim(made(name, persona, Path(folder) / "runs"), bundle(name))
            sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
