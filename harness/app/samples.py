"""The harness's sample apps: real APKs, which send nothing to anybody (but for the escape app's tries)."""

import functools
import hashlib
from pathlib import Path

import harness

_NOT_HARMLESS = "escape.apk"
"""Tries to get out: nobody's exception is for it."""


def sample(name: str) -> Path:
    """Return a sample app's file, in a checkout or an installed wheel."""
    package = Path(harness.__file__).parent
    checkout = package.parent / "samples" / name / f"{name}.apk"
    return checkout if checkout.is_file() else package / "_data" / "samples" / f"{name}.apk"


def is_sample(sha256: str) -> bool:
    """Whether a file with this digest (hex) is a harmless one of them: what an app says of itself, it can make up."""
    return sha256 in _digests()


@functools.cache
def _digests() -> frozenset[str]:
    package = Path(harness.__file__).parent
    files = [*package.parent.glob("samples/*/*.apk"), *package.glob("_data/samples/*.apk")]
    return frozenset(hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path.name != _NOT_HARMLESS)
