"""Translates an APK's Dalvik classes to a jar that a JVM runs, once for each APK.

The work is done in a process of its own with bounds on time and memory: the input is not trusted. What does not
translate, class by class, is left out and listed in the jar; an APK of which nothing translates is an error.
"""

from __future__ import annotations

import hashlib
import os
import re
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from harness.errors import HarnessError

from .at_zero import let_through
from .reclock import reclock

#: Part of the cache's key: raise it when the same APK would give another jar.
FORMAT = 4
MAX_SECONDS = 900
MAX_MEMORY = 4 << 30
MAX_DEX = 256 << 20
MAX_ASSETS = 128 << 20
UNTRANSLATED = "META-INF/untranslated.txt"
_FIRST = ("AndroidManifest.xml", "resources.arsc")
_NO_RESOURCE = ("META-INF/", "lib/", "kotlin/")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DEX_NAME = re.compile(r"classes([1-9][0-9]*)?\.dex")
_DEX_MAGIC = b"dex\n"


class TranslationError(HarnessError):
    """The APK cannot be made runnable; the text is one sentence."""


def translate(apk: Path, cache_dir: Path, *, max_seconds: float = MAX_SECONDS) -> Path:
    """The jar of an APK's classes, from the cache when it was made before. Raises :class:`TranslationError`."""
    try:
        with apk.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise TranslationError(f"{apk} cannot be read: {error.strerror}.") from error
    target = cache_dir / f"{digest}-{FORMAT}.jar"
    if target.is_file():
        return target
    cache_dir.mkdir(parents=True, exist_ok=True)
    _sweep(cache_dir)
    handle, name = tempfile.mkstemp(dir=cache_dir, prefix=f".part-{os.getpid()}-", suffix=".jar")
    os.close(handle)
    part = Path(name)
    try:
        _run_worker(apk, part, max_seconds)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def _sweep(cache_dir: Path) -> None:
    """Remove what a translation left behind that was ended from outside."""
    for path in cache_dir.glob(".part-*"):
        pid = path.name.split("-")[1]
        if not pid.isdigit() or not Path("/proc", pid).exists():
            path.unlink(missing_ok=True)


def left_out(jar: Path) -> list[str]:
    """The classes of an APK that are not in its jar, for they could not be translated, by their names with dots."""
    try:
        with zipfile.ZipFile(jar) as archive:
            lines = archive.read(UNTRANSLATED).decode("utf-8", "replace").splitlines()
    except (KeyError, zipfile.BadZipFile, OSError):
        return []
    return [line.partition(".class:")[0].replace("/", ".") for line in lines]


def _run_worker(apk: Path, part: Path, max_seconds: float) -> None:
    """Translate in a child; its last line on stderr is the reason when it fails."""
    command = [sys.executable, "-m", __name__, str(apk), str(part), str(max(1, round(max_seconds)))]
    try:
        done = subprocess.run(command, capture_output=True, timeout=max_seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise TranslationError(f"{apk.name} was not translated within {max_seconds:g} s.") from error
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = lines[-1] if lines else f"the translator ended with {done.returncode}"
        raise TranslationError(f"{apk.name} cannot be translated: {reason.removesuffix('.')}.")


def work(apk: Path, target: Path) -> None:
    """Translate here and now, without bounds. Raises :class:`TranslationError`."""
    try:
        from enjarify.jvm.optimization import Options
        from enjarify.main import translate as translate_dex

        let_through()
    except ImportError as error:
        raise TranslationError("enjarify-adapter is missing: pip install 'harness[sandbox]' brings it.") from error
    options = Options(inline_consts=True, prune_store_loads=True, copy_propagation=True, remove_unused_regs=True,
                      dup2ize=False, sort_registers=False, split_pool=False, delay_consts=False)  # fmt: skip
    classes: dict[str, bytes] = {}
    failed: dict[str, str] = {}
    try:
        with zipfile.ZipFile(apk) as archive:
            for name, dex in _dex_files(archive):
                try:
                    translate_dex(dex, options=options, classes=classes, errors=failed)
                except MemoryError:
                    raise
                except Exception as error:
                    raise TranslationError(f"{name} is damaged ({type(error).__name__})") from error
            assets = dict(_assets(archive))
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise TranslationError("it is not an APK") from error
    if not classes:
        raise TranslationError(f"none of its {len(failed)} classes can be translated")
    _write(target, classes, failed, assets)


def _dex_files(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    names = sorted(
        (name for name in archive.namelist() if _DEX_NAME.fullmatch(name)), key=lambda name: (len(name), name)
    )
    if not names:
        raise TranslationError("it has no classes.dex")
    left = MAX_DEX
    for name in names:
        data = _read(archive, name, left)
        if data is None:
            raise TranslationError(f"its dex files are larger than {MAX_DEX >> 20} MiB")
        if not data.startswith(_DEX_MAGIC):
            raise TranslationError(f"{name} is not a dex file")
        left -= len(data)
        yield name, data


def _assets(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Assets for AssetManager and what Resources reads, as far as they fit: the manifest and the table come first."""
    left = MAX_ASSETS
    names = set(archive.namelist())
    found = [name for name in names if not name.endswith("/") and not name.startswith(_NO_RESOURCE)]
    for name in sorted(found, key=lambda name: (name not in _FIRST, name)):
        if not name.endswith((".dex", ".class")):
            data = _read(archive, name, left)
            if data is not None:
                left -= len(data)
                yield name, data


def _read(archive: zipfile.ZipFile, name: str, limit: int) -> bytes | None:
    """An entry's bytes; None when there are more than ``limit``, whatever its header claims."""
    with archive.open(name) as entry:
        data = entry.read(limit + 1)
    return data if len(data) <= limit else None


def _write(target: Path, classes: dict[str, bytes], failed: dict[str, str], assets: dict[str, bytes]) -> None:
    # enjarify names classes by their file names already: "com/example/A.class".
    entries = {**assets, **{name: reclock(data) for name, data in classes.items()}}
    if failed:
        lines = [f"{name}: {trace.strip().splitlines()[-1]}" for name, trace in sorted(failed.items())]
        entries[UNTRANSLATED] = "\n".join(lines).encode("utf-8", "replace")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(entries.items()):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data)


def main(arguments: list[str]) -> int:
    """The worker: APK, jar, seconds."""
    apk, target, seconds = arguments
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    try:
        work(Path(apk), Path(target))
    except TranslationError as error:
        reason = str(error)
    except MemoryError:
        reason = f"it needs more than {MAX_MEMORY >> 30} GiB of memory"
    except OSError as error:
        reason = str(error)
    else:
        return 0
    sys.stderr.write(f"{reason}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
