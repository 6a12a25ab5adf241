"""Android's native libraries for tests: one small x86-64 library that stands for all of them.

``python -m tests.capture.agent.fakes`` rebuilds it (needs a C compiler). Where that is missing, tests use what is here.
"""

import hashlib
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent / "native"
SOURCE = HERE / "fakes.c"
LIBRARY = HERE / "fakes.so"
DIGEST = HERE / "fakes.sha256"


def digest() -> str:
    return hashlib.sha256(SOURCE.read_bytes()).hexdigest()


def placed(folder: Path, name: str) -> Path:
    """Return the library under another name."""
    target = folder / name
    shutil.copy(LIBRARY, target)
    return target


def build(target: Path = LIBRARY) -> Path:
    """Compile the library."""
    command = ["cc", "-O1", "-fPIC", "-shared", "-nostdlib", "-fno-builtin", "-s", "-o", str(target), str(SOURCE)]
    subprocess.run(command, check=True)
    return target


if __name__ == "__main__":
    build()
    DIGEST.write_text(digest() + "\n", encoding="utf-8")
