"""Class files whose reads of the clock are redirected."""

import struct

from harness.sandbox.runtime.reclock import reclock


def constant(text: str) -> bytes:
    return b"\x01" + struct.pack(">H", len(text)) + text.encode()


def class_file(owner: str, name: str, descriptor: str) -> bytes:
    """A class file's head: one method reference, and a constant that counts twice."""
    pool = [
        b"\x0a" + struct.pack(">HH", 2, 4),
        b"\x07" + struct.pack(">H", 3),
        constant(owner),
        b"\x0c" + struct.pack(">HH", 5, 6),
        constant(name),
        constant(descriptor),
        b"\x05" + bytes(8),
    ]
    return b"\xca\xfe\xba\xbe\x00\x00\x00\x32" + struct.pack(">H", 9) + b"".join(pool) + b"THE REST"


def test_a_read_of_the_clock_is_redirected_and_nothing_else() -> None:
    before = class_file("java/lang/System", "currentTimeMillis", "()J")
    after = reclock(before)
    assert after.endswith(b"\x01\x00\x15harness/runtime/Clock\x07\x00\x09THE REST")
    assert struct.unpack_from(">H", after, 8) == (11,)
    assert after[10:15] == b"\x0a\x00\x0a\x00\x04"
    assert reclock(after) == after, "it is done once"
    for owner, name, descriptor in (
        ("java/lang/System", "nanoTime", "()J"),
        ("com/example/System", "currentTimeMillis", "()J"),
        ("java/time/Instant", "now", "(Ljava/time/Clock;)Ljava/time/Instant;"),
    ):
        same = class_file(owner, name, descriptor)
        assert reclock(same) == same


def test_what_is_no_class_file_stays_as_it_is() -> None:
    good = class_file("java/lang/System", "currentTimeMillis", "()J")
    for data in (b"", b"PK\x03\x04", b"\xca\xfe\xba\xbe", good[:30], good[:10] + b"\xff" + good[11:]):
        assert reclock(data) == data
