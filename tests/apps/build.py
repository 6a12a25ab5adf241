"""Small apps of the tests, built with the same tools as the samples: ``python -m tests.apps.build``.

``chatter`` says something on a WebSocket; ``choir`` reads in several processes; ``flinch`` looks for Frida and ends
when it finds it; ``mural`` is made of resources; ``stray`` sends by every way that asks no proxy; ``stumble`` crashes,
hangs or prints without end, as it is told. The APKs are committed, with a digest of their sources in them, so that the
tests need no Android tools.
"""

import sys
import zipfile
from pathlib import Path

from samples.build import DIGEST_ASSET, Sample, build

HERE = Path(__file__).resolve().parent
NAMES = ("chatter", "choir", "flinch", "mural", "stray", "stumble")


def apk(name: str) -> Path:
    """An app's APK; fails when it is not built from the sources that are here."""
    sample = Sample(HERE / name)
    with zipfile.ZipFile(sample.apk) as archive:
        built = archive.read(DIGEST_ASSET).decode().strip()
    assert built == sample.digest(), "run python -m tests.apps.build"
    return sample.apk


if __name__ == "__main__":
    for one in NAMES:
        sys.stdout.write(f"{build(Sample(HERE / one))}\n")
