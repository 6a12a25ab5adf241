"""Statements that are worded once do what they would do worded anew."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, bindparam, insert, select, update

from harness.campaign.store.errors import StoreError
from harness.campaign.store.prepared import Prepared, at_once
from harness.campaign.store.tables import devices
from tests.campaign import kit
from tests.campaign.conftest import BOTH

BOTH_ENGINES = pytest.mark.parametrize("url", BOTH, indirect=True)


@BOTH_ENGINES
def test_values_are_filled_in_cleaned_and_returned(engine: Engine) -> None:
    add = Prepared(insert(devices).values(name=bindparam("name"), runs=7).returning(devices.c.id))
    more = Prepared(
        update(devices).where(devices.c.name == bindparam("of")).values(runs=devices.c.runs + bindparam("n"))
    )
    count = Prepared(select(devices.c.runs, devices.c.quarantined).where(devices.c.name == bindparam("of")))
    with engine.begin() as connection:
        # What both databases cannot hold is replaced; what the statement does not say has the table's default.
        ids = [add.send(connection, name=name).fetchone()[0] for name in ("a\0b", "c", "100 %")]
        assert len(set(ids)) == 3
        more.send_many(connection, [{"of": "c", "n": 1}, {"of": "100 %", "n": 2}])
        more.send_many(connection, [])
        assert more.send(connection, of="nobody", n=1).rowcount == 0
        found = count.send(connection, of="c").fetchone()
    assert found == (8, "")
    assert [(row.name, row.runs) for row in kit.rows(engine, devices)] == [("a\ufffdb", 7), ("c", 8), ("100 %", 9)]


def test_a_value_that_is_forgotten_is_no_null(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(KeyError):
        Prepared(insert(devices).values(name=bindparam("name"))).send(connection)


@BOTH_ENGINES
def test_of_what_is_sent_at_once_and_goes_wrong_nothing_is_left(engine: Engine) -> None:
    add = Prepared(insert(devices).values(name=bindparam("name")))
    with (
        engine.begin() as connection,
        pytest.raises(StoreError, match="does not do it"),
        at_once(connection, commit=True),
    ):
        for name in ("a", "b", "a"):
            add.send(connection, name=name)
    assert kit.rows(engine, devices) == []
