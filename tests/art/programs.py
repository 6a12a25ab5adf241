"""Programs for real ART, compiled when they are first needed and kept in the rig by a digest of their sources."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from tests.art.rig import aot
from tests.art.rig.tools import Site, run

HERE = Path(__file__).parent
AGENT_SUITE = HERE.parent / "capture" / "agent" / "java"
#: Android's own is in the boot class path.
_THERE = "android/os/Process.java"
#: The app's own classes. All others stand for the platform's and are in a dex file of their own, as they are there:
#: dex2oat then puts no method of theirs into the app's that calls or makes anything (art, inliner.cc
#: CanEncodeInlinedMethodInStackMap).
_APP = ("com/example", "generated")
#: What the app loads by class loaders of its own: a dex file beside the code.
_LATE = "com/example/late/Plugin"


def suite(rig: Path) -> Path:
    """The app of the agent's own suite, with the classes that are others on Android."""
    return built(rig, {**sources(AGENT_SUITE, _THERE), **sources(HERE / "java")}, _LATE)


def sources(folder: Path, *without: str) -> dict[str, bytes]:
    """Every Java file under a folder by its path."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.java"))}
    return {name: text for name, text in found.items() if name not in without}


def built(rig: Path, files: Mapping[str, bytes], late: str = "") -> Path:
    """The jar with a dex file of these Java sources; of ``late`` (a class) a second one, as ``late.bin``."""
    whole = hashlib.sha256("\0".join((late, *_APP)).encode())
    for name, text in sorted(files.items()):
        whole.update(f"{name}\0{hashlib.sha256(text).hexdigest()}\n".encode())
    target = rig / "programs" / f"{whole.hexdigest()[:24]}.jar"
    if not target.exists():
        target.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
            made = _make(Site(rig), Path(scratch), files, late)
            made.rename(target)  # another process may have made the same one: then it stays the same
    return target


def installed(rig: Path, jar: Path) -> Path:
    """A copy of a program that has been compiled as a device does when it installs it; ART finds the code beside it."""
    target = rig / "installed" / jar.name
    code = target.parent / "oat" / "x86_64" / f"{jar.stem}.odex"
    if not code.exists():
        code.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            part = target.with_suffix(f".{os.getpid()}")
            shutil.copy(jar, part)
            part.rename(target)
        part = code.with_suffix(f".{os.getpid()}.odex")
        aot.dex2oat(
            Site(rig), f"--boot-image={rig / 'boot' / 'boot.art'}", f"--dex-file={target}", f"--oat-file={part}",
            f"--oat-location={code}", "--class-loader-context=PCL[]",
        )  # fmt: skip
        part.with_suffix(".vdex").rename(code.with_suffix(".vdex"))
        part.rename(code)
    return target


def _make(site: Site, scratch: Path, files: Mapping[str, bytes], late: str) -> Path:
    for name, text in files.items():
        path = scratch / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    classes = scratch / "classes"
    boot = f"{site.jars / 'core-in.jar'}:{site.jars / 'framework-in.jar'}"
    plain = ["-nowarn", "-source", "8", "-target", "8", "-XDignore.symbol.file", "-encoding", "UTF-8"]
    listed = [scratch / "src" / name for name in files]
    run("javac", *plain, "-g:source,lines", "-bootclasspath", boot, "-d", classes, *listed)
    made = scratch / "made.jar"
    if late:
        later = scratch / "later"
        later.mkdir()
        for path in sorted(classes.glob(f"{late}*.class")):
            shutil.move(path, later)
        _dex(site, sorted(later.rglob("*.class")), scratch / "late")
    app = [path for folder in _APP for path in sorted((classes / folder).rglob("*.class"))]
    platform = sorted(set(classes.rglob("*.class")) - set(app))
    with zipfile.ZipFile(made, "w") as jar:
        for name, part in ("classes", app), ("classes2", platform):
            if part:
                _dex(site, part, scratch / f"{name}.dex")
                jar.write(scratch / f"{name}.dex" / "classes.dex", f"{name}.dex")
        if late:
            jar.write(scratch / "late" / "classes.dex", "late.bin")
    return made


def _dex(site: Site, classes: list[Path], into: Path) -> None:
    """With debug information: stacks tell lines."""
    into.mkdir()
    d8 = ["java", "-cp", site.jars / "d8.jar", "com.android.tools.r8.D8", "--debug", "--min-api", "30"]
    run(*d8, "--lib", site.jars / "core-in.jar", "--output", into, *classes)
