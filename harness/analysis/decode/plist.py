"""Binary property lists."""

import plistlib
from collections.abc import Iterator

from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.tree import read
from harness.analysis.decode.view import Budget, Part

_MAGIC = b"bplist00"


def binary_plist(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield a whole view that is a binary property list."""
    if data.startswith(_MAGIC):
        yield from read("plist", lambda raw: plistlib.loads(raw, fmt=plistlib.FMT_BINARY), data)


ENCODING = Encoding(name="plist", magics=(_MAGIC,), binary=binary_plist)
