"""docs/sample-findings.md derives each row of the table of findings from a line of an app: both are there."""

import itertools
import re
from pathlib import Path

import pytest

from tests.samples_table import FINDINGS, listed

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "sample-findings.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
APPS = ["bully", "sleeper", "maze", "facelift", "lantern"]


def spread(said: str) -> set[str]:
    """Rows in which ``{A, B}`` stands for one with each."""
    parts = [
        part[1:-1].split(", ") if part.startswith("{") else [part] for part in re.findall(r"\{[^}]+\}|[^{}]+", said)
    ]
    return {"".join(row).strip() for row in itertools.product(*parts)}


def rows(app: str) -> list[tuple[str, str, set[str]]]:
    """File, words of a line in it, and findings of each row of an app's table."""
    found = []
    for line in SECTIONS[app].splitlines():
        if line.startswith("| `"):
            source, _, said = (cell.strip() for cell in line.strip("|").split(" | "))
            file, words = source.strip("`").split(": ", 1)
            found.append((file, words, set().union(*map(spread, re.findall(r"`([^`]+)`", said)))))
    return found


@pytest.mark.parametrize("app", APPS)
def test_every_line_is_in_its_file(app: str) -> None:
    for file, words, _ in rows(app):
        assert words in (ROOT / file).read_text("utf-8"), (file, words)


@pytest.mark.parametrize("app", APPS)
def test_rows_of_the_page_are_those_of_the_table(app: str) -> None:
    table: set[str] = set()
    for column in FINDINGS[app]["full"].values():
        exact, may = listed(column)
        table |= exact | may
    derived = set().union(*(said for _, _, said in rows(app)))
    assert derived - table == set() and table - derived == set()


def test_apps_without_a_section_have_no_findings() -> None:
    for app in {"polite", "loud"}:
        assert not any(listed(column)[0] for column in FINDINGS[app]["full"].values())
