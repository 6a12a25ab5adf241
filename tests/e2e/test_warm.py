"""A forked program is as one in an interpreter of its own: what it says, where it is, and how it ends."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import harness, warm

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(
    "words", [["--help"], ["nonsense"], ["categories"], ["verify", "nowhere"], ["hooks", "check", "own.yaml"]]
)
def test_what_it_says_and_its_exit_code(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("[", encoding="utf-8")
    forked, own = harness(*words, cwd=tmp_path), harness(*words, cwd=tmp_path, env=dict(os.environ))
    assert (forked.returncode, forked.stdout, forked.stderr) == (own.returncode, own.stdout, own.stderr)
    assert forked.stdout + forked.stderr


def test_one_that_takes_too_long_is_ended_and_the_next_one_runs(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "never.yaml")
    with pytest.raises(subprocess.TimeoutExpired):
        warm().run(["hooks", "check", "never.yaml"], tmp_path, 0.5)
    assert warm().run(["--help"], tmp_path, 60).returncode == 0
