"""``python -m tests.art.rig``: builds what is not built yet, and prints where the rig is.

``--no-jit`` leaves out the just-in-time compiler, which is half of the work.
"""

import argparse
import contextlib
import fcntl
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.art.rig import compiler, core, debian, libart, native, patches, place, runner
from tests.art.rig.tools import BuildError, Site

#: In order; with ``place`` the rig can be used, what comes after it is more.
STAGES: dict[str, Callable[[Site], None]] = {
    "packages": debian.packages,
    "sources": debian.sources,
    "patched": patches.patched,
    "libart": libart.libart,
    "native": native.native,
    "core": core.core,
    place.READY: runner.place,
    place.JIT: compiler.compiler,
}
#: What nobody needs once everything is built.
_SCAFFOLD = ("apt", "obj", "pip", "src")


def build(root: Path, stages: list[str]) -> None:
    """Build stages that are not built yet. Raises ``BuildError``."""
    for folder in ("stamps", "logs", "lib", "jars", "obj"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    site = Site(root)
    with _alone(root):
        for stage in stages:
            if place.built(root, stage):
                continue
            begun = time.monotonic()
            log = root / "logs" / f"{stage}.log"
            try:
                with _into(log):
                    STAGES[stage](site)
            except (BuildError, OSError, ValueError) as error:
                raise BuildError(f"real ART cannot be built: {stage}: {error} (log: {log})") from error
            (root / "stamps" / stage).touch()
            print(f"art: {stage} {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        if all(place.built(root, stage) for stage in STAGES):
            for name in _SCAFFOLD:
                shutil.rmtree(root / name, ignore_errors=True)


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """One build at a time; the other one waits and then finds everything built."""
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _into(log: Path) -> Iterator[None]:
    """All output of this process and its children goes into a file."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = os.dup(1), os.dup(2)
    with log.open("wb") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for number, saved in enumerate(kept, 1):
            os.dup2(saved, number)
            os.close(saved)


def main() -> int:
    """Build, and say where."""
    parser = argparse.ArgumentParser(prog="python -m tests.art.rig", description="Builds real ART 11 for the tests.")
    parser.add_argument("--no-jit", action="store_true", help="leave out the just-in-time compiler")
    wanted = parser.parse_args()
    root = place.home()
    stages = [stage for stage in STAGES if not (wanted.no_jit and stage == place.JIT)]
    try:
        if not all(place.built(root, stage) for stage in stages):
            debian.check()
            build(root, stages)
    except BuildError as error:
        print(f"art: {error}", file=sys.stderr)
        return 1
    print(root)
    return 0


if __name__ == "__main__":
    sys.exit(main())
