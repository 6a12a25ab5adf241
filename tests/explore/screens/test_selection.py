"""What a list shows, as a file."""

from pathlib import Path

from harness.analysis.assessment import assess
from harness.explore.events import event_of
from harness.explore.screens.selection import write_selection
from tests.analysis.lantern import lantern
from tests.explore.screens.made import call, exchange


def test_lines_as_watch_has_them(tmp_path: Path) -> None:
    items = [call(), exchange(), *assess(lantern().recording()).disclosures]
    assert write_selection(items, tmp_path / "x.jsonl").startswith("8 lines written")
    lines = (tmp_path / "x.jsonl").read_bytes().splitlines()
    assert [event_of(line) for line in lines[:2]] == items[:2]
    assert b'"event":"disclosure"' in lines[2]


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    assert "exists" in write_selection([call()], tmp_path / "x")
    assert (tmp_path / "x").read_text() == "mine"
