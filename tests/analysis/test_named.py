"""How many of a kind an assessment names."""

from harness.analysis.named import MOST_NAMED, first


def test_the_first_are_named() -> None:
    assert first(iter(range(2 * MOST_NAMED))) == list(range(MOST_NAMED))
    assert first([3, 1]) == [3, 1] and first(()) == []
