"""Binary property lists."""

import plistlib
from collections.abc import Iterator
from typing import Any

from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.tree import read, rebuilt
from harness.analysis.decode.view import Budget, Part

_MAGIC = b"bplist00"


def binary_plist(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield a whole view that is a binary property list."""
    if data.startswith(_MAGIC):
        yield from read("plist", _read, data)


def _read(raw: bytes) -> Any:
    return plistlib.loads(raw, fmt=plistlib.FMT_BINARY)


def _written(tree: Any) -> bytes:
    return plistlib.dumps(tree, fmt=plistlib.FMT_BINARY, sort_keys=False)


ENCODING = Encoding(name="plist", magics=(_MAGIC,), binary=binary_plist, rebuild=rebuilt(_read, _written))
