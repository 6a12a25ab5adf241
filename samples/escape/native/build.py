"""Builds the library of the sample app: ``python samples/escape/native/build.py``. Needs clang and lld.

The libraries are committed, with a digest of their source beside them, so that neither the app's build nor a test needs
a C compiler.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "way.c"
DIGEST = HERE / "way.sha256"
MACHINES = {"x86_64": "x86_64-linux-gnu", "arm64-v8a": "aarch64-linux-gnu"}
"""The target of each directory of libraries in an APK."""


def digest() -> str:
    """Return the digest of the source."""
    return hashlib.sha256(SOURCE.read_bytes()).hexdigest()


def library(abi: str) -> Path:
    """Return where the library of a machine lies."""
    return HERE / abi / "libway.so"


def build(abi: str, target: Path | None = None) -> Path:
    """Compile the library for one machine. Raises ``SystemExit`` with the compiler's words."""
    target = target or library(abi)
    target.parent.mkdir(exist_ok=True)
    flags = ["-O1", "-fPIC", "-shared", "-nostdlib", "-ffreestanding", "-fuse-ld=lld", "-Wall", "-Werror"]
    more = ["-Wl,--build-id=none,-z,now", "-s"]
    command = ["clang", f"--target={MACHINES[abi]}", *flags, *more, "-o", str(target), str(SOURCE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"clang failed:\n{done.stderr}")
    return target


if __name__ == "__main__":
    for machine in MACHINES:
        sys.stdout.write(f"{build(machine)}\n")
    DIGEST.write_text(f"{digest()}\n", encoding="utf-8")
