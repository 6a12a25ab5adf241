"""Rows in one document: what a database cannot hold is replaced, and nothing else is touched."""

import json

from harness.campaign.store.documents import Document, cleaned
from harness.campaign.store.tables import Words, findings


def test_rows_that_are_right_are_left_as_they_are() -> None:
    rows = [{"said": "它说了 100 %", "n": 1}, {"said": "x" * 8, "n": 2}]
    assert cleaned(rows, {"said": Words(9)}) is rows
    assert cleaned([], {"said": Words(9)}) == []


def test_one_that_is_not_is_replaced_among_the_others() -> None:
    for said, held in {"a\0b": "a\ufffdb", "\ud800": "\\ud800", "x" * 12: "x" * 9}.items():
        found = cleaned([{"said": "和", "n": 1}, {"said": said, "n": 2}], {"said": Words(9)})
        assert found == [{"said": "和", "n": 1}, {"said": held, "n": 2}]


def test_a_document_is_json_with_a_tables_limits() -> None:
    said = Document([findings.c.phase, findings.c.zh]).clean([{"phase": "p" * 90, "zh": 'a\0"和'}])
    assert json.loads(said) == [{"phase": "p" * 64, "zh": 'a\ufffd"和'}]
