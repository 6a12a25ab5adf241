"""Apps to be changed, and Android's own tools to read them with."""

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
LANTERN = SAMPLES / "lantern" / "lantern.apk"
"""Has no resources."""
LOUD = SAMPLES / "loud" / "loud.apk"
"""Has a table of resources."""


def member(path: Path, name: str) -> bytes:
    """The bytes of a member."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def tool(*words: object) -> str:
    """What one of Android's tools (Debian: aapt, apksigner, zipalign) prints; it must succeed."""
    if shutil.which(str(words[0])) is None:
        pytest.skip(f"needs {words[0]}")
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, timeout=500)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
