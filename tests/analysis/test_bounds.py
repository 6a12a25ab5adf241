"""Hostile bodies: each costs at most its bound, and what could not be read is counted."""

import gzip
import lzma
import random
import time
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from harness.analysis.decode.view import MAX_VIEWS
from harness.evidence.exchange import Exchange
from tests.analysis.test_accuracy import VALUES, scanner

ZEROS = bytes(64 << 20)


def nested_gzip(depth: int) -> bytes:
    data = VALUES["imei"].encode()
    for _ in range(depth):
        data = gzip.compress(data)
    return data


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b"<a>" * 100_000,
        b'"' + b"\\" * 300_001,
        b"%25" * 100_000,
        b"&amp;" * 60_000,
        b"A" * 1_000_000,
        b"0" * 1_000_000,
        b"=" * 300_000,
        b"--x\r\n" * 50_000,
        b"\x0a\x02" * 200_000,
        b"\x0a\xff\xff\x03" + b"\x0a" * 60_000,
        b"\x91" * 100_000,
        b"\x81" * 100_000,
        b"eyJhbGci." * 30_000,
        b"\\u" * 200_000,
        b"a=b&" * 100_000,
        b"%20\n" + b"%" * 300_000,
        b"&amp;\n" + b"&" * 300_000,
        b"\n" + b"A" * 500_000,
        b"eyJ" * 100_000,
        b"}" + b"\n" * 200_000 + b'"',
        b"<x>" + b"<!--" * 50_000 + VALUES["imei"].encode() + b">",
        b"[" + b'"a' * 100_000 + VALUES["imei"].encode(),
        random.Random(1).randbytes(2_000_000),
    ],
    ids=lambda body: f"{body[:8]!r}-{len(body)}",
)
def test_time_is_bounded(body: bytes) -> None:
    bounded(body)


BOMBS: dict[str, Callable[[bytes], bytes]] = {
    "gzip in gzip": lambda zeros: gzip.compress(gzip.compress(zeros, mtime=0), mtime=0),
    "zlib": zlib.compress,
    "zstandard": zstandard.compress,
    "brotli": lambda zeros: brotli.compress(zeros, quality=5),
    "lzma": lzma.compress,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_bounded(name: str) -> None:
    bounded(BOMBS[name](ZEROS))


def bounded(body: bytes) -> None:
    begun = time.process_time()  # other programs' time is not counted
    scanner().scan(Exchange(index=0, id="0", time_us=0, request_body=body))
    assert time.process_time() - begun < 15


def test_a_bomb_is_named_and_its_beginning_read() -> None:
    bomb = gzip.compress(VALUES["imei"].encode() + b" " + ZEROS)
    scanned = scanner().scan(Exchange(index=0, id="0", time_us=0, request_body=bomb))
    assert scanned.spent == "ratio" and [spot.found.path for spot in scanned.spots] == [("gzip",)]


def test_depth_is_bounded_and_named() -> None:
    deep = scanner().scan(Exchange(index=0, id="0", time_us=0, request_body=nested_gzip(1000)))
    assert deep.spent == "depth" and deep.opaque
    within = scanner().scan(Exchange(index=0, id="0", time_us=0, request_body=nested_gzip(8)))
    assert within.spots[0].found.path == ("gzip",) * 8


def test_ciphertext_is_opaque_and_pictures_are_not() -> None:
    noise = random.Random(2).randbytes(5000)
    assert scanner().scan(Exchange(index=0, id="0", time_us=0, request_body=noise)).opaque == {"request:body": 5000}
    picture = b"\x89PNG\r\n\x1a\n" + noise
    assert scanner().scan(Exchange(index=0, id="0", time_us=0, request_body=picture)).opaque == {}


def test_wrong_content_encoding_is_seen_through() -> None:
    headers = [("Content-Encoding", "gzip")]
    body = b'{"imei": "866712345678906"}'
    for data, path in ((body, ("json:/imei",)), (brotli.compress(body), ("brotli", "json:/imei"))):
        (spot,) = scanner().scan(Exchange(index=0, id="0", time_us=0, request_body=data, request_headers=headers)).spots
        assert spot.found.path == path


def test_views_beyond_the_bound_are_not_looked_at() -> None:
    """Bytes of few kinds stay printable under many keys, one within the other; found by fuzzing."""
    body = b"\xff" * 22 + b"\xf6" * 100 + b"\xff" * 45 + b"\xef" + b"\xff" * 51 + b"\xea"
    result = scanner().scan(Exchange(index=0, id="0", time_us=0, url="https://a.example/", request_body=body))
    assert (result.views, result.spent) == (MAX_VIEWS, "views")


def test_what_is_its_own_way_back_is_not_undone_again_and_again() -> None:
    """Values that stand plainly and moved in one line: moved back, the plain ones look moved."""
    moved = bytes.maketrans(bytes(range(33, 127)), bytes((*range(80, 127), *range(33, 80))))
    imei = VALUES["imei"].encode()
    body = b'{"a":"' + imei + b'","b":"' + imei.translate(moved) + b'"}'
    found = scanner().scan(Exchange(index=0, id="0", time_us=0, request_body=body))
    paths = [spot.found.path for spot in found.spots]
    assert not found.spent and paths == [("json:/a",), ("json:/b", "shifted:rot47")]
