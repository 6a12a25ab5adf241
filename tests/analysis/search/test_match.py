"""Values in views: both engines alike, guards, longer before shorter."""

import functools
import random

import pytest

from harness.analysis.search.literals import AutomatonEngine, compile_literals
from harness.analysis.search.match import Matcher
from harness.analysis.search.patterns import PatternSet
from harness.values.needle import Needle
from harness.values.variant import Need

NEEDLES = [
    Needle(value_id="imei", category="imei", text="866712345678906"),
    Needle(value_id="phone", category="phone_number", text="13912345678"),
    Needle(value_id="ip", category="ip_address", text="10.0.0.1"),
    Needle(value_id="model", category="device_name", text="Pixel"),
    Needle(value_id="id", category="android_id", text="9f3c1a77d2e4b805"),
    Needle(value_id="place", category="location_precise", place=(31.230416, 121.473701)),
]


@functools.cache
def patterns() -> PatternSet:
    made = PatternSet()
    made.add_needles(NEEDLES)
    return made


@functools.cache
def matcher() -> Matcher:
    return Matcher(patterns())


def forms(data: bytes) -> list[tuple[str, str]]:
    return [
        (NEEDLES[hit.pattern.ref].value_id, hit.pattern.form)
        for hit in matcher().find(data).values
        if hit.pattern.need is not Need.TOUCHED
    ]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"x 866712345678906 y", [("imei", "plain")]),
        (b"8667123456789061", []),
        (b"1866712345678906", []),
        (b"86671234567890", [("imei", "variant:no-check-digit")]),
        (b"86671234567890X", [("imei", "variant:no-check-digit")]),
        (b"+8613912345678", [("phone", "variant:country-code")]),
        (b"8613912345678", [("phone", "variant:country-code")]),
        (b"139-1234-5678", [("phone", "variant:separated")]),
        (b"86671234567890613912345678", [("imei", "plain"), ("phone", "plain")]),
        (b"10.0.0.1", [("ip", "plain")]),
        (b"110.0.0.1", []),
        (b"10.0.0.12", []),
        (b"10.0.0.1.5", []),
        (b"9F3C1A77D2E4B805", [("id", "variant:upper")]),
        (b"a9f3c1a77d2e4b805", []),
        (b"31.230416", [("place", "plain")]),
        (b"131.230416", []),
        (b"31.2304160001", [("place", "variant:7dp")]),
        (b"31230416", [("place", "variant:e6")]),
    ],
)
def test_guards(data: bytes, found: list[tuple[str, str]]) -> None:
    assert forms(data) == found


@pytest.mark.parametrize("data", [b"8667123456789061", b"1866712345678906", b"a9f3c1a77d2e4b805"])
def test_what_something_touches_is_weak_evidence(data: bytes) -> None:
    assert [hit.pattern.need for hit in matcher().find(data).values] == [Need.TOUCHED]


def test_short_words_are_never_proof() -> None:
    assert all(hit.pattern.need for hit in matcher().find(b"a Pixel phone").values)


def test_both_engines_find_the_same() -> None:
    other = Matcher(patterns(), AutomatonEngine)
    rng = random.Random(1)
    literals = list(patterns().meanings)
    for _ in range(200):
        data = b"".join(rng.choice([rng.choice(literals), rng.randbytes(3), b" ", b"1"]) for _ in range(12))
        assert matcher().find(data) == other.find(data)
        assert matcher().find_keys(data) == other.find_keys(data)


def test_literals_with_every_byte_and_the_empty_set() -> None:
    literals = [bytes([byte]) * 3 for byte in range(256)]
    for engine in (compile_literals(literals), AutomatonEngine(literals)):
        assert sorted(engine.find(b"".join(literals))) == [(n, n * 3 + 3) for n in range(256)]
    assert compile_literals([]).find(b"x") == []


@pytest.mark.parametrize("before", [b"", b'"', b"*", b": ", b"=", b"\x04"])
def test_a_short_part_is_found_where_a_word_begins(before: bytes) -> None:
    (hit,) = matcher().find(before + b"5678").values
    assert (hit.start, hit.end, hit.pattern.form) == (len(before), len(before) + 4, "variant:part:last4")
    assert matcher().find(before + b"5678 and more").values[0].start == len(before)
    assert not matcher().find(before + b"56789").values and not matcher().find(before + b"15678").values


def test_a_short_part_at_the_start_of_a_long_view_is_none() -> None:
    assert not matcher().find(b"5678" + b" " * 100).values
