"""Segments in any order, twice, in parts and with holes are one run of bytes."""

import random

from hypothesis import given
from hypothesis import strategies as st

from harness.evidence.pcap import segments
from harness.evidence.pcap.segments import Segments


@given(st.binary(min_size=1, max_size=200), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(data: bytes, chance: random.Random) -> None:
    pieces = [(at, data[at : at + chance.randint(1, 9)]) for at in range(0, len(data), 1)]
    chance.shuffle(pieces)
    side = Segments()
    side.begin(0)
    heard = b"".join(chunk for at, piece in pieces for chunk in side.add(at, piece, len(piece)))
    assert heard + b"".join(side.end()) == data
    assert side.missing == 0 and not side.waits


def test_a_hole_is_filled_at_the_end_and_counted() -> None:
    side = Segments()
    assert list(side.add(10, b"abc", 3)) == [b"abc"]
    assert list(side.add(16, b"xyz", 3)) == [] and side.waits
    assert b"".join(side.end()) == bytes(3) + b"xyz"
    assert side.missing == 3


def test_what_the_other_side_confirmed_and_nobody_captured_is_counted() -> None:
    side = Segments()
    list(side.add(1, b"abc", 3))
    side.sent(5)
    assert side.missing == 0, "the end of a connection has a number"
    side.sent(9)
    assert side.missing == 5
    never = Segments()
    never.sent(100)
    assert never.missing == 99, "a direction that is not in the capture"


def test_a_segment_captured_in_part_is_made_whole_by_its_repetition() -> None:
    side = Segments()
    side.begin(0)
    assert list(side.add(5, b"fg", 4)) == []
    assert list(side.add(5, b"fghi", 4)) == []
    assert b"".join(side.add(0, b"abcde", 5)) == b"abcdefghi"
    assert side.missing == 0
    assert list(side.add(9, b"j", 3)) == [b"j\0\0"] and side.missing == 2


def test_much_behind_a_hole_gives_it_up() -> None:
    side = Segments()
    side.begin(0)
    size = segments._MOST_WAITING // 2 + 1
    assert list(side.add(1, b"a" * size, size)) == []
    assert [len(chunk) for chunk in side.add(1 + size, b"b" * size, size)] == [1, size, size]
    assert side.missing == 1
