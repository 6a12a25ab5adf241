import msgspec
import pytest

from harness.analysis.model_static import SdkRow, StaticFacts


def test_an_sdk_row_says_nothing_that_nobody_knows() -> None:
    row = SdkRow(id="sdk:a.b", prefix="a.b", name="AB")
    assert (row.in_app, row.reading, row.sending, row.named) == ("undetermined",) * 3 + ("not_given",)


def test_where_facts_are_from_is_one_of_two() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"source": "guess"}, StaticFacts)
