"""The page of limits has every trick of the escape app, twice, and the tests try every one."""

import re
from pathlib import Path

from tests.e2e.escaping import page_rows as rows
from tests.e2e.test_escape import TOLD, TRICKS

SOURCE = Path(__file__).resolve().parents[2] / "samples/escape/src/com/lockroom/escape"


def test_every_trick_is_in_both_tables_and_tried() -> None:
    known = re.findall(r'case "(\w+)"', (SOURCE / "Tricks.java").read_text("utf-8"))
    here, there = (
        [row[0].strip("`") for row in rows(title)] for title in ("On the sandbox device", "On an Android device")
    )
    assert here == there
    assert len(here) == len(set(here))
    assert sorted([*here, "nothing"]) == sorted(known) == sorted(TRICKS)
    assert sorted(TOLD) == sorted(here)


def test_every_trick_is_one_short_file() -> None:
    made = dict(re.findall(r'case "(\w+)": return new (\w+)\(', (SOURCE / "Tricks.java").read_text("utf-8")))
    for trick, name in made.items():
        assert len((SOURCE / "tricks" / f"{name}.java").read_text("utf-8").splitlines()) < 90, trick


def test_every_row_has_a_word_in_every_column() -> None:
    for row in rows("On the sandbox device"):
        assert len(row) == 5
        assert all(row), row
    for row in rows("On an Android device"):
        assert len(row) == 4
        assert all(row[:3]), row
