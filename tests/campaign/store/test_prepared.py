"""Statements that are worded once do what they would do worded anew."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, bindparam, insert, select, update

from harness.campaign.store.database import alone
from harness.campaign.store.errors import StoreError
from harness.campaign.store.prepared import Prepared, Routine
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


ROUTINE = Routine(
    "grown",
    Prepared(select(devices.c.id).where(devices.c.name == bindparam("of")).with_for_update()),
    Prepared(
        update(devices)
        .where(devices.c.name == bindparam("of"), devices.c.runs < 9)
        .values(runs=devices.c.runs + bindparam("n"), quarantined="100 %")
        .returning(devices.c.runs)
    ),
)


@pytest.mark.parametrize("url", BOTH[1:], indirect=True)
def test_a_routine_gives_each_statement_its_own_values_on_every_connection(engine: Engine) -> None:
    kit.device(engine, "a"), kit.device(engine, "b")
    for found in ([4, 8], [12, None]):
        with alone(engine) as connection:
            assert ROUTINE.send(connection, of="nobody", n=1) is None
            assert [ROUTINE.send(connection, of="a", n=4) for _ in range(2)] == found
        engine.dispose()  # the next connection knows no routine yet
    assert [(row.name, row.runs, row.quarantined) for row in kit.rows(engine, devices)] == [
        ("a", 12, "100 %"),
        ("b", 0, ""),
    ]


@pytest.mark.parametrize("url", BOTH[1:], indirect=True)
def test_of_a_routine_that_goes_wrong_nothing_is_left_and_one_sentence_is_said(engine: Engine) -> None:
    kit.device(engine, "a")
    with pytest.raises(StoreError) as caught, alone(engine) as connection:
        ROUTINE.send(connection, of="a", n=8)
        ROUTINE.send(connection, of="a", n=2**63 - 1)
    assert str(caught.value) == "The campaign's database does not do it: bigint out of range."
    assert [row.runs for row in kit.rows(engine, devices)] == [8]
