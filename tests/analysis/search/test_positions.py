import pytest

from harness.analysis.search.match import Matcher
from harness.analysis.search.patterns import PatternSet
from harness.analysis.search.positions import standing
from harness.values.needle import Needle

PATTERNS = PatternSet()
PATTERNS.add_needles([Needle(value_id="place", category="location_precise", place=(30.274153, 120.155071))])
MATCHER = Matcher(PATTERNS)


@pytest.mark.parametrize(
    ("data", "proof"),
    [
        (b"30.2742 and 120.1551", [True, True]),
        (b"30.274153", [True]),
        (b"30.27415", [False]),
        (b"30.27415, 120.99999", [None]),
        (b"30.274153, 120.99999", [False]),
        (b"30.2742" + b" " * 300 + b"120.1551", [False, False]),
        (b"30274153", [False]),
    ],
)
def test_what_one_coordinate_proves(data: bytes, proof: list[bool | None]) -> None:
    hits = MATCHER.find(data).values
    assert [standing(data, hit, hits, named=False) for hit in hits] == proof
