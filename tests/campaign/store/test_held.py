"""Rows are looked at together: whether a database can hold them all, and what becomes of those that it cannot."""

from harness.campaign.store.held import cleaned, holds, words_of
from harness.campaign.store.tables import collected, findings

WORDS = {"phase": findings.c.phase.type, "zh": findings.c.zh.type}
GOOD = {"phase": "p" * 64, "zh": "和\x07", "n": 1}


def test_rows_that_a_database_can_hold() -> None:
    assert holds([GOOD, {"phase": "", "zh": "z" * 90, "n": None}], WORDS)
    assert holds([], WORDS)


def test_one_that_it_cannot_hold_is_told_and_replaced_and_the_others_are_as_they_were() -> None:
    for wrong, kept in (
        ({"zh": "a\0b"}, {"zh": "a\ufffdb"}),
        ({"zh": "a\udcff"}, {"zh": "a\\udcff"}),
        ({"phase": "x" * 65}, {"phase": "x" * 64}),
    ):
        rows = [GOOD, GOOD | wrong]
        assert not holds(rows, WORDS)
        assert cleaned(rows, WORDS) == [GOOD, GOOD | kept]


def test_what_is_in_a_row_beside_is_left_alone() -> None:
    assert cleaned([GOOD | {"not of this table": "\udcff"}], WORDS) == [GOOD | {"not of this table": "\udcff"}]


def test_texts_are_told_from_numbers() -> None:
    assert words_of([collected.c.phase, collected.c.count]) == {"phase": collected.c.phase.type}
