import gzip

import pytest

from harness.analysis.decode.again import Edit
from harness.analysis.decode.jce import ENCODING, Jce
from tests.analysis.strangers.encodings import jce

STRUCT = (
    jce(0, "android")
    + jce(1, 70_000)
    + jce(2, gzip.compress(b"x" * 40, mtime=0), simple=True)
    + jce(17, "abc")
    + jce(18, 0)
)


def test_the_fields_of_a_struct() -> None:
    assert Jce().matches(STRUCT)
    names = [place.elements[0] for place in Jce().places(STRUCT)]
    assert names == ["jce:0", "jce:1", "jce:2", "jce:17"]


def test_nested_structs_lists_and_maps() -> None:
    inner = b"\x0a" + jce(0, "inner text") + b"\x0b"
    many = b"\x19\x00\x02" + jce(0, "one") + jce(0, "two")
    pairs = b"\x28\x00\x01" + jce(0, "key") + jce(1, "value")
    names = [place.elements[0] for place in Jce().places(inner + many + pairs)]
    assert names == ["jce:0.0", "jce:1.0", "jce:1.1", "jce:2.0", "jce:2.0"]


@pytest.mark.parametrize(
    "data", [b"", STRUCT[:-3], STRUCT + b"\x06", jce(3, "abcd") + jce(2, "abcd"), b"\x0b" * 12, b"\x0a" * 99]
)
def test_other_data_is_none(data: bytes) -> None:
    assert not Jce().matches(data)


def test_a_text_changes_with_its_length() -> None:
    place = Jce().places(STRUCT)[0]
    assert ENCODING.fit is not None
    made = ENCODING.fit(STRUCT, [Edit(place.start, place.end, b"other words")])
    assert made == jce(0, "other words") + STRUCT[len(jce(0, "android")) :]
