"""Rows as columns: the same ones whatever the rows hold."""

import msgspec
import pytest

from harness.errors import BadInputError
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Observation
from harness.evidence.rows.observation import Value
from harness.jobs.table import ROWS, columns, kind_of_row

CALL = Observation(
    seq=1, time_us=2, mono_ns=3, pid=4, process="p", thread_id=5, thread="t", point="x.y",
    args=[Value(type="[B", data=b"\xff\0")], result=Value(type="String", text="abc"),
)  # fmt: skip


@pytest.mark.parametrize("what", ROWS)
def test_without_rows_there_are_the_columns(what: str) -> None:
    table = columns(kind_of_row(what), [])
    assert table and not any(table.values())
    outer = {name.partition(".")[0] for name in table}
    assert outer == {field.name for field in msgspec.structs.fields(ROWS[what])}


def test_what_is_inside_another_has_columns_of_its_own() -> None:
    table = columns(Observation, [CALL, msgspec.structs.replace(CALL, seq=2, result=None, exception="e")])
    assert table["seq"] == [1, 2] and table["result.text"] == ["abc", None] and table["exception"] == [None, "e"]
    assert table["args"][0] == [{"type": "[B", "data": b"\xff\0"}], "what is deeper is plain, bytes are bytes"
    assert "actor.id" in columns(ROWS["disclosures"], []) and "fix.en" in columns(ROWS["findings"], [])
    assert columns(Exchange, [Exchange(index=0, id="0", time_us=1, request_body=b"\xfe")])["request_body"] == [b"\xfe"]


def test_a_table_that_does_not_exist_is_one_sentence() -> None:
    with pytest.raises(BadInputError, match=r"no table 'find.*': it must be of findings, disclosures, .*\.$") as caught:
        kind_of_row("find\x1b")
    assert "\x1b" not in str(caught.value)
