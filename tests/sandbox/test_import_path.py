"""A Python child imports this very package, wherever it is started."""

import subprocess
import sys
from pathlib import Path

import pytest

import harness
from harness.sandbox.import_path import import_environment


def test_a_child_elsewhere_imports_this_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    done = subprocess.run(
        [sys.executable, "-c", "import harness; print(harness.__file__)"],
        cwd=tmp_path, env=import_environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert Path(done.stdout.strip()) == Path(str(harness.__file__))


def test_what_was_there_comes_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/other")
    here, _, rest = import_environment()["PYTHONPATH"].partition(":")
    assert Path(here, "harness").is_dir() and rest == "/other"
