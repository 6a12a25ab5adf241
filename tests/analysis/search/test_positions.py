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
        (b"[[30.2742, 120.1551], [30.1357, 119.9906]]", [True, True]),
        (b"[[30.1357, 120.1551], [30.2742, 119.9906]]", [None, None]),
        (b"%5B30.1357%2C+120.1551%5D%2C+%5B30.2742%2C+119.9906%5D", [None, None]),
        (b"%7b30.1357%2c+120.1551%7d%2c%20%7b30.2742%2c+119.9906%7d", [None, None]),
    ],
)
def test_what_one_coordinate_proves(data: bytes, proof: list[bool | None]) -> None:
    hits = MATCHER.find(data).values
    assert [standing(data, hit, hits, named=False) for hit in hits] == proof
