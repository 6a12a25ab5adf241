"""Tables by what their columns are called."""

from pathlib import Path

import pytest

from harness.campaign.store.errors import CampaignError
from harness.campaign.store.sheets import sheet

COLUMNS = {"app": ("app", "应用"), "text": ("text",)}


def test_rows_come_with_their_numbers_and_empty_ones_do_not(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("TEXT,other,App\na,b,c\n,,\nd\n", "utf-8")
    assert list(sheet(path, COLUMNS, ("app",))) == [(2, {"app": "c", "text": "a"}), (4, {"text": "d"})]


def test_a_table_without_the_column_that_is_needed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("text\na\n")
    with pytest.raises(CampaignError, match="'app' among them"):
        list(sheet(path, COLUMNS, ("app",)))
