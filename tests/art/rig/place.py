"""Where the rig is: one folder for each state of what it is built from, so that another branch's rig is another one."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
#: The stage after which programs run, and those that add the just-in-time and the ahead-of-time compiler.
READY = "place"
JIT = "compiler"
AOT = "aot"
_INPUTS = ("*.py", "*.java", "*.c", "*.cc", "*.h")


class NoRigError(Exception):
    """There is no rig; the message is one sentence with what to do."""


def inputs() -> Iterator[Path]:
    """What the rig is built from."""
    return (path for kind in _INPUTS for path in sorted(HERE.rglob(kind)))


def digest() -> str:
    """One digest over everything that the rig is built from."""
    whole = hashlib.sha256()
    for path in inputs():
        whole.update(f"{path.relative_to(HERE)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def home() -> Path:
    """The folder in which ``make art`` builds, or that ``HARNESS_ART`` names."""
    named = os.environ.get("HARNESS_ART")
    if named:
        return Path(named).absolute()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "harness" / "art" / digest()[:16]


def built(root: Path, stage: str = READY) -> bool:
    """Whether a stage of a rig has been built."""
    return (root / "stamps" / stage).exists()


def find() -> Path:
    """The rig's folder. Raises ``NoRigError``."""
    root = home()
    if not built(root):
        named = "HARNESS_ART names no rig" if os.environ.get("HARNESS_ART") else "real ART is not built"
        raise NoRigError(f"{named} ({root}): run make art")
    return root
