"""Sealing a bundle (sha256 of every file) and verifying the seal."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from harness.evidence.bundle import MANIFEST, Bundle, BundleError, safe_join
from harness.files.read import open_regular


class Verification(msgspec.Struct):
    """The result of comparing a bundle with its manifest. All lists hold relative file names, sorted."""

    sealed: bool
    files: int
    changed: list[str]
    missing: list[str]
    added: list[str]

    @property
    def intact(self) -> bool:
        """Whether the bundle is sealed and every file is as it was at sealing."""
        return self.sealed and not (self.changed or self.missing or self.added)


def sha256_file(path: Path) -> str:
    """Return the sha256 of a file in hex."""
    with open_regular(path, "the file") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(root.rglob("*")):
        if path.is_symlink() or path.is_file():
            yield path.relative_to(root).as_posix(), path


def seal(root: Path) -> None:
    """Write ``manifest.json``: size and sha256 of every file of the bundle. Nothing may be written to it afterwards."""
    files = {
        name: {"sha256": sha256_file(path), "size": path.stat().st_size}
        for name, path in _files(root)
        if name != MANIFEST and not path.is_symlink()
    }
    text = msgspec.json.format(msgspec.json.encode({"schema": 1, "files": files}), indent=1)
    temporary = root / f".{MANIFEST}.new"
    temporary.write_bytes(text + b"\n")
    temporary.replace(root / MANIFEST)


def verify(root: Path) -> Verification:
    """Compare the bundle at ``root`` with its manifest. Raises ``BundleError`` when either cannot be read."""
    bundle = Bundle(root)
    listed = bundle.manifest()
    present = {name: path for name, path in _files(root) if name != MANIFEST}
    if not bundle.sealed:
        return Verification(sealed=False, files=len(present), changed=[], missing=[], added=[])
    changed, missing = [], []
    for name, digest in sorted(listed.items()):
        try:
            path = safe_join(root, name)
        except BundleError:
            changed.append(name)
            continue
        if not path.is_file():
            missing.append(name)
        elif sha256_file(path) != digest:
            changed.append(name)
    added = sorted(set(present) - set(listed))
    return Verification(sealed=True, files=len(present), changed=changed, missing=missing, added=added)
