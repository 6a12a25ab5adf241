"""Running the tools of the build."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

#: Where Debian puts Android's libraries.
DEBIAN_LIB = Path("/usr/lib/x86_64-linux-gnu/android")
JOBS = int(os.environ.get("JOBS", str(os.cpu_count() or 1)))


class BuildError(Exception):
    """The rig cannot be built; the message is one sentence."""


@dataclass(frozen=True)
class Site:
    """The folders of a rig."""

    root: Path

    @property
    def art(self) -> Path:
        """The sources of ART."""
        return self.root / "src" / "android-platform-art-11.0.0+r48"

    @property
    def libcore(self) -> Path:
        """The sources of the core libraries."""
        return self.root / "src" / "android-platform-libcore-10.0.0+r36"

    @property
    def lib(self) -> Path:
        """The shared libraries."""
        return self.root / "lib"

    @property
    def jars(self) -> Path:
        """Class files and dex files."""
        return self.root / "jars"

    @property
    def obj(self) -> Path:
        """What only the build needs."""
        return self.root / "obj"


def run(*command: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> None:
    """Run a tool; what it says goes where the stage's output goes. Raises ``BuildError``."""
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise BuildError(f"{command[0]} failed ({done.returncode})")


def text_of(*command: str | Path, cwd: Path | None = None) -> str:
    """Run a tool and give what it prints. Raises ``BuildError``."""
    done = subprocess.run([str(word) for word in command], cwd=cwd, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise BuildError(f"{command[0]} failed ({done.returncode})")
    return done.stdout


def compile_all(files: list[Path], into: Path, flags: list[str], cwd: Path) -> list[Path]:
    """Compile C and C++ files, as many at once as there are cores; what is newer than its source stays."""
    into.mkdir(parents=True, exist_ok=True)

    def one(source: Path) -> Path:
        name = source.relative_to(cwd) if source.is_relative_to(cwd) else source.relative_to("/")
        made = into / (str(name).replace("/", "_") + ".o")
        if not made.exists() or made.stat().st_mtime < source.stat().st_mtime:
            part = made.with_suffix(".part")
            tool, standard = ("clang", "-std=gnu99") if source.suffix == ".c" else ("clang++", "-std=gnu++17")
            run(tool, standard, "-c", "-o", part, source, *flags, cwd=cwd)
            part.rename(made)
        return made

    with ThreadPoolExecutor(JOBS) as pool:
        return list(pool.map(one, files))
