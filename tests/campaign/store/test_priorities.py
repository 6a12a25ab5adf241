"""Complaints first, then what an app's SDKs did elsewhere."""

import pytest
from sqlalchemy import Engine, insert, update

from harness.campaign.store.claims import following
from harness.campaign.store.priorities import prioritise
from harness.campaign.store.tables import apps, complaints, seen_in, tallies
from tests.campaign import kit
from tests.campaign.conftest import BOTH


@pytest.mark.parametrize("url", BOTH, indirect=True)
def test_what_is_urgent_is_run_first(engine: Engine) -> None:
    (plain,), (with_sdk,), (complained,) = (kit.app_with_jobs(engine, 1, f"com.{name}") for name in "abc")
    with engine.begin() as connection:
        connection.execute(insert(complaints).values(digest="x", package="com.c", app_id=3, times=2))
        connection.execute(insert(tallies).values(kind="sdk", key="sdk:p", apps=4, before=3))
        connection.execute(insert(tallies).values(kind="sdk", key="sdk:rare", apps=1, before=1))
        connection.execute(insert(seen_in).values(kind="holds", key="sdk:p", app_id=2))
        connection.execute(insert(seen_in).values(kind="holds", key="sdk:rare", app_id=1))
    prioritise(engine)
    assert [row.priority for row in kit.rows(engine, apps)] == [0, 75, 2000]
    assert [row.id for row in following(engine, 9, ())] == [complained, with_sdk, plain]
    with engine.begin() as connection:
        connection.execute(update(complaints).values(app_id=1))
    prioritise(engine, app=1)
    assert [row.priority for row in kit.rows(engine, apps)] == [2000, 75, 2000], "of one app alone"
