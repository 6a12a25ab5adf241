"""Each process collects its own part of the tree; together they run every test once and tell of it as one would."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.parts import PART, bounds

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("costs", "parts", "begins"),
    [
        ("1111", 2, "c"),
        ("1111", 4, "bcd"),
        ("9111", 2, "b"),
        ("1119", 2, "d"),
        ("111", 2, "b"),
        ("1", 3, "a"),
        ("", 2, ""),
    ],
)
def test_parts_cost_the_same(costs: str, parts: int, begins: str) -> None:
    files = [(Path(name), float(cost)) for name, cost in zip("abcd", costs, strict=False)]
    assert bounds(reversed(files), parts) == [Path(name) for name in begins]


@pytest.mark.slow
def test_every_test_runs_once_and_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    quick\n    slow\ntestpaths = tests\n")
    for folder, name in (("", "a"), ("inner", "b"), ("inner", "c"), ("", "z")):
        path = tmp_path / "tests" / folder / f"test_{name}.py"
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(f"def test_one(): pass\ndef test_two(): assert {name!r} != 'z', 'it is z'\n")
    parts = [f"--tx=popen//env:{PART}={number}/2" for number in (1, 2)]
    words = ["-m", "quick", "-p", "tests.quick", "-p", "tests.parts", "--dist", "each", *parts]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, "--junitxml=said.xml"], cwd=tmp_path, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""}, timeout=500,
    )  # fmt: skip
    assert done.returncode == 1
    assert "1 failed, 7 passed" in done.stdout and "[100%]" in done.stdout
    assert "FAILED tests/test_z.py::test_two - AssertionError: it is z" in done.stdout
    assert list(json.loads((tmp_path / ".pytest_cache/v/cache/lastfailed").read_text())) == [
        "tests/test_z.py::test_two"
    ]
