"""Inputs that nobody would write, and every decoder that has to survive them."""

import random

from harness.analysis.decode import ENCODINGS
from harness.analysis.decode.view import MAX_VIEWS, Budget, Texts
from harness.evidence.exchange import Exchange
from tests.analysis.corpus import PLAIN, wrap
from tests.analysis.test_accuracy import VALUES, scanner

LARGEST = 4096
HANG_S = 20
"""Seconds after which an input counts as one that hangs."""
TOKENS = [
    b'"', b"\\", b"{", b"}", b"[", b"]", b"<", b">", b"&", b";", b"=", b"%", b"+", b"\r\n", b"\0", b"--", b"eyJ",
    b"%u4e2d", b"\x1f\x8b\x08", b"\x78\x9c", b"\x28\xb5\x2f\xfd", b"BZh9", b"\xfd7zXZ\x00", b"PK\x03\x04",
    b"PK\x01\x02", b"PK\x05\x06", b"\x04\x22\x4d\x18", b"LZ4Block", b"\xff\x06\x00\x00sNaPpY", b"\x82SNAPPY\x00",
    b"\xac\xed\x00\x05t", b"bplist00", b"\x0a\xff\xff\xff\x7f", b"\xff\xff\xff\xff", b"\x82\xfe", b"&#x10ffff;",
    b"&#99999999;", b"\\ud800", b"\\U0010ffff",
]  # fmt: skip


def sources() -> dict[str, object]:
    """Return every decoder and structure by its name."""
    found: dict[str, object] = {}
    for one in ENCODINGS:
        for decoder in (one.text, one.binary, one.undeclared, one.guess, one.guess_text):
            if decoder is not None:
                found[f"{decoder.__module__.rpartition('.')[2]}.{decoder.__name__}"] = decoder
        for structure in (one.text_structure, one.binary_structure):
            if structure is not None:
                found[type(structure).__name__] = structure
    return found


SOURCES = sources()


def try_all(data: bytes) -> None:
    """Put one input through everything. Raises what a decoder raises."""
    for source in SOURCES.values():
        if callable(source):
            parts = list(source(data, Budget()))
        else:
            source.matches(data)
            places = list(source.places(data))
            assert all(0 <= place.start <= place.end <= len(data) for place in places)
            parts = list(source.parts(data, Budget()))
        for item in parts:
            for part in item.each() if isinstance(item, Texts) else (item,):
                assert 0 <= part.start <= part.end <= len(data) and isinstance(part.data, bytes)
    scanned = scanner().scan(
        Exchange(
            index=0, id="0", time_us=0, url="https://a.example/?q=" + data[:200].decode("latin-1"), request_body=data
        )
    )
    assert scanned.views <= MAX_VIEWS + 20


def mutate(data: bytes, rng: random.Random) -> bytes:
    """Damage data in one to eight ways."""
    out = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(out) + 1)
        kind = rng.randrange(7)
        if kind == 0 and out:
            out[at % len(out)] ^= 1 << rng.randrange(8)
        elif kind == 1:
            out[at:at] = rng.choice(TOKENS)
        elif kind == 2:
            del out[at : at + rng.randrange(16)]
        elif kind == 3:
            out[at:at] = out[at : at + rng.randrange(64)] * rng.randrange(1, 6)
        elif kind == 4:
            out[at : at + 4] = rng.choice([b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff", rng.randbytes(4)])
        elif kind == 5:
            out = out[:at]
        else:
            out[at:at] = rng.randbytes(rng.randrange(8))
    return bytes(out[:LARGEST])


def invent(rng: random.Random) -> bytes:
    """Return one input."""
    kind = rng.randrange(10)
    if kind == 0:
        return rng.randbytes(rng.randrange(300))
    if kind == 1:
        return b"".join(rng.choice(TOKENS) for _ in range(rng.randrange(1, 60)))
    names = [rng.choice(sorted(PLAIN)) for _ in range(rng.randint(1, 3))]
    data = wrap(rng.choice(sorted(VALUES.values())), names, rng)
    if kind < 8:
        return mutate(data, rng)
    other = wrap("x" * rng.randrange(200), [rng.choice(sorted(PLAIN))], rng)
    cut = rng.randrange(len(data) + 1)
    return mutate(data[:cut] + other + data[cut:], rng)
