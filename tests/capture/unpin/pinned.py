"""A pinned app: a JVM that refuses every certificate. ``python -m tests.capture.unpin.pinned`` rebuilds its jar."""

import hashlib
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
SOURCES = HERE / "java"
JAR = HERE / "pinned.jar"
_DIGEST = "sources.sha256"
_EPOCH = (2020, 1, 1, 0, 0, 0)


def digest() -> str:
    """The digest of the sources."""
    total = hashlib.sha256()
    for path in sorted(SOURCES.rglob("*.java")):
        total.update(path.relative_to(SOURCES).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def jar_digest() -> str:
    """The digest of the sources that the jar was built from."""
    with zipfile.ZipFile(JAR) as jar:
        return jar.read(_DIGEST).decode()


def build(target: Path = JAR) -> Path:
    """Compile the jar (needs javac 17). Its entries are stored: another zlib would make other bytes."""
    javac = shutil.which("javac") or "javac"
    with tempfile.TemporaryDirectory() as out:
        sources = [str(path) for path in sorted(SOURCES.rglob("*.java"))]
        subprocess.run([javac, "--release", "11", "-d", out, *sources], check=True)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as jar:
            for path in sorted(Path(out).rglob("*.class")):
                jar.writestr(zipfile.ZipInfo(path.relative_to(out).as_posix(), _EPOCH), path.read_bytes())
            jar.writestr(zipfile.ZipInfo(_DIGEST, _EPOCH), digest())
    return target


if __name__ == "__main__":
    build()
