"""The golden corpus: bundles of the sample apps, and what is expected of them and of recordings of others.

``python -m tests.recordings.build`` makes the bundles anew, and README.md says when.
"""

from pathlib import Path

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[2] / "shared" / "recordings"
"""Recordings of others, which are not copied into this repository."""


def bundle(name: str) -> Path:
    """Return a bundle of the corpus, such as ``lantern-accept``. It is never to be written to."""
    return HERE / name
