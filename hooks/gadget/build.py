"""Builds the classes that load Frida's gadget into an app, the same bytes every time: ``python hooks/gadget/build.py``.

Leaves ``loader.dex`` beside this file, and the digest of its sources. The tools are those of the sample apps: a JDK,
and what ``samples/build.py`` fetches.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from samples import build as kit  # noqa: E402

DEX = HERE / "loader.dex"
DIGEST = HERE / "sources.sha256"
PROGRAMS = ("javac", "java")


def sources() -> list[str]:
    """Every Java source by its path below ``src``, in an order that no machine changes."""
    return sorted(path.relative_to(HERE / "src").as_posix() for path in (HERE / "src").rglob("*.java"))


def digest() -> str:
    """One digest over all sources."""
    whole = hashlib.sha256()
    for name in sources():
        whole.update(f"{name}\0{hashlib.sha256((HERE / 'src' / name).read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def build(target: Path = DEX) -> Path:
    """Compile and dex."""
    if missing := [name for name in PROGRAMS if shutil.which(name) is None]:
        raise SystemExit(f"Missing: {', '.join(missing)} (Debian: default-jdk-headless).")
    tools = kit.fetch_tools(Path.home() / ".cache" / "harness" / "android-tools")
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        classes, stubs = work / "classes", work / "stubs"
        kit.run("javac", "-encoding", "UTF-8", "-Xlint:-options", "-proc:none", "--release", "8",
                 "-cp", tools / "android.jar", "-d", stubs, *sorted((HERE / "stubs").rglob("*.java")))  # fmt: skip
        kit.run("javac", "-encoding", "UTF-8", "-Xlint:-options", "-proc:none", "-g:source,lines", "--release", "8",
                 "-cp", f"{tools / 'android.jar'}:{stubs}", "-d", classes, *sources(), cwd=HERE / "src")  # fmt: skip
        compiled = sorted(classes.rglob("*.class"))
        kit.run("java", "-cp", tools / "d8.jar", "com.android.tools.r8.D8", "--release", "--min-api", "23",
                 "--lib", tools / "android.jar", "--classpath", stubs, "--output", work, *compiled)  # fmt: skip
        shutil.copyfile(work / "classes.dex", target)
    return target


if __name__ == "__main__":
    sys.stdout.write(f"{build()}\n")
    DIGEST.write_text(f"{digest()}\n", "utf-8")
