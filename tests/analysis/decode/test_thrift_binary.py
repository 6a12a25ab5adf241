import random
import struct

import pytest

from harness.analysis.decode.again import Edit
from harness.analysis.decode.thrift_binary import ENCODING, ThriftBinary
from tests.analysis.strangers.encodings import DOCUMENTED

FIELD = b"\x0b\0\1" + struct.pack(">i", 7) + b"android"
LIST = b"\x0f\0\2\x0b" + struct.pack(">i", 2) + (struct.pack(">i", 3) + b"one") + (struct.pack(">i", 3) + b"two")
MAP = b"\x0d\0\3\x0b\x08" + struct.pack(">i", 1) + struct.pack(">i", 3) + b"key" + struct.pack(">i", 9)
STRUCT = FIELD + LIST + MAP + b"\x0c\0\4" + FIELD + b"\0" + b"\0"


def test_the_fields_of_a_struct() -> None:
    assert ThriftBinary().matches(STRUCT)
    names = [place.elements[0].partition(":")[2] for place in ThriftBinary().places(STRUCT)]
    assert names == ["1", "2.0", "2.1", "3.0", "3.0", "4.1"]


def test_messages_and_structs_of_a_stranger() -> None:
    for seed in range(8):
        for name in ("thrift-binary", "thrift-binary-struct"):
            assert ThriftBinary().matches(DOCUMENTED[name](b"\x1f\x8b\x08 packed", random.Random(seed)))


@pytest.mark.parametrize(
    "data", [b"", STRUCT[:-1], STRUCT + b"\0", bytes(40), b"\x0c\0\1" * 60 + b"\0", b"\x0b\0\1\xff" + STRUCT]
)
def test_other_data_is_none(data: bytes) -> None:
    assert not ThriftBinary().matches(data)


def test_a_text_changes_with_its_length() -> None:
    assert ENCODING.fit is not None
    made = ENCODING.fit(STRUCT, [Edit(7, 14, b"other words")])
    assert made == b"\x0b\0\1" + struct.pack(">i", 11) + b"other words" + STRUCT[len(FIELD) :]
