"""The app of the invisibility suite: ``python -m tests.hooks.invisible.app`` builds ``invisible.jar``.

It calls the rows of ``tests/hooks/points`` too, whose jar it runs with.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from pathlib import Path

from harness.sandbox.runtime import build
from tests.hooks.points import app as points

HERE = Path(__file__).parent
JAVA = HERE / "java"
JAR = HERE / "invisible.jar"
PACKAGE = "com.example.invisible"


def digest() -> str:
    """One digest over all sources."""
    whole = hashlib.sha256()
    for path in sorted(JAVA.rglob("*.java")):
        whole.update(f"{path.relative_to(JAVA).as_posix()}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def compile_to(target: Path) -> Path:
    """Compile everything into a jar. Raises RuntimeError with the compiler's words."""
    with tempfile.TemporaryDirectory() as scratch:
        files = sorted(str(path) for path in JAVA.rglob("*.java"))
        # not --release: sun.misc.Unsafe is needed
        command = [
            str(build.javac()),
            *build.BRIEF,
            "-encoding",
            "UTF-8",
            "-nowarn",
            "-XDignore.symbol.file",
            "-g:source,lines",
        ]
        done = subprocess.run(
            [*command, "-cp", f"{build.CLASS_PATH}:{points.JAR}", "-d", scratch, *files],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        build.write_jar(target, Path(scratch), digest())
    return target


if __name__ == "__main__":
    compile_to(JAR)
