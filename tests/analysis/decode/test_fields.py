"""What formats of numbered fields share."""

import pytest

from harness.analysis.decode.fields import MAX_NESTING, Fields, Leaf, checked
from harness.analysis.decode.view import Budget, Place


class Pairs(Fields):
    """A length in one byte, and as many bytes."""

    def skip(self, data: bytes, found: list[Leaf]) -> int:
        at = 1
        while at < len(data):
            found.append(Leaf(Place((f"pair:{len(found)}",), at + 1, at + 1 + data[at]), at))
            at += 1 + data[at]
        return at


DATA = b"\0\x08" + bytes(range(0x90, 0x98)) + b"\x02ok"


def test_fields_are_places_and_what_may_hold_more_is_a_part() -> None:
    assert [data.start for data in Pairs().places(DATA)] == [2, 11]
    assert [(part.start, part.end) for part in Pairs().parts(DATA, Budget())] == [(2, 10)]


def test_what_ends_elsewhere_is_nothing() -> None:
    assert Pairs().leaves(DATA + b"\x09cut") == []


def test_too_deep() -> None:
    checked(MAX_NESTING, [])
    with pytest.raises(ValueError, match="too deep"):
        checked(MAX_NESTING + 1, [])
