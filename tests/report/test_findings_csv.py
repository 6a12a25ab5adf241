"""One row a finding, and nothing in it that a spreadsheet runs."""

import csv
import io

import pytest

from harness.report.findings_csv import COLUMNS, render_csv
from harness.report.redact import redacted
from tests.report.factory import VALUES
from tests.report.findings_views import hostile, judged, view, with_values


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_row_each() -> None:
    table = rows(render_csv(view(), "en"))
    assert list(table[0]) == list(COLUMNS)
    assert [row["id"] for row in table] == [row.id for row in judged()]
    assert table[0]["first"] == "2025-11-23T12:13:20.000+00:00" and table[1]["first"] == ""
    assert table[0]["fix"] == "call it later" and table[0]["observations"] == "4242:1"
    assert table[2]["limits_of_ours"] == "per_minute=30"
    assert table[3]["what_would_settle_it"] == "run --scenario background"
    assert rows(render_csv(view(), "zh"))[0]["text"] == "出事了"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_hostile_names_are_text(lang: str) -> None:
    text = render_csv(hostile(), lang)
    table = rows(text)
    assert len(table) == 3 and len(text) < 100_000
    for row in table:
        for name, cell in row.items():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), name
            assert cell.replace("\n", "").isprintable(), name
    assert table[0]["recipient"].startswith("'=cmd")


def test_without_values() -> None:
    imei = str(VALUES["telephony.imei"])
    assert imei in render_csv(with_values(), "en") and imei not in render_csv(redacted(with_values()), "en")
