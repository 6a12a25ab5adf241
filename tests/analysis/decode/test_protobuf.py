"""Protocol Buffers: runs of fields read at one go say the same as fields read one by one."""

import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.analysis.decode import protobuf
from harness.analysis.decode.protobuf import Protobuf
from harness.analysis.decode.view import Budget, Part, Texts
from tests.examples import examples

TEXTS = ["", "a", "是", "x" * 13, "y" * 14, "z" * 127, "w" * 128, "新款 蓝牙耳机", "a&b", "50%", "back\\slash",
         "\x0b", "\x7f", "\n", "https://www.shop.example/?a=1&b=2", "\r\n\t"]  # fmt: skip


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes((*out, number))


def field(number: int, data: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(data)) + data


NUMBERS = [0, 5, 300, 2**63]
OTHERS = [b"\xff" * 9, b"\x00", b"a\xffb", b"\xc3"]
FIELD = st.one_of(
    st.builds(lambda n, t: field(n, t.encode()), st.sampled_from([1, 2, 15, 16, 300]), st.sampled_from(TEXTS)),
    st.builds(lambda n, v: varint(n << 3) + varint(v), st.sampled_from([1, 7, 15, 16]), st.sampled_from(NUMBERS)),
    st.builds(lambda n, v: varint(n << 3 | 1) + struct.pack("<d", v), st.sampled_from([2, 15, 17]), st.floats()),
    st.builds(lambda n: varint(n << 3 | 5) + b"\x0a\x02hi", st.sampled_from([3, 15, 18])),
    st.builds(lambda n, d: field(n, d), st.sampled_from([4, 20]), st.sampled_from(OTHERS)),
)  # fmt: skip
MESSAGE = st.recursive(
    st.lists(FIELD, max_size=6).map(b"".join),
    lambda inner: st.lists(st.one_of(FIELD, inner.map(lambda data: field(5, data))), max_size=6).map(b"".join),
    max_leaves=12,
)


def single(data: bytes) -> protobuf._Read:
    """Read every field by itself."""
    read = protobuf._Read([], [], [], [], [])
    return (
        read if protobuf._message(data, 0, len(data), None, 0, read, len(data)) else protobuf._Read([], [], [], [], [])
    )


def spans(data: bytes) -> set[tuple[int, int]]:
    """Return the texts that the parts cover one by one."""
    found = set()
    for item in Protobuf().parts(data, Budget()):
        for part in item.each() if isinstance(item, Texts) else (item,):
            assert isinstance(part, Part) and data[part.start : part.end] == part.data
            found.add((part.start, part.end))
    return found


@pytest.mark.slow
@examples(600)
@given(MESSAGE)
def test_runs_say_what_single_fields_say(data: bytes) -> None:
    slow = single(data)
    assert list(protobuf._each(data, protobuf._read(data).leaves)) == slow.leaves
    signs = {(start, end) for start, end in slow.short if set(data[start:end]) & set(b"\\%&")}
    others = {(start, end) for start, end in slow.others if end - start >= 8}
    assert spans(data) == set(slow.texts) | signs | others
    telling = bool(slow.texts) or any(end - start >= 3 for start, end in slow.short)
    assert Protobuf().matches(data) == (telling and len(data) >= 4 and data[0] >= 8 and data[0] & 7 in (0, 1, 2, 5))


def test_a_run_that_is_no_text_after_all() -> None:
    data = field(1, b"plain text of a field") + field(2, b"\xe4\xb8 cut off, so no UTF-8")
    assert list(protobuf._each(data, protobuf._read(data).leaves)) == single(data).leaves


def test_long_bodies_of_small_fields_are_read_in_linear_time() -> None:
    rng = random.Random(1)
    data = b"".join(field(1, b"\xe4\xb8" + bytes([rng.randrange(32, 127)])) for _ in range(20_000))
    protobuf._read(data)
