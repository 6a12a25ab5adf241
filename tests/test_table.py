"""A table in one test tells of each case what a test of its own would."""

import pytest

from tests.table import every


def at_most_two(number: int) -> None:
    assert number <= 2


def test_all_that_do_not_hold_are_named() -> None:
    every([0, 1, 2], at_most_two)
    with pytest.raises(pytest.fail.Exception) as told:
        every(["0", "3", "no", "4"], lambda case: at_most_two(int(case)), name=lambda case: f"case {case}")
    first, *lines = str(told.value).splitlines()
    assert first == "3 of 4 cases do not hold"
    named = [line for line in lines if line.startswith("case ")]
    assert [line.partition(":")[0] for line in named] == ["case 3", "case no", "case 4"]
    assert "ValueError: invalid literal" in named[1]


def test_no_case_is_a_failure() -> None:
    with pytest.raises(AssertionError, match="there is no case"):
        every([], at_most_two)
