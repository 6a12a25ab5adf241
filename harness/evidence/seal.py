"""Sealing a bundle (digests of every file, signed or not) and telling whether, and where, the seal is broken."""

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from harness.evidence.bundle import MANIFEST, RUN, SIGNATURE, SIGNER, STAMP, Bundle, BundleError, safe_join
from harness.evidence.manifest import Entry, Manifest, Range, changed_ranges, entry_of_file
from harness.evidence.signature import Signature, check_signature, sign
from harness.evidence.timestamp import Stamp, check_stamp
from harness.files.names import shown
from harness.files.read import open_regular
from harness.files.write import write_whole

_PENDING = f".{MANIFEST}.new"
"""The manifest of a bundle that is being sealed, there before ``run.json`` says how the run ended."""
_OWN = frozenset({MANIFEST, SIGNATURE, SIGNER, STAMP})
_KINDS = ((stat.S_ISLNK, "a link"), (stat.S_ISFIFO, "a FIFO"), (stat.S_ISSOCK, "a socket"),
          (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device"))  # fmt: skip

State = Literal["sealed", "cut_off", "tampered"]


class Verification(msgspec.Struct, kw_only=True):
    """The result of comparing a bundle with its manifest. All lists hold relative file names, sorted.

    ``state``: ``sealed``; ``cut_off`` (the run was killed before it could be); ``tampered`` (it was sealed once: there
    is no manifest though the run came to an end, or none that can be read). ``kinds`` says what those are that are no
    plain files. ``ranges`` are the bytes that changed, of files whose manifest has block digests. ``faults`` are
    sentences on the manifest itself. ``manifest`` is the sha256 of ``manifest.json``, empty without one.
    """

    state: State
    files: int
    changed: list[str] = []
    missing: list[str] = []
    added: list[str] = []
    kinds: dict[str, str] = {}
    ranges: dict[str, list[Range]] = {}
    faults: list[str] = []
    manifest: str = ""
    signature: Signature | None = None
    stamp: Stamp | None = None

    @property
    def sealed(self) -> bool:
        """Whether there is a manifest to compare with."""
        return self.state == "sealed"

    @property
    def intact(self) -> bool:
        """Whether the bundle is sealed and every file, and the manifest, is as it was at sealing."""
        return self.sealed and not (self.changed or self.missing or self.added or self.void)

    @property
    def void(self) -> list[str]:
        """Why the manifest itself is worth nothing, so that no file can be relied on; empty when it holds."""
        bad = [f"the signature is bad: {self.signature.reason}"] if self.signature and not self.signature.good else []
        late = [f"the time stamp is bad: {self.stamp.reason}"] if self.stamp and self.stamp.state == "invalid" else []
        return [*self.faults, *bad, *late]


def sha256_file(path: Path) -> str:
    """Return the sha256 of a file in hex. Raises ``ReadError``."""
    with open_regular(path, "the file") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def _entries(root: Path) -> Iterator[tuple[str, Path, str]]:
    """Yield relative name, path and kind (empty for a plain file) of what is in a bundle; of directories empty ones."""

    def refuse(error: OSError) -> None:
        raise BundleError(f"Cannot read the bundle {root}: {error.strerror}.") from None

    for folder, directories, files in os.walk(root, onerror=refuse):
        here = Path(folder)
        links = [name for name in directories if (here / name).is_symlink()]
        for name in (*files, *links):
            path = here / name
            mode = path.lstat().st_mode
            kind = next((word for test, word in _KINDS if test(mode)), "")
            yield path.relative_to(root).as_posix(), path, kind
        if here != root and not directories and not files:
            yield here.relative_to(root).as_posix(), here, "an empty directory"


def seal(root: Path, run: bytes | None = None, key: Ed25519PrivateKey | None = None) -> None:
    """Write ``manifest.json``: size and digests of every file of the bundle. Nothing may be written to it afterwards.

    ``run`` is the last content of ``run.json``. The manifest lies ready before that is written, so that a run that
    ended and has neither was not cut off. ``key`` signs the manifest.
    Raises ``ReadError`` and ``WriteError``.
    """
    files: dict[str, Entry] = {}
    for name, path, kind in sorted(_entries(root)):
        if kind == "an empty directory":
            path.rmdir()
        elif not kind and name not in (*_OWN, _PENDING) and name.isprintable():
            files[name] = entry_of_file(path)
    if run is not None:
        files[RUN] = Entry(sha256=hashlib.sha256(run).hexdigest(), size=len(run))
    manifest = Manifest(files=dict(sorted(files.items()))).encode()
    write_whole(root / _PENDING, manifest)
    if key is not None:
        sign(root, manifest, key)
    if run is not None:
        write_whole(root / RUN, run)
    (root / _PENDING).replace(root / MANIFEST)


def verify(
    root: Path, expected: Ed25519PublicKey | None = None, roots: Sequence[x509.Certificate] = ()
) -> Verification:
    """Compare the bundle at ``root`` with its manifest, and the manifest with its signature and time stamp.

    ``expected`` is the key that must have signed; ``roots`` are those of time-stamping authorities. Raises
    ``BundleError`` when it is no bundle or of a newer kind, ``ReadError`` when a file of it cannot be read.
    """
    return check(Bundle(root), expected, roots)


def check(
    bundle: Bundle, expected: Ed25519PublicKey | None = None, roots: Sequence[x509.Certificate] = ()
) -> Verification:
    """Verify an opened bundle; see :func:`verify`."""
    root = bundle.path
    present = {name: (path, kind) for name, path, kind in _entries(root) if name not in _OWN}
    found = Verification(state="sealed", files=sum(not kind for _, kind in present.values()))
    if not bundle.sealed:
        return _unsealed(bundle, found, present)
    found.signature, found.stamp = check_signature(bundle, expected), check_stamp(bundle, roots)
    found.faults = _signer_gone(bundle, found.signature)
    found.manifest = hashlib.sha256(bundle.read_bytes(MANIFEST)).hexdigest()
    try:
        listed = bundle.entries()
    except BundleError as error:
        found.state, found.faults = "tampered", [*found.faults, str(error)]
        return found
    for name, entry in sorted(listed.items()):
        _compare(root, name, entry, present, found)
    held = {folder for name in listed for folder in _above(name)}
    found.added = sorted(name for name in set(present) - set(listed) if name not in held)
    found.kinds |= {name: present[name][1] for name in found.added if present[name][1]}
    return found


def _signer_gone(bundle: Bundle, signature: Signature | None) -> list[str]:
    """Say so when the run says that it was signed and the signature is gone, or another's."""
    signer = bundle.run_text("signer")
    if not signer or (signature is not None and signature.fingerprint == signer):
        return []
    state = "is gone" if signature is None else "is of another key"
    return [f"{RUN} says that the bundle was signed by the key {shown(signer)[:80]}; the signature {state}"]


def _unsealed(bundle: Bundle, found: Verification, present: dict[str, tuple[Path, str]]) -> Verification:
    found.state = "cut_off"
    if bundle.run_text("outcome") != "running" and _PENDING not in present:
        found.state = "tampered"
        found.faults = [f"{MANIFEST} is gone, though {RUN} says that the run came to its end and was sealed"]
    return found


def _compare(root: Path, name: str, entry: Entry, present: dict[str, tuple[Path, str]], found: Verification) -> None:
    try:
        path = safe_join(root, name)
    except BundleError:
        found.changed.append(name)
        found.kinds[name] = present[name][1] if name in present else "a link, or outside of the bundle"
        return
    if path.is_file():
        now = entry_of_file(path)
        if now.sha256 != entry.sha256:
            found.changed.append(name)
            found.ranges[name] = changed_ranges(path, entry)
        elif entry.size not in (-1, now.size) or (entry.blocks and now.blocks != entry.blocks):
            found.faults.append(f"{MANIFEST} contradicts itself on {name}: it was edited or is damaged")
    elif name in present:
        found.changed.append(name)
        found.kinds[name] = present[name][1]
    elif path.is_dir():
        found.changed.append(name)
        found.kinds[name] = "a directory"
    else:
        found.missing.append(name)


def _above(name: str) -> Iterator[str]:
    parts = name.split("/")
    return ("/".join(parts[:count]) for count in range(1, len(parts)))


def verified(bundle: Bundle) -> Verification:
    """Verify a bundle before its use, once: what is not as it was sealed is set aside. Raises as :func:`verify`."""
    if bundle.verification is None:
        bundle.verification = check(bundle)
        bundle.set_aside({*bundle.verification.changed, *bundle.verification.added})
    return bundle.verification
