"""What recorded calls made of ever other values is traced back to them, wherever strangers put it."""

from tests.analysis.strangers.recorded import trials


def test_ever_other_values_in_recorded_calls() -> None:
    assert [row for row in trials("recorded", 60) if not row[2] or row[3]] == []
