"""Builds the library of the sample app: ``python -m samples.escape.native.build``. Needs clang and lld.

The libraries are committed, with a digest of their source beside them, so that neither the app's build nor a test needs
a C compiler.
"""

import sys
from pathlib import Path

from samples import native

HERE = Path(__file__).resolve().parent
LIBRARY = native.Library(HERE / "way.c", "libway.so")

if __name__ == "__main__":
    sys.stdout.writelines(f"{path}\n" for path in LIBRARY.build_all())
