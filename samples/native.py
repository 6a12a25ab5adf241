"""Native libraries of sample apps, compiled by clang and lld without headers or a C library."""

import hashlib
import subprocess
from dataclasses import dataclass
from pathlib import Path

MACHINES = {
    "x86_64": "x86_64-linux-gnu",
    "arm64-v8a": "aarch64-linux-gnu",
    "x86": "i686-linux-gnu",
    "armeabi-v7a": "armv7a-linux-gnueabi",
}
"""The target of each directory of libraries in an APK."""


@dataclass(frozen=True)
class Library:
    """One library: its ``source``, beside which it lies in a directory of each machine, and its ``name``.

    ``page`` is the largest page that a machine may have to map it, in bytes.
    """

    source: Path
    name: str
    abis: tuple[str, ...] = ("x86_64", "arm64-v8a")
    page: int | None = None

    @property
    def kept_digest(self) -> Path:
        """The file with the digest of the source that the libraries were built from."""
        return self.source.with_suffix(".sha256")

    def digest(self) -> str:
        """Return the digest of the source."""
        return hashlib.sha256(self.source.read_bytes()).hexdigest()

    def path(self, abi: str) -> Path:
        """Return where the library of a machine lies."""
        return self.source.parent / abi / self.name

    def build(self, abi: str, target: Path | None = None) -> Path:
        """Compile the library for one machine. Raises ``SystemExit`` with the compiler's words."""
        target = target or self.path(abi)
        target.parent.mkdir(exist_ok=True)
        flags = ["-O1", "-fPIC", "-shared", "-nostdlib", "-ffreestanding", "-fuse-ld=lld", "-Wall", "-Werror"]
        more = ["-Wl,--build-id=none,-z,now", "-s"]
        more += [f"-Wl,-z,max-page-size={self.page}"] if self.page else []
        command = ["clang", f"--target={MACHINES[abi]}", *flags, *more, "-o", str(target), str(self.source)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"clang failed:\n{done.stderr}")
        return target

    def build_all(self) -> list[Path]:
        """Compile it for every machine, and keep the digest."""
        made = [self.build(machine) for machine in self.abis]
        self.kept_digest.write_text(f"{self.digest()}\n", encoding="utf-8")
        return made
