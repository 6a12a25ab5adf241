"""Builds the library of the probe app: ``python -m samples.probe.native.build``. Needs clang and lld.

The libraries are committed, with a digest of their source beside them, as those of the escape app are.
"""

import sys
from pathlib import Path

from samples import native

HERE = Path(__file__).resolve().parent
LIBRARY = native.Library(HERE / "probe.c", "libprobe.so", abis=tuple(native.MACHINES), page=16384)

if __name__ == "__main__":
    sys.stdout.writelines(f"{path}\n" for path in LIBRARY.build_all())
