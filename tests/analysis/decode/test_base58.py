"""Base58 as a whole text."""

import pytest

from harness.analysis.decode.again import Redo
from harness.analysis.decode.base58 import ENCODING, base58
from harness.analysis.decode.view import Budget

# The test vectors of draft-msporny-base58-03, section 5, but for the shortest.
SENTENCE = b"The quick brown fox jumps over the lazy dog."
WRITTEN = b"USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"


def test_the_published_vector() -> None:
    (part,) = base58(WRITTEN, Budget())
    assert part.data == SENTENCE and part.elements == ("base58",)
    assert ENCODING.encode is not None and ENCODING.encode(Redo(SENTENCE, WRITTEN, SENTENCE, "base58")) == WRITTEN


@pytest.mark.parametrize("data", [b"", WRITTEN[:19], WRITTEN + b"0", b"a" * 5000, b"7f3a9c5d1e8b4f6a9d2c7f3a9c5d1e8b"])
def test_nothing_else_is(data: bytes) -> None:
    assert list(base58(data, Budget())) == []
