"""Rows in one document: what no document has is replaced, and nothing else is touched."""

import json
from typing import Any

import pytest

from harness.campaign.store.documents import Document
from harness.campaign.store.tables import findings

KIND = Document([findings.c.phase, findings.c.zh])


def held(*rows: dict[str, Any]) -> Any:
    return json.loads(KIND.clean(rows))


def test_rows_that_are_right_are_left_as_they_are() -> None:
    rows = [{"phase": "p" * 64, "zh": "它说了 100 % \x07"}, {"phase": "", "zh": "z" * 90}]
    assert held(*rows) == rows
    assert held() == []


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"zh": "和\ud800"}, {"zh": "和\\ud800"}),
        ({"zh": "和\ud800", "phase": "x" * 90}, {"zh": "和\\ud800", "phase": "x" * 64}),
        ({"zh": r"six characters: \u0000"}, {"zh": r"six characters: \u0000"}),
        ({"zh": "a\0b", "phase": "x" * 90}, {"zh": "a\0b", "phase": "x" * 90}),  # PostgreSQL says that itself
    ],
)
def test_one_that_is_not_is_replaced_among_the_others(said: dict[str, str], kept: dict[str, str]) -> None:
    other = {"phase": "p", "zh": '"和'}
    assert held(other, other | said) == [other, other | kept]
