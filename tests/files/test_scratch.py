"""Folders of killed programs are removed, those of living ones are not."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import harness
from harness.files.scratch import owned, sweep

SOURCES = Path(harness.__file__).parent


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_the_folder_of_a_dead_process_is_removed(temporary: Path) -> None:
    code = "import os, tempfile; from harness.files.scratch import owned; print(tempfile.mkdtemp(prefix=owned('hsb-')))"
    environment = os.environ | {"TMPDIR": str(temporary)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    left = Path(done.stdout.strip())
    (left / "socket").touch()
    assert sweep() == [left.name]
    assert not left.exists()


def test_folders_of_the_living_and_of_others_stay(temporary: Path) -> None:
    mine = Path(tempfile.mkdtemp(prefix=owned("harness-sandbox-")))
    elsewhere = temporary / "elsewhere"
    elsewhere.mkdir()
    reused = mine.name.replace(mine.name.split(".")[1], "1", 1)
    other_namespace = temporary / "hsb-ffffff.1.1-abcdefgh"
    for path in (temporary / "hsb-plain", temporary / "frida-0123", other_namespace):
        path.mkdir()
    link = temporary / f"{owned('hsb-').replace(f'{os.getpid():x}.', 'ffffffff.')}abcdefgh"
    link.symlink_to(elsewhere)
    (temporary / reused).mkdir(exist_ok=True)
    assert sweep() == [reused], "its process id has another owner now"
    assert mine.exists() and elsewhere.exists() and link.is_symlink() and other_namespace.exists()


def test_every_folder_with_a_name_of_ours_says_whose_it_is() -> None:
    named = re.compile(r"(?:mkdtemp|TemporaryDirectory)\(prefix=\"(?:harness-|hsb-)")
    assert [path for path in SOURCES.rglob("*.py") if named.search(path.read_text("utf-8"))] == []
