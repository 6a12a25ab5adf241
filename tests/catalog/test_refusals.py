"""The table of what Android answers instead of data."""

from fnmatch import fnmatchcase

import pytest

from harness.catalog import refusals as module
from harness.catalog.points import load_points
from harness.catalog.refusals import Refusal, refusals


@pytest.mark.parametrize("row", module._refusals(), ids=lambda row: f"{row.points[0]} {row.min_api}")
def test_every_row_speaks_of_points_that_exist_and_says_where_it_is_from(row: Refusal) -> None:
    ids = [point.id for point in load_points()]
    assert all(any(fnmatchcase(name, glob) for name in ids) for glob in row.points)
    assert bool(row.answers) != bool(row.throws)
    assert row.source
    assert row.min_api <= row.max_api and row.min_target <= row.max_target


def test_a_point_finds_its_rows_also_by_a_glob() -> None:
    assert refusals("oaid.msa.IdSupplier.getOAID")
    assert not refusals("settings.android_id")


@pytest.mark.parametrize(
    ("api", "target", "held", "applies"),
    [
        (30, 30, False, True),
        (30, 30, None, False),  # what is not known proves no refusal
        (30, 30, True, False),
        (28, 30, False, False),
        (None, 30, False, False),
        (30, 29, False, False),
        (30, None, False, False),
    ],
)
def test_a_row_holds_only_under_all_its_conditions(
    api: int | None, target: int | None, held: bool | None, applies: bool
) -> None:
    row = Refusal(points=("x",), answers=("null",), source="test", min_api=29, min_target=30, without=("A", "B"))
    assert row.applies(api, target, lambda name: held) is applies


def test_one_of_several_permissions_is_enough_to_be_no_refusal() -> None:
    row = Refusal(points=("x",), answers=("null",), source="test", without=("A", "B"))
    assert not row.applies(None, None, lambda name: name == "B")
