"""Builds the Java code that the agent brings along on ART, the same bytes every time.

``python hooks/agent/helper/build.py`` is the command.

Leaves ``helper.dex`` beside this file, the same as text in the agent's sources, and the digest of the Java sources. The
tools are those of the sample apps: a JDK, and what ``samples/build.py`` fetches.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2]))

from samples import build as kit  # noqa: E402

DEX = HERE / "helper.dex"
DIGEST = HERE / "sources.sha256"
TEXT = HERE.parent / "src" / "java" / "helperdex.ts"
PROGRAMS = ("javac", "java")
_WIDTH = 120


def sources() -> list[Path]:
    """Every Java source, in an order that no machine changes."""
    return sorted((HERE / "src").rglob("*.java"))


def digest() -> str:
    """One digest over all sources."""
    whole = hashlib.sha256()
    for path in sources():
        name = path.relative_to(HERE / "src").as_posix()
        whole.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def as_text(dex: bytes) -> str:
    """Return a dex file as a module of the agent's."""
    text = base64.b64encode(dex).decode()
    lines = [f'  "{text[at : at + _WIDTH]}",' for at in range(0, len(text), _WIDTH)]
    return "\n".join(["// Made by hooks/agent/helper/build.py from its sources: a dex file, in base64.", "",
                      "export const HELPER = [", *lines, '].join("");', ""])  # fmt: skip


def build(target: Path = DEX) -> Path:
    """Compile and dex. A line number tells nothing here, and an app has none of these classes in its traces."""
    if missing := [name for name in PROGRAMS if shutil.which(name) is None]:
        raise SystemExit(f"Missing: {', '.join(missing)} (Debian: default-jdk-headless).")
    tools = kit.fetch_tools(Path.home() / ".cache" / "harness" / "android-tools")
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        classes, stubs = work / "classes", work / "stubs"
        javac = ("javac", "-encoding", "UTF-8", "-Xlint:-options", "-proc:none", "-g:none", "--release", "8")
        kit.run(*javac, "-d", stubs, *sorted((HERE / "stubs").rglob("*.java")))
        kit.run(*javac, "-cp", f"{stubs}:{tools / 'android.jar'}", "-d", classes, *sources())
        compiled = sorted(classes.rglob("*.class"))
        # For API 26, the first that can load a dex file from memory.
        kit.run("java", "-cp", tools / "d8.jar", "com.android.tools.r8.D8", "--release", "--min-api", "26",
                 "--lib", tools / "android.jar", "--output", work, *compiled)  # fmt: skip
        shutil.copyfile(work / "classes.dex", target)
    return target


if __name__ == "__main__":
    sys.stdout.write(f"{build()}\n")
    DIGEST.write_text(f"{digest()}\n", "utf-8")
    TEXT.write_text(as_text(DEX.read_bytes()), "utf-8")
