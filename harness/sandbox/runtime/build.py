"""Builds ``doubles.jar`` and ``shells.jar``: ``python -m harness.sandbox.runtime.build`` (needs a JDK 17).

The doubles come from ``src`` and ``doubles``; what they lack of Android's API is added to them as shells, and classes
that are shells altogether are the second jar. Each jar is reproducible (sorted entries, one fixed time, no
compression) and carries the digest of its sources, so that a test can tell without a compiler whether it is up to date.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from . import generate, shells
from .jvm import is_java_17
from .shells import make, signatures

HERE = Path(__file__).parent
SOURCES = HERE / "src"
JAR = HERE / "doubles.jar"
SHELLS = HERE / "shells.jar"
CLASS_PATH = f"{JAR}:{SHELLS}"
"""All that an app finds of Android."""
RELEASE = "17"
BRIEF = ("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC")
"""What makes a compiler that runs for a few seconds take half the processor time."""
EPOCH = (1980, 1, 1, 0, 0, 0)
DIGEST_HEADER = "Digest"


def sources(root: Path = SOURCES) -> list[Path]:
    """Every Java source, in an order that does not depend on the machine."""
    return sorted(root.rglob("*.java"), key=lambda path: path.relative_to(root).as_posix())


def sources_digest(root: Path = SOURCES) -> str:
    """One digest over the names and the contents of all sources, the generated ones too."""
    whole = hashlib.sha256()
    texts = {path.relative_to(root).as_posix(): path.read_bytes() for path in sources(root)}
    if root == SOURCES:
        parts = [signatures.API, *sorted(Path(shells.__file__).parent.glob("*.py"))]
        texts |= {f"shells/{path.name}": path.read_bytes() for path in parts}
    for name, text in sorted({**texts, **_generated(root)}.items()):
        whole.update(f"{name}\0{hashlib.sha256(text).hexdigest()}\n".encode())
    return whole.hexdigest()


def _generated(root: Path) -> dict[str, bytes]:
    """The generated sources that belong to the hand-written ones of ``root``."""
    return generate.generate() if root == SOURCES else {}


def jar_digest(jar: Path = JAR) -> str:
    """The digest of the sources that a jar was built from."""
    with zipfile.ZipFile(jar) as archive:
        for line in archive.read("META-INF/MANIFEST.MF").decode().splitlines():
            name, _, value = line.partition(": ")
            if name == DIGEST_HEADER:
                return value
    raise ValueError(f"{jar} has no {DIGEST_HEADER}")


def javac() -> Path | None:
    """The compiler of JDK 17: from JAVA_HOME, else from PATH; None when there is none of that version."""
    homes = [Path(os.environ["JAVA_HOME"]) / "bin" / "javac"] if os.environ.get("JAVA_HOME") else []
    found = shutil.which("javac")
    for candidate in [*homes, *([Path(found)] if found else [])]:
        if candidate.is_file():
            if is_java_17(candidate.resolve().parent.parent):
                return candidate
            version = subprocess.run([str(candidate), "-version"], capture_output=True, text=True, check=False)
            if f"javac {RELEASE}" in version.stdout + version.stderr:
                return candidate
    return None


def build(target: Path = JAR, root: Path = SOURCES, shells_to: Path | None = None) -> Path:
    """Compiles all sources into ``target``, and makes the shells beside them: ``shells_to`` or nowhere.

    The sources see the API as shells; what they have themselves then takes its place.
    """
    compiler = javac()
    if compiler is None:
        raise FileNotFoundError(f"no javac {RELEASE}: set JAVA_HOME to a JDK {RELEASE}")
    api = signatures.load() if root == SOURCES else {}
    with tempfile.TemporaryDirectory() as scratch:
        files = [path.relative_to(root).as_posix() for path in sources(root)]
        classes = Path(scratch, "classes")
        for name, text in _generated(root).items():
            path = Path(scratch, "generated", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
            files.append(str(path))
        seen = Path(scratch, "api.jar")
        write_jar(seen, make.make({}, api)[1], "")
        done = subprocess.run(
            [str(compiler), *BRIEF, "-encoding", "UTF-8", "-nowarn", "-proc:none", "-g:source,lines",
             "--release", RELEASE, "-cp", str(seen), "-implicit:none", "-d", str(classes), *files],
            cwd=root, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr.strip())
        names = {path: path.relative_to(classes).with_suffix("").as_posix() for path in classes.rglob("*.class")}
        doubles, rest = make.make({name: path.read_bytes() for path, name in names.items()}, api)
    write_jar(target, doubles, sources_digest(root))
    if shells_to:
        write_jar(shells_to, rest, sources_digest(root))
    return target


def build_shells(target: Path) -> Path:
    """Makes the jar of shells alone."""
    with tempfile.TemporaryDirectory() as scratch:
        build(Path(scratch, "doubles.jar"), shells_to=target)
    return target


def write_jar(target: Path, classes: Path | Mapping[str, bytes], digest: str) -> None:
    """Writes the class files below a folder, or classes by their names with slashes, to a jar, atomically."""
    manifest = f"Manifest-Version: 1.0\r\n{DIGEST_HEADER}: {digest}\r\n\r\n"
    if isinstance(classes, Path):
        files = {path.relative_to(classes).as_posix(): path.read_bytes() for path in classes.rglob("*.class")}
    else:
        files = {f"{name}.class": data for name, data in classes.items()}
    part = target.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
        for name, data in [("META-INF/MANIFEST.MF", manifest.encode()), *sorted(files.items())]:
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data)
    part.replace(target)


if __name__ == "__main__":
    sys.stdout.write(f"{build(shells_to=SHELLS)}\n")
