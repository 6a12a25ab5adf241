"""The mark ``quick`` tells the truth: a test that has it and starts adb, a JVM or a device, or computes long, fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.quick import ENVIRONMENT, all_quick

ROOT = Path(__file__).resolve().parents[1]
TESTS = """
import os, subprocess, sys, time
import adbutils, pytest
from tests import quick

quick.MOST_S, quick.ALL_EXAMPLES = 0.2, 1

CHILD = "import os, subprocess; subprocess.run([os.path.join(os.environ['JAVA_HOME'], 'bin', 'java'), '-version'])"

def test_nothing(): pass

def test_adb(): subprocess.run([adbutils.adb_path(), "version"])

def test_adb_by_its_name(): subprocess.run(["adb", "version"])

def test_a_program_that_starts_java(): subprocess.run([sys.executable, "-c", CHILD])

def test_a_device(): subprocess.run([sys.executable, "-m", "harness.sandbox", "--help"])

@pytest.fixture(scope="module")
def early(): subprocess.run([adbutils.adb_path(), "version"])

def test_in_a_fixture_of_the_module(early): pass

def compute():
    end = time.process_time() + 0.3
    while time.process_time() < end: pass

def test_that_computes(): compute()

@pytest.fixture(scope="module")
def dear(): compute()

def test_with_a_dear_fixture(dear): pass

@pytest.mark.device
def test_that_says_so(): assert "harness-quick-" not in os.environ.get("JAVA_HOME", "")

@pytest.mark.slow
def test_that_is_long(): compute()
"""


def run(folder: Path, *words: str) -> list[str]:
    """The lines in which pytest names what failed."""
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    quick\n    device\n    slow\n")
    (folder / "test_some.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-p", "tests.quick", "-p", "no:xdist", "-q", "--tb=no", "-rA", *words]
    own = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT} | {"PATH": os.defpath}
    environment = own | {"PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=500)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return sorted(line.partition(" - ")[0].replace("test_some.py::test_", "") for line in done.stdout.splitlines())


def test_a_test_that_is_not_what_it_says_fails(tmp_path: Path) -> None:
    found = [line for line in run(tmp_path) if line.startswith("ERROR ")]
    started = ["a_device", "a_program_that_starts_java", "adb", "adb_by_its_name", "in_a_fixture_of_the_module"]
    computed = ["that_computes", "with_a_dear_fixture"]
    assert found == [f"ERROR {name}" for name in started + computed]


def test_what_is_chosen(tmp_path: Path) -> None:
    assert [line for line in run(tmp_path, "-m", "not quick") if line.startswith("PASSED ")] == [
        "PASSED that_is_long", "PASSED that_says_so",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("folder", "name", "text", "sure"),
    [
        ("tests/values", "test_some.py", "def test(): pass", True),
        ("tests/values", "test_some.py", "@pytest.mark.slow\ndef test(): pass", False),
        ("tests/values", "test_some.py", "pytest.param(1, marks=pytest.mark.e2e)", False),
        ("tests/values", "test_some.py", "def test(adb): pass", False),
        ("tests/values", "test_some.py", "def test(fine): 'marked and sandboxed'", True),
        ("tests/below", "test_some.py", "def test(app): pass", False),
        ("tests/below/deeper", "test_some.py", "def test(app): pass", False),
        ("tests/cli", "test_doctor.py", "def test(): pass", False),
        ("tests/analysis", "test_bounds.py", "def test(): pass", False),
    ],
)
def test_a_file_says_whether_all_of_it_is_quick(tmp_path: Path, folder: str, name: str, text: str, sure: bool) -> None:
    (tmp_path / "tests/below/deeper").mkdir(parents=True)
    (tmp_path / "tests/conftest.py").write_text("@pytest.mark.device")
    (tmp_path / "tests/below/conftest.py").write_text("def app(adb): pass")
    file = tmp_path / folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    assert all_quick(file, tmp_path) is sure
