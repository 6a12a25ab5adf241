"""String pools: both encodings, long strings, what is broken; and that lengthening leaves everything else."""

import struct

import pytest

from harness.app.repackage.strings import Malformed, chunk, head, lengthen_pool, read_pool, write_pool
from tests.app.repackage.apps import LOUD, member

TEXTS = ["", "name", "极光手电筒", "\U0001f526 torch", "x" * 40_000]


def test_what_is_written_is_read() -> None:
    pool = write_pool(TEXTS)
    assert read_pool(pool, 0, len(pool)) == TEXTS
    assert len(pool) % 4 == 0
    assert head(pool, 0, len(pool)) == (1, 28, len(pool))


def pool_in_utf8(texts: list[str], styles: bytes = b"") -> bytes:
    offsets, body = [], b""
    for text in texts:
        raw = text.encode()
        offsets.append(len(body))
        sizes = [len(text.encode("utf-16-le")) // 2, len(raw)]
        body += b"".join(bytes([n]) if n < 128 else bytes([n >> 8 | 0x80, n & 255]) for n in sizes) + raw + b"\0"
    body += bytes(-len(body) % 4)
    count = 1 if styles else 0
    start = 28 + 4 * (len(texts) + count)
    fields = struct.pack("<IIIII", len(texts), count, 0x100, start, start + len(body) if styles else 0)
    indexes = struct.pack(f"<{len(texts) + count}I", *offsets, *([0] if styles else []))
    return chunk(1, fields, indexes + body + styles)


SHORT = ["a", "文" * 60, "é" * 200]
SPAN = struct.pack("<IIII", 1, 0, 0, 0xFFFFFFFF) + b"\xff" * 8


@pytest.mark.parametrize("pool", [write_pool(SHORT), pool_in_utf8(SHORT), pool_in_utf8(SHORT, SPAN)])
def test_strings_are_added_behind_those_that_are_there(pool: bytes) -> None:
    longer = lengthen_pool(pool, ["res/new.xml", "新" * 200])
    assert read_pool(longer, 0, len(longer)) == [*SHORT, "res/new.xml", "新" * 200]
    assert struct.unpack_from("<II", longer, 8) == (5, struct.unpack_from("<I", pool, 12)[0])
    if pool.endswith(SPAN):
        assert longer.endswith(SPAN)
        assert longer[struct.unpack_from("<I", longer, 24)[0] :] == SPAN


def test_a_pool_that_aapt_wrote() -> None:
    table = member(LOUD, "resources.arsc")
    pool = table[12 : 12 + head(table, 12, len(table))[2]]
    known = read_pool(pool, 0, len(pool))
    longer = lengthen_pool(pool, ["one more"])
    assert read_pool(longer, 0, len(longer)) == [*known, "one more"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "begins behind the end"),
        (struct.pack("<HHI", 1, 28, 4), "has the size 4"),
        (struct.pack("<HHI", 1, 28, 400), "has the size 400"),
        (chunk(3, bytes(20)), "no string pool"),
        (chunk(1, struct.pack("<IIIII", 1 << 30, 0, 0, 28, 0)), "strings"),
        (chunk(1, struct.pack("<IIIII", 1, 0, 0, 28, 0)), "strings"),
        (chunk(1, struct.pack("<IIIII", 1, 0, 0, 32, 0), struct.pack("<I", 4000)), "outside of it"),
        (chunk(1, struct.pack("<IIIII", 1, 0, 0, 32, 0), struct.pack("<IH", 0, 500)), "outside of it"),
        (chunk(1, struct.pack("<IIIII", 1, 0, 0x100, 32, 0), struct.pack("<IBB", 0, 9, 9)), "outside of it"),
    ],
)
def test_what_is_broken_is_said(data: bytes, sentence: str) -> None:
    with pytest.raises(Malformed, match=sentence):
        read_pool(data, 0, len(data))
