"""What a run leaves when its output cannot be written, and a run that is signed and stamped."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.evidence.bundle import Bundle
from tests.e2e.conftest import LANTERN, ROOT, harness
from tests.evidence.authority import Authority, serving

pytestmark = pytest.mark.e2e


def run(out: Path, redirect: str, *words: str, env: dict[str, str]) -> tuple[int, str, str]:
    shell = f'"$0" -m harness run "$@" {redirect}; exit ${{PIPESTATUS[0]}}'
    arguments = [str(LANTERN), "--device", "sandbox", "--branch", "accept", "--out", str(out), *words]
    done = subprocess.run(
        ["bash", "-c", shell, sys.executable, *arguments], cwd=ROOT, env=os.environ | env, capture_output=True,
        text=True, timeout=500,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def bundle_in(out: Path) -> Path:
    (path,) = [item for item in out.iterdir() if item.is_dir()]
    return path


def test_a_full_stdout_costs_the_summary_and_nothing_else(tmp_path: Path) -> None:
    """Signed and stamped, too: one run is enough."""
    assert harness("keys", "new", str(tmp_path / "mine"), cwd=ROOT).returncode == 0
    authority = Authority()
    (tmp_path / "root.pem").write_bytes(authority.root_pem())
    with serving(authority.answer) as url:
        code, _, err = run(
            tmp_path / "out", ">/dev/full", "--sign", str(tmp_path / "mine"), "--timestamp", url, env={"NO_COLOR": "1"}
        )
    assert code == 3 and "Traceback" not in err
    bundle = bundle_in(tmp_path / "out")
    said = err.splitlines()
    assert f"bundle: {bundle}" in said and f"report: {bundle}.report.html" in said
    assert "stamped: 2026-05-04T03:02:01.000000Z by CN=Test Time" in said
    assert said[-1].startswith("harness: Cannot write the output (stdout): No space left on device.")
    assert Bundle(bundle).complete
    (sealed,) = [line for line in said if line.startswith("sealed: sha256 of manifest.json ")]
    words = ["--key", str(tmp_path / "mine.pub"), "--authority", str(tmp_path / "root.pem")]
    done = harness("verify", str(bundle), *words, "--manifest", sealed.split()[-1], cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert sealed.split()[-1] in Path(f"{bundle}.report.html").read_text("utf-8")


def test_a_poor_encoding_and_a_reader_that_goes_away(tmp_path: Path) -> None:
    env = {"PYTHONIOENCODING": "ascii", "NO_COLOR": "1"}
    code, _, err = run(tmp_path / "out", "| head -c 1", "--lang", "zh", env=env)
    assert code == 0 and "Traceback" not in err and "Cannot write" not in err
    bundle = bundle_in(tmp_path / "out")
    assert f"bundle: {bundle}" in err.splitlines()
    found = json.loads(Path(f"{bundle}.assessment.json").read_bytes())
    assert found["summary"]["verdict"] == "disclosures"
