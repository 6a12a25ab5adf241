"""One more record is all that a new encoding takes to be found wherever it stands."""

import random
import re
from collections.abc import Iterator

import pytest

from harness.analysis.decode import ENCODINGS, KNOWN
from harness.analysis.decode.encoding import Encoding, Lens
from harness.analysis.decode.inflate import Unpacked
from harness.analysis.decode.sense import makes_sense
from harness.analysis.decode.view import Budget, Part, Reach
from harness.analysis.search.exchange import Scanner
from harness.analysis.search.match import Matcher
from harness.analysis.search.patterns import PatternSet
from harness.evidence.exchange import Exchange
from harness.values.needle import Needle
from tests.analysis.corpus import PLAIN
from tests.analysis.test_accuracy import NEEDLES, VALUES


@pytest.fixture
def known() -> Iterator[None]:
    yield
    KNOWN.learn(ENCODINGS)
    assert KNOWN.encodings == ENCODINGS and "toy" not in KNOWN.elements


def shifted(data: bytes, by: int) -> bytes:
    return bytes((byte + by) & 0xFF for byte in data)


BINARY = Encoding(
    name="toy",
    magics=(b"TOY\x07",),
    unpack=lambda data, budget: Unpacked(shifted(data[4:], -13), True),
    codings=("x-toy",),
    packed=True,
)


def in_binary(data: bytes, rng: random.Random) -> bytes:
    return b"TOY\x07" + shifted(data, 13)


LETTERS = b"ghijklmnopqrstuv"
RUN = re.compile(rb"~\(([g-v]{2,})\)")


def toy_runs(data: bytes, budget: Budget) -> Iterator[Part]:
    for found in RUN.finditer(data):
        digits = found[1].translate(bytes.maketrans(LETTERS, b"0123456789abcdef"))
        if len(digits) % 2 == 0:
            yield Part(("toy-text",), bytes.fromhex(digits.decode()), *found.span())


TEXT = Encoding(name="toy-text", signs=b"~", text=toy_runs, reach=Reach.FIELD)


def in_text(data: bytes, rng: random.Random) -> bytes:
    return b"~(" + data.hex().encode().translate(bytes.maketrans(b"0123456789abcdef", LETTERS)) + b")"


def found(scanner: Scanner, body: bytes, *headers: tuple[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the shortest way to each value."""
    exchange = Exchange(index=0, id="0", time_us=0, request_body=body, request_headers=list(headers))
    spots = sorted(scanner.scan(exchange).spots, key=lambda spot: -len(spot.found.path))
    return {NEEDLES[spot.found.ref].value_id: spot.found.path for spot in spots}


def scanner() -> Scanner:
    patterns = PatternSet()
    patterns.add_needles(NEEDLES)
    return Scanner(Matcher(patterns), NEEDLES)


@pytest.mark.slow
@pytest.mark.parametrize(("toy", "encode"), [(BINARY, in_binary), (TEXT, in_text)], ids=["binary", "text"])
def test_one_record_is_enough_for_an_encoding_to_be_found_at_every_depth(toy, encode, known: None) -> None:
    rng = random.Random(5)
    key, value = "oaid", VALUES["oaid"]
    before = scanner()
    assert key not in found(before, encode(value.encode(), rng))
    KNOWN.learn((*ENCODINGS, toy))
    after = scanner()
    missed = [
        other
        for other in sorted(PLAIN)
        for body in (
            PLAIN[other](encode(value.encode(), rng), rng),
            encode(PLAIN[other](value.encode(), rng), rng),
            PLAIN["json"](PLAIN[other](encode(PLAIN["gzip"](value.encode(), rng), rng), rng), rng),
            encode(encode(PLAIN[other](encode(value.encode(), rng), rng), rng), rng),
        )
        if toy.name not in found(after, body).get(key, ())
    ]
    assert len(missed) <= 2, missed  # nothing tells a masked text whose key left it printable
    assert found(after, encode(value.encode(), rng))[key] == (toy.name,)


def test_a_short_leaf_with_its_sign_is_looked_at(known: None) -> None:
    """A text of a message that is too short to hold an encoding of any other kind."""
    KNOWN.learn((*ENCODINGS, TEXT))
    needle = Needle(value_id="pin", category="pin", text="82417")
    patterns = PatternSet()
    patterns.add_needles([needle])
    leaf = in_text(b"82417", random.Random(0))
    assert len(leaf) < 14
    one = Scanner(Matcher(patterns), [needle])
    body = b"\x0a\x04name\x12" + bytes([len(leaf)]) + leaf
    (spot,) = one.scan(Exchange(index=0, id="0", time_us=0, request_body=body)).spots
    assert spot.found.path == ("protobuf:2", "toy-text")


def test_its_content_coding_and_its_beginning_are_known(known: None) -> None:
    value = VALUES["imei"].encode()
    packed = in_binary(value, random.Random(0))
    assert not makes_sense(packed)
    KNOWN.learn((*ENCODINGS, BINARY))
    assert makes_sense(packed)
    assert found(scanner(), packed, ("content-encoding", "x-toy"))["imei"] == ("toy",)


def test_its_lens_decodes_around_a_value(known: None) -> None:
    def look(data: bytes, start: int, end: int, shift: int) -> Part:
        return Part(("toy-lens",), shifted(data, -1), 0, len(data))

    lens = Lens(name="toy-lens", look=look, of_data=lambda data: [(shifted(data, 1), 0)])
    KNOWN.learn((*ENCODINGS, Encoding(name="toy-lens", lenses=(lens,))))
    body = shifted(b"my id is " + VALUES["email_address"].encode() + b", and yours", 1)
    assert found(scanner(), body)["email_address"] == ("toy-lens",)
