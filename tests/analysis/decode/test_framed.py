import gzip
import struct
import zlib

import pytest
import zstandard

from harness.analysis.decode.framed import behind_something, packed_inside
from harness.analysis.decode.view import Budget

TEXT = b"a text of some length, packed by somebody" * 3


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, zstandard.compress])
@pytest.mark.parametrize("head", [b"\1", b"\0\0\0\x40", b"HEADER\2\0", b"v=2;enc=gz\n"])
@pytest.mark.parametrize("tail", [b"", b"\xde\xad\xbe\xef"])
def test_packed_data_wherever_it_begins(pack, head: bytes, tail: bytes) -> None:
    (part,) = packed_inside(head + pack(TEXT) + tail, Budget())
    assert part.data == TEXT and part.elements[0] == "framed" and part.start == len(head)


def test_what_only_begins_so_is_left_alone() -> None:
    assert list(packed_inside(b"x" + gzip.compress(TEXT)[:-12], Budget())) == []
    assert list(packed_inside(b"x\x1f\x8b\x08\0" + b"y" * 40 + b"x\x9c", Budget())) == []


@pytest.mark.parametrize("form", [">I", "<I", ">H", "<H"])
def test_what_stands_behind_its_length(form: str) -> None:
    data = b"\x9f" * 30
    for tail in (b"", b"\1\2\3\4"):
        (part,) = behind_something(b"\7" + struct.pack(form, len(data)) + data + tail, Budget())
        assert part.data == data
